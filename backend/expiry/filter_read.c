/* Reads a filter word by word: a word is a name of a field, a sign and values, or "@" and the names of saved filters, or
 * text. Reading stops at the first fault and says where it is (struct field_fault).
 *
 * A word that is no field and no endpoint is bare text, looked for wherever the list looks: what has a digit, a dot or a
 * hyphen before its colon is a host or an address, and not somebody's idea of a field. What a value may be depends on the
 * type of its field, so there is a function for each type. A saved filter is read where it is named, and hangs in the
 * tree like any other value; one that names itself is not gone into for ever (SAVED_DEEPEST), nor are many that name many
 * others (VALUES_MOST). */
#include "expiry/filter.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "expiry/filter_inside.h"
#include "expiry/filter_words.h"
#include "base/saved_filters.h"

enum {
	SAVED_DEEPEST = 4, /* a saved filter that names another, and so on */
	VALUES_MOST =
	    1000 /* of all of them together: four lines of a file could ask for millions */
};

/* Reading one word: [at, end) of text. */
struct reader {
	const char *text;
	size_t at, end;
	unsigned rows;
	const struct saved_filters *saved;
	int depth;
	size_t *values; /* that were read, those of saved filters too */
	struct field_fault *fault;
};

static struct filter *read_filter(struct reader r);

static int
fault(const struct reader *r, const char *code, size_t at, size_t len)
{
	field_fault_set(r->fault, code, r->text, at, len);
	if (r->fault)
		r->fault->rows = r->rows;
	return -1;
}

/* The end of the word at r->at: the next blank outside quotes. */
static int
word_find_end(struct reader *r)
{
	const char *s = r->text;
	size_t quote = 0;
	bool quoted = false;

	for (r->end = r->at; s[r->end] && (quoted || !strchr(" \t\r\n", s[r->end])); r->end++)
		if (s[r->end] == '"') {
			quoted = !quoted;
			quote = r->end;
		}
	return quoted ? fault(r, "filter-quote", quote, r->end - quote) : 0;
}

/* Reads one value up to an unquoted comma (where commas part values) or the end of the word. */
static char *
read_value(struct reader *r, bool commas, bool *quotes)
{
	struct buf b = {0};
	bool quoted = false;

	*quotes = false;
	for (; r->at < r->end && (quoted || !commas || r->text[r->at] != ','); r->at++)
		if (r->text[r->at] != '"') {
			buf_putc(&b, r->text[r->at]);
		} else {
			quoted = !quoted;
			*quotes = true;
		}
	return buf_steal(&b);
}

/* One that is too large is the largest: nothing that is compared with it is. */
static int
number_parse(const char *s, int64_t *number)
{
	char *end;

	*number = strtoll(s, &end, 10);
	return !*s || *end || strchr(" \t", *s) ? -1 : 0;
}

/* ---- a value of each type: the code of what is wrong with it, or NULL ---- */

static const char *
value_of_number(enum field field, const char *raw, struct value *v)
{
	(void)field;
	v->kind = VALUE_NUMBER;
	return number_parse(raw, &v->number) < 0 ? "filter-number" : NULL;
}

static const char *
value_of_days(enum field field, const char *raw, struct value *v)
{
	(void)field;
	v->kind = VALUE_DAYS;
	return days_parse(raw, &v->days) ? NULL : "filter-day";
}

static const char *
value_of_level(enum field field, const char *raw, struct value *v)
{
	int urgency = urgency_from_word(raw);

	(void)field;
	v->kind = VALUE_NUMBER;
	v->number = filter_urgency_rank(urgency);
	return urgency < 0 ? "filter-urgency" : NULL;
}

static const char *
value_of_text(enum field field, const char *raw, struct value *v)
{
	(void)field;
	v->kind = VALUE_TEXT;
	v->text = text_folded(raw);
	return NULL;
}

