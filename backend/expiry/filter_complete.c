#include "expiry/filter_complete.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "expiry/filter.h"
#include "expiry/filter_words.h"
#include "expiry/row_renewal.h"
#include "base/saved_filters.h"

#include <string.h>

/* The place after the last of these characters that is in no quotes, from one on. */
static size_t
after_last(const char *text, size_t from, size_t at, const char *characters)
{
	size_t after = from;
	bool quoted = false;

	for (size_t i = from; i < at; i++) {
		quoted ^= text[i] == '"';
		if (!quoted && text[i] != '"' && strchr(characters, text[i]))
			after = i + 1;
	}
	return after;
}

static char *
typed_text(const char *text, size_t from, size_t at)
{
	struct buf out = {0};
	char *folded;

	for (; from < at; from++)
		if (text[from] != '"')
			buf_putc(&out, text[from]);
	folded = text_folded(buf_str(&out));
	buf_release(&out);
	return folded;
}

void
filter_place_among(
    int (*known)(const char *name, size_t len), const char *text, size_t at, struct filter_place *p)
{
	size_t start = after_last(text, 0, at, " \t"), sign;
	int field;

	*p = (struct filter_place){.part = FILTER_NAME};
	if (start < at && strchr("-!", text[start]))
		start++;
	sign = start + strcspn(text + start, ":<>=\" ");
	field = sign < at ? known(text + start, sign - start) : -1;
	if (start < at && text[start] == '@') {
		p->part = FILTER_SAVED;
		start = after_last(text, start + 1, at, ",");
	} else if (field >= 0) {
		p->part = FILTER_VALUE;
		p->field = field;
		while (sign < at && strchr(":<>=", text[sign]))
			sign++;
		start = after_last(text, sign, at, ",");
	}
	p->start = start;
	p->typed = typed_text(text, start, at);
}

void
filter_place_at(const char *text, size_t at, struct filter_place *p)
{
	filter_place_among(field_from, text, at, p);
}

bool
filter_goes_on(const struct filter_place *p, const char *word)
{
	char *folded = text_folded(word);
	bool goes = !strncmp(folded, p->typed, strlen(p->typed));

	free(folded);
	return goes;
}

/* ---- each part: how many were offered ---- */

static size_t
offer_fields(
    const struct filter_place *p, unsigned rows, bool catalan, filter_offer_fn *offer, void *arg)
{
	size_t offered = 0;

	for (int f = 0; f < FIELD_COUNT; f++) {
		bool offers = !rows || field_is_of((enum field)f, rows);
		char *name = field_name((enum field)f, catalan), *word = mem_printf("%s:", name);

		if (offers && filter_goes_on(p, name)) {
			offer(word, arg);
			offered++;
		}
		free(word);
		free(name);
	}
	return offered;
}

static size_t
offer_values(
    const struct filter_place *p, unsigned rows, bool catalan, filter_offer_fn *offer, void *arg)
{
	enum field field = (enum field)p->field;
	size_t offered = 0;

	(void)rows;
	for (size_t i = 0; i < filter_value_count(field); i++) {
		char *name = filter_value_name(field, i, catalan);

		if (filter_goes_on(p, name)) {
			offer(name, arg);
			offered++;
		}
		free(name);
	}
	for (size_t i = 0; row_renewal_word_name(field, i, catalan); i++) {
		const char *name = row_renewal_word_name(field, i, catalan);

		if (filter_goes_on(p, name)) {
			offer(name, arg);
			offered++;
		}
	}
	return offered;
}

/* What fields and values are also called: "caduca:", "tard". */
static void
offer_other_fields(const struct filter_place *p, unsigned rows, filter_offer_fn *offer, void *arg)
{
	char *name, *word;

	for (int f = 0; f < FIELD_COUNT; f++)
		for (size_t i = 0; (!rows || field_is_of((enum field)f, rows)) &&
				   (name = field_other_name((enum field)f, i));
		     i++) {
			word = mem_printf("%s:", name);
			if (filter_goes_on(p, name))
				offer(word, arg);
			free(word);
			free(name);
		}
}

static void
offer_other_values(const struct filter_place *p, filter_offer_fn *offer, void *arg)
{
	enum field field = (enum field)p->field;
	char *name;

	for (size_t v = 0; v < filter_value_count(field); v++)
		for (size_t i = 0; (name = filter_value_other_name(field, v, i)); i++) {
			if (filter_goes_on(p, name))
				offer(name, arg);
			free(name);
		}
}

/* One that asks for a field that such rows do not have would be refused. */
static void
offer_saved(const struct filter_place *p, unsigned rows, const struct saved_filters *saved,
    filter_offer_fn *offer, void *arg)
{
	for (size_t i = 0; i < saved_filters_count(saved); i++) {
		struct filter *f =
		    filter_goes_on(p, saved_filters_name(saved, i))
			? filter_parse(saved_filters_text(saved, i), rows, saved, NULL)
			: NULL;

		if (f)
			offer(saved_filters_name(saved, i), arg);
		filter_free(f);
	}
}

void
filter_offer(const struct filter_place *p, unsigned rows, bool catalan,
    const struct saved_filters *saved, filter_offer_fn *offer, void *arg)
{
	size_t (*const of_language)(const struct filter_place *, unsigned, bool, filter_offer_fn *,
	    void *) = p->part == FILTER_NAME ? offer_fields : offer_values;

	if (p->part == FILTER_SAVED) {
		offer_saved(p, rows, saved, offer, arg);
		return;
	}
	if (of_language(p, rows, catalan, offer, arg) || of_language(p, rows, !catalan, offer, arg))
		return;
	if (p->part == FILTER_NAME)
		offer_other_fields(p, rows, offer, arg);
	else
		offer_other_values(p, offer, arg);
}

void
filter_offer_text(const struct filter_place *p, const char *text, filter_offer_fn *offer, void *arg)
{
	char *quoted;

	if (!*text || strchr(text, '"') || !filter_goes_on(p, text))
		return;
	if (!strpbrk(text, " ,")) {
		offer(text, arg);
		return;
	}
	quoted = mem_printf("\"%s\"", text);
	offer(quoted, arg);
	free(quoted);
}
