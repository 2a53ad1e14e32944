/* A filter is a list of terms that must all hold; a term is a field, a comparison and one or more
 * values, any of which may hold. The console's lists (tui/model/query.c, tui/view/json_rows.c) and
 * caducactl list use it; each hands in a row_reader for its own kind of row, so nothing here knows
 * what a row is.
 *
 * Everything that can be decided while reading is decided there (folding, numbers, the urgency a word
 * names, a word that no term could ever match), so matching only compares: it runs once for each of a
 * hundred thousand rows. Reading stops at the first fault and names the word (struct field_fault).
 * A word that is no field and no endpoint is bare text, looked for wherever the list looks. */
#include "expiry/filter.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/terms.h"
#include "base/text.h"
#include "expiry/row_renewal.h"

#include <errno.h>

enum comparison { CONTAINS, EQUAL, LESS, AT_MOST, MORE, AT_LEAST };

enum { FIELD_ANY = -1 }; /* bare text */

struct value {
	char *text;     /* folded; NULL: "*", anything */
	int64_t number; /* of its field; an urgency's rank; a port beside bare text, -1 none */
	enum renewal_word word; /* of the renewal */
};

struct term {
	bool negated;
	int field; /* enum field or FIELD_ANY */
	enum comparison how;
	struct value *values;
	size_t count;
};

struct filter {
	struct term *terms;
	size_t count;
};

/* Reading one word: [at, end) of text. */
struct reader {
	const char *text;
	size_t at, end;
	struct field_fault *fault;
};

/* ---- the words people use for the vocabulary of base/terms.h, folded ---- */

static const struct {
	const char *word;
	enum urgency urgency;
} urgency_words[] = {
    {"x", URGENCY_EXPIRED},
    {"caducat", URGENCY_EXPIRED},
    {"caducada", URGENCY_EXPIRED},
    {"!", URGENCY_CRITICAL},
    {"critic", URGENCY_CRITICAL},
    {"critica", URGENCY_CRITICAL},
    {"u", URGENCY_LATE},
    {"urgent", URGENCY_LATE},
    {"c", URGENCY_DUE},
    {"comencar", URGENCY_DUE},
    {"cal comencar", URGENCY_DUE},
    {"a", URGENCY_SOON},
    {"aviat", URGENCY_SOON},
    {".", URGENCY_OK},
    {"", URGENCY_OK}, /* "·" folds to nothing */
    {"vigent", URGENCY_OK},
    {"?", URGENCY_UNKNOWN},
    {"sense dades", URGENCY_UNKNOWN},
    {"desconegut", URGENCY_UNKNOWN},
};

/* Catalan for the texts of kinds, outcomes and problems that are not nearly the same word. */
static const struct {
	const char *word, *text;
} term_words[] = {
    {"servidor", "server"},
    {"dispositiu", "device"},
    {"automatic", "automatic"},
    {"altre", "other"},
    {"altres", "other"},
    {"cap", "none"},
    {"correcte", "ok"},
    {"respost", "ok"},
    {"answered", "ok"},
    {"be", "ok"},
    {"dns", "dns-failure"},
    {"refusat", "refused"},
    {"rebutjat", "refused"},
    {"inabastable", "unreachable"},
    {"temps", "timeout"},
    {"tallat", "reset"},
    {"alerta", "tls-alert"},
    {"no-tls", "not-tls"},
    {"no-comprovat", "not-checked"},
    {"caducat", "expired"},
    {"encara-no", "not-yet-valid"},
    {"nom", "name-mismatch"},
    {"no-fiable", "untrusted"},
    {"autosignat", "self-signed"},
    {"incompleta", "incomplete-chain"},
    {"ordre", "wrong-order"},
    {"cadena", "chain"},
    {"clau", "weak-key"},
    {"signatura", "weak-signature"},
    {"protocol-antic", "old-protocol"},
    {"client", "client-certificate-required"},
    {"adreces", "addresses-differ"},
    {"antic", "stale"},
    {"termini", "procedure-does-not-fit"},
    {"vigencia", "bad-lifetime"},
    {"finalitat", "wrong-purpose"},
    {"restriccio", "name-constraint"},
    {"extensio", "critical-extension"},
    {"sense-san", "no-san"},
    {"dsa", "dsa-key"},
    {"proposit", "no-server-auth"},
    {"critic", "critical"},
    {"critica", "critical"},
    {"avis", "warning"},
    {"canvi", "unexpected-change"},
    {"renovat", "renewed"},
    {"emissor", "issuer"},
    {"emissora", "issuer"},
    {"clau", "key"},
    {"perduts", "lost-names"},
    {"final", "earlier-end"},
};

int
urgency_from_word(const char *word)
{
	char *folded = text_folded(word);
	int found = *word ? urgency_from(folded) : -1;

	for (size_t i = 0; *word && found < 0 && i < sizeof(urgency_words) / sizeof(*urgency_words);
	     i++)
		if (!strcmp(urgency_words[i].word, folded))
			found = (int)urgency_words[i].urgency;
	free(folded);
	return found;
}

