/* What is wrong with a filter or an order: at which character, and what could stand there instead, in the language of
 * whoever reads it. */
#include "words/words.h"

#include "base/buf.h"
#include "expiry/filter_words.h"

#include <stdlib.h>
#include <string.h>

static void
add(struct buf *list, char *name)
{
	buf_printf(list, "%s%s", list->len ? ", " : "", name);
	free(name);
}

/* The fields that the rows have, or what a value of the field may be, as they are typed. */
static char *
values_of(const struct field_fault *fault)
{
	static const struct {
		const char *code;
		enum field field;
	} codes[] = {
	    {"filter-urgency", FIELD_URGENCY},
	    {"filter-outcome", FIELD_OUTCOME},
	    {"filter-problem", FIELD_PROBLEM},
	    {"filter-change", FIELD_CHANGE},
	    {"filter-attention", FIELD_ATTENTION},
	};
	const bool catalan = words_is_catalan();
	struct buf out = {0};

	for (int f = 0; f < FIELD_COUNT; f++)
		if (!fault->rows || field_is_of((enum field)f, fault->rows))
			add(&out, field_name((enum field)f, catalan));
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		if (strcmp(codes[i].code, fault->code) != 0)
			continue;
		buf_clear(&out);
		for (size_t v = 0; v < filter_value_count(codes[i].field); v++)
			add(&out, filter_value_name(codes[i].field, v, catalan));
	}
	return buf_steal(&out);
}

void
words_fault(const struct field_fault *fault, struct buf *out)
{
	char *values = values_of(fault);
	json_t *args = json_pack("{s:s, s:I, s:s}", "word", fault->word, "at",
	    (json_int_t)fault->character, "values", values);

	words_error(fault->code, args, out);
	json_decref(args);
	free(values);
}