static const char *
value_of_term(enum field field, const char *raw, struct value *v)
{
	v->kind = VALUE_TERMS;
	v->bits = filter_word_values(field, raw, false);
	if (v->bits)
		return NULL;
	switch ((int)field) {
	case FIELD_KIND: /* or one of certificates, of which anybody may think up more */
		return value_of_text(field, raw, v);
	case FIELD_OUTCOME:
		return "filter-outcome";
	case FIELD_ATTENTION:
		return "filter-attention";
	case FIELD_CHANGE:
		return "filter-change";
	default:
		return "filter-problem";
	}
}

static const char *
value_of_renewal(enum field field, const char *raw, struct value *v)
{
	const char *code = value_of_text(field, raw, v);

	v->word = row_renewal_word(field, v->text);
	if (v->word)
		v->kind = VALUE_WORD;
	else if (field == FIELD_RENEWAL)
		code = value_of_number(field, raw, v) ? "filter-renewal" : NULL;
	return code;
}

/* "*", and what means that there is none. */
static bool
is_presence(enum field field, const char *raw, struct value *v)
{
	static const char *const none[] = {"cap", "none"};

	v->kind = VALUE_ANY;
	if (!strcmp(raw, "*"))
		return true;
	v->kind = VALUE_NONE;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (text_folds_to(raw, none[i]))
			return field != FIELD_NAME && field != FIELD_HOST &&
			       !filter_word_values(field, raw, true);
	return false;
}

static const char *
value_of_saved(const struct reader *r, const char *name, struct value *v)
{
	const char *text = saved_filters_find(r->saved, name, strlen(name));
	struct reader inner = {.text = text,
	    .rows = r->rows,
	    .saved = r->depth < SAVED_DEEPEST ? r->saved : NULL,
	    .depth = r->depth + 1,
	    .values = r->values};

	if (!text)
		return "filter-saved";
	v->kind = VALUE_SAVED;
	v->saved = read_filter(inner);
	if (v->saved)
		return NULL;
	return *r->values > VALUES_MOST ? "filter-long" : "filter-saved-broken";
}

/* Fills one value from its text. */
static const char *
value_fill(const struct reader *r, int field, const char *raw, bool quoted, struct value *v)
{
	static const char *(*const of_type[])(enum field, const char *, struct value *) = {
	    [FIELD_TEXT] = value_of_text,
	    [FIELD_TERM] = value_of_term,
	    [FIELD_LEVEL] = value_of_level,
	    [FIELD_NUMBER] = value_of_number,
	    [FIELD_TIME] = value_of_days,
	    [FIELD_OF_RENEWAL] = value_of_renewal,
	};

	if (!*raw)
		return "filter-empty";
	if (field == FIELD_SAVED)
		return value_of_saved(r, raw, v);
	if (field == FIELD_ANY)
		return value_of_text(FIELD_NAME, raw, v);
	if (!quoted && is_presence((enum field)field, raw, v))
		return NULL;
	return of_type[field_type((enum field)field)]((enum field)field, raw, v);
}

static int
read_values(struct reader *r, struct term *t)
{
	do {
		size_t start = r->at;
		bool quoted;
		const char *code;
		char *raw;

		if (++*r->values > VALUES_MOST)
			return fault(r, "filter-long", start, r->end - start);
		raw = read_value(r, t->field != FIELD_ANY, &quoted);
		t->values = mem_resize(t->values, t->count + 1, sizeof(*t->values));
		t->values[t->count] = (struct value){0};
		code = value_fill(r, t->field, raw, quoted, &t->values[t->count++]);
		free(raw);
		if (code)
			return fault(r, code, start, r->at - start);
	} while (r->at < r->end && r->at++);
	return 0;
}

/* ---- a word ---- */

static enum comparison
read_comparison(struct reader *r)
{
	static const struct {
		const char *sign;
		enum comparison how;
	} signs[] = {{"<=", AT_MOST}, {">=", AT_LEAST}, {"<", LESS}, {">", MORE}, {"=", EQUAL}};

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		size_t len = strlen(signs[i].sign);

		if (!strncmp(r->text + r->at, signs[i].sign, len)) {
			r->at += len;
			return signs[i].how;
		}
	}
	return CONTAINS;
}