/* Does any text of the vocabulary of a field contain the word? */
static bool
term_is_known(enum field field, const char *word)
{
#define X(id, text) text,
	static const char *const kinds[] =
	{ KINDS(X) NULL },
				 *const outcomes[] =
	{ OUTCOMES(X) NULL },
				 *const problems[] =
	{ PROBLEMS(X) NULL },
				 *const attentions[] =
	{ ATTENTIONS(X) NULL },
				 *const changes[] = {
					 CHANGE_KINDS(X) NULL
				 };
#undef X
	const char *const *texts = field == FIELD_KIND        ? kinds
				   : field == FIELD_OUTCOME   ? outcomes
				   : field == FIELD_ATTENTION ? attentions
				   : field == FIELD_CHANGE    ? changes
							      : problems;

	while (*texts)
		if (strstr(*texts++, word))
			return true;
	return false;
}

/* ---- reading ---- */

static int
fault(const struct reader *r, const char *code)
{
	return field_fault_set(r->fault, code, r->text, r->at, r->end - r->at);
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
	if (!quoted)
		return 0;
	r->at = quote;
	return fault(r, "filter-quote");
}

/* Reads one value up to an unquoted comma (where commas part values) or the end of the word. */
static char *
read_value(struct reader *r, bool commas)
{
	struct buf b = {0};
	bool quoted = false;

	for (; r->at < r->end && (quoted || !commas || r->text[r->at] != ','); r->at++)
		if (r->text[r->at] == '"')
			quoted = !quoted;
		else
			buf_putc(&b, r->text[r->at]);
	return buf_steal(&b);
}

static int
number_parse(const char *s, int64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoll(s, &end, 10);
	return !*s || *end || errno || strchr(" \t", *s) ? -1 : 0;
}

/* Urgencies are ranked from ok up, so that ">=" means "as urgent or more". */
static int64_t
urgency_rank(int64_t urgency)
{
	return URGENCY_UNKNOWN - urgency;
}

static const char *
value_of_level(const char *raw, struct value *v)
{
	int urgency = urgency_from_word(raw);

	v->number = urgency_rank(urgency);
	return urgency < 0 ? "filter-urgency" : NULL;
}

static const char *
value_of_term(enum field field, char *folded, struct value *v)
{
	for (size_t i = 0; i < sizeof(term_words) / sizeof(*term_words); i++)
		if (!strcmp(term_words[i].word, folded) &&
		    term_is_known(field, term_words[i].text)) {
			v->text = mem_strdup(term_words[i].text);
			return NULL;
		}
	v->text = mem_strdup(folded);
	if (term_is_known(field, folded))
		return NULL;
	return field == FIELD_KIND        ? "filter-kind"
	       : field == FIELD_OUTCOME   ? "filter-outcome"
	       : field == FIELD_ATTENTION ? "filter-attention"
	       : field == FIELD_CHANGE    ? "filter-change"
					  : "filter-problem";
}

static const char *
value_of_renewal(enum field field, char *folded, struct value *v)
{
	v->word = row_renewal_word(field, folded);
	if (v->word)
		return NULL;
	v->text = mem_strdup(folded);
	return field == FIELD_RENEWAL && number_parse(folded, &v->number) < 0 ? "filter-renewal"
									      : NULL;
}

/* Fills one value from its text; the code of what is wrong with it, or NULL. */
static const char *
value_fill(int field, const char *raw, struct value *v)
{
	enum field_type type = field == FIELD_ANY ? FIELD_TEXT : field_type((enum field)field);
	const char *code = NULL;
	char *folded;

	v->number = -1;
	if (!*raw)
		return "filter-empty";
	if (type == FIELD_NUMBER)
		return number_parse(raw, &v->number) < 0 ? "filter-number" : NULL;
	if (type == FIELD_LEVEL)
		return value_of_level(raw, v);
	if (field != FIELD_ANY && !strcmp(raw, "*"))
		return NULL;
	folded = text_folded(raw);
	if (type == FIELD_TERM)
		code = value_of_term((enum field)field, folded, v);
	else if (type == FIELD_OF_RENEWAL)
		code = value_of_renewal((enum field)field, folded, v);
	else
		v->text = mem_strdup(folded);
	free(folded);
	return code;
}

static int
read_values(struct reader *r, struct term *t)
{
	do {
		size_t start = r->at;
		char *raw = read_value(r, t->field != FIELD_ANY);
		const char *code;

		t->values = mem_resize(t->values, t->count + 1, sizeof(*t->values));
		t->values[t->count] = (struct value){0};
		code = value_fill(t->field, raw, &t->values[t->count++]);
		free(raw);
		if (code)
			return field_fault_set(r->fault, code, r->text, start, r->at - start);
	} while (r->at < r->end && r->at++);
	return 0;
}

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
	if (type == FIELD_TIME)
		return false;
	return how == CONTAINS || how == EQUAL || type == FIELD_NUMBER || type == FIELD_LEVEL;
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
	name_len = strcspn(name, ":<>=\" \t\r\n");
	rest = r->end - r->at - name_len;
	if (name_len == 0 || rest == 0 || name[name_len] == '"')
		return read_values(r, t);
	field = field_from(name, name_len);
	if (field < 0 && name[name_len] == ':' && all_digits(name + name_len + 1, rest - 1))
		return read_endpoint(r, name_len, t);
	if (field < 0 && strcspn(name, "0123456789.-") < name_len)
		return read_values(r, t); /* a host or an address, not somebody's idea of a field */
	if (field < 0)
		return field_fault_set(r->fault, "filter-field", r->text, r->at, name_len);
	t->field = field;
	r->at += name_len + (name[name_len] == ':');
	t->how = read_comparison(r);
	if (!comparison_fits(field_type((enum field)field), t->how))
		return field_fault_set(
		    r->fault, "filter-operator", r->text, (size_t)(name - r->text), name_len);
	return read_values(r, t);
}

struct filter *
filter_parse(const char *text, struct field_fault *f)
{
	struct filter *filter = mem_alloc(sizeof(*filter));
	struct reader r = {.text = text, .fault = f};

	for (;;) {
		r.at += strspn(text + r.at, " \t\r\n");
		if (!text[r.at])
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

void
filter_free(struct filter *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->count; i++) {
		for (size_t v = 0; v < f->terms[i].count; v++)
			free(f->terms[i].values[v].text);
		free(f->terms[i].values);
	}
	free(f->terms);
	free(f);
}

/* ---- matching ---- */

static bool
compare(int64_t left, enum comparison how, int64_t right)
{
	switch (how) {
	case LESS:
		return left < right;
	case AT_MOST:
		return left <= right;
	case MORE:
		return left > right;
	case AT_LEAST:
		return left >= right;
	case CONTAINS:
	case EQUAL:
		break;
	}
	return left == right;
}

static bool
number_matches(
    const struct term *t, const struct value *v, const struct row_reader *r, const void *row)
{
	bool level = field_type((enum field)t->field) == FIELD_LEVEL;
	int64_t number;

	if (!r->number(row, (enum field)t->field, &number))
		return false;
	if (!level)
		return compare(number, t->how, v->number);
	/* What is unknown is neither more nor less urgent than anything. */
	if (number == URGENCY_UNKNOWN && t->how != CONTAINS && t->how != EQUAL)
		return false;
	return compare(urgency_rank(number), t->how, v->number);
}

static bool
is_folded(const char *text, const char *folded)
{
	char *own = text_folded(text);
	bool same = !strcmp(own, folded);

	free(own);
	return same;
}

static bool
text_matches(enum field field, enum comparison how, const char *want, const struct row_reader *r,
    const void *row)
{
	const char *text;

	for (size_t i = 0; (text = r->text(row, field, i)); i++)
		if (*text &&
		    (!want || (how == EQUAL ? is_folded(text, want) : text_contains(text, want))))
			return true;
	return false;
}

static bool
renewal_matches(
    const struct term *t, const struct value *v, const struct row_reader *r, const void *row)
{
	enum field field = (enum field)t->field;
	struct row_renewal own = {
	    .owner = "", .waiting_on = "", .contradiction = "", .follow_up = "", .me = ""};
	const char *text;

	if (!r->renewal)
		return false;
	r->renewal(row, &own);
	if (v->word)
		return row_renewal_is(&own, v->word);
	if (field == FIELD_RENEWAL)
		return own.id && (!v->text || own.id == v->number);
	text = row_renewal_text(&own, field);
	return *text && (!v->text || (t->how == EQUAL ? is_folded(text, v->text)
						      : text_contains(text, v->text)));
}

static bool
anywhere_matches(const struct value *v, const struct row_reader *r, const void *row)
{
	static const enum field places[] = {FIELD_NAME, FIELD_HOST, FIELD_SERVICE, FIELD_ISSUER};
	int64_t port;

	if (v->number >= 0)
		return r->number(row, FIELD_PORT, &port) && port == v->number &&
		       text_matches(FIELD_HOST, CONTAINS, v->text, r, row);
	if (r->anywhere)
		return r->anywhere(row, v->text);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (text_matches(places[i], CONTAINS, v->text, r, row))
			return true;
	return false;
}

static bool
value_matches(
    const struct term *t, const struct value *v, const struct row_reader *r, const void *row)
{
	if (t->field == FIELD_ANY)
		return anywhere_matches(v, r, row);
	switch (field_type((enum field)t->field)) {
	case FIELD_LEVEL:
	case FIELD_NUMBER:
		return number_matches(t, v, r, row);
	case FIELD_OF_RENEWAL:
		return renewal_matches(t, v, r, row);
	case FIELD_TEXT:
	case FIELD_TERM:
	case FIELD_TIME:
		break;
	}
	return text_matches((enum field)t->field, t->how, v->text, r, row);
}

bool
filter_match(const struct filter *f, const struct row_reader *r, const void *row)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct term *t = &f->terms[i];
		bool holds = false;

		for (size_t v = 0; v < t->count && !holds; v++)
			holds = value_matches(t, &t->values[v], r, row);
		if (holds == t->negated)
			return false;
	}
	return true;
}