static bool
all_digits(const char *s, size_t len)
{
	return len > 0 && strspn(s, "0123456789") >= len;
}

/* "host:8443", where what stands before the colon is no field. */
static int
read_endpoint(struct reader *r, size_t name_len, struct term *t)
{
	char *host = mem_strndup(r->text + r->at, name_len);

	t->values = mem_array(1, sizeof(*t->values));
	t->count = 1;
	t->values[0].kind = VALUE_PORT;
	t->values[0].text = text_folded(host);
	t->values[0].number = strtoll(r->text + r->at + name_len + 1, NULL, 10);
	free(host);
	r->at = r->end;
	return 0;
}

/* Whether a field of this type can be compared so. */
static bool
comparison_fits(enum field_type type, enum comparison how)
{
	return how == CONTAINS || how == EQUAL || type == FIELD_NUMBER || type == FIELD_LEVEL ||
	       type == FIELD_TIME;
}

/* An instant is asked for by days of the calendar, or as the days until it, which begin as a number does. */
static enum field
compared_field(enum field field, const char *value, size_t len)
{
	size_t sign = strspn(value, "<>="), digits;

	sign += sign < len && value[sign] == '-';
	digits = strspn(value + sign, "0123456789");
	if (sign + digits < len && value[sign + digits] != ',')
		return field;
	return field == FIELD_END ? FIELD_DAYS : field == FIELD_START ? FIELD_STARTS : field;
}

/* What stands after the name of a field, which ends at name_len. */
static int
read_field(struct reader *r, enum field field, size_t name_len, struct term *t)
{
	size_t name = r->at;

	if (r->rows && !field_is_of(field, r->rows))
		return fault(r, "filter-not-here", name, name_len);
	r->at += name_len + (r->text[name + name_len] == ':');
	t->field = (int)compared_field(field, r->text + r->at, r->end - r->at);
	t->how = read_comparison(r);
	if (!comparison_fits(field_type((enum field)t->field), t->how))
		return fault(r, "filter-operator", name, name_len);
	return read_values(r, t);
}

static int
read_term(struct reader *r, struct term *t)
{
	size_t name_len, rest;
	const char *name;
	int field;

	t->field = FIELD_ANY;
	t->negated = r->end - r->at > 1 && strchr("-!", r->text[r->at]);
	r->at += t->negated;
	name = r->text + r->at;
	if (*name == '@' && r->end - r->at > 1) {
		t->field = FIELD_SAVED;
		r->at++;
		return read_values(r, t);
	}
	name_len = strcspn(name, ":<>=\" \t\r\n");
	rest = r->end - r->at - name_len;
	if (name_len == 0 || rest == 0 || name[name_len] == '"')
		return read_values(r, t);
	field = field_from(name, name_len);
	if (field >= 0)
		return read_field(r, (enum field)field, name_len, t);
	if (name[name_len] == ':' && all_digits(name + name_len + 1, rest - 1))
		return read_endpoint(r, name_len, t);
	if (strcspn(name, "0123456789.-") < name_len)
		return read_values(r, t);
	return fault(r, "filter-field", r->at, name_len);
}

static struct filter *
read_filter(struct reader r)
{
	struct filter *filter = mem_alloc(sizeof(*filter));

	for (;;) {
		r.at += strspn(r.text + r.at, " \t\r\n");
		if (!r.text[r.at])
			return filter;
		filter->terms =
		    mem_resize(filter->terms, filter->count + 1, sizeof(*filter->terms));
		filter->terms[filter->count++] = (struct term){0};
		if (word_find_end(&r) < 0 || read_term(&r, &filter->terms[filter->count - 1]) < 0)
			break;
	}
	filter_free(filter);
	return NULL;
}

struct filter *
filter_parse(
    const char *text, unsigned rows, const struct saved_filters *saved, struct field_fault *f)
{
	size_t values = 0;

	return read_filter((struct reader){
	    .text = text, .rows = rows, .saved = saved, .values = &values, .fault = f});
}
