#include "tui/model/renewal_read.h"

#include "base/buf.h"
#include "words/words.h"

/* The same object, to be changed: jansson counts references through pointers to const too. */
static json_t *
own(const json_t *value)
{
	return (json_t *)(uintptr_t)value;
}

void
read_date(const json_t *object, const char *name, struct buf *out)
{
	const char *text = text_of(object, name);

	if (*text)
		words_day(text, out);
	else
		words_date(number_of(object, name), out);
}

json_t *
renewal_lay_out(const json_t *shown, const json_t *full)
{
	json_t *r = json_deep_copy(json_object_get(shown, "renewal")), *all = json_array();
	const json_t *phase, *line;
	size_t i, k;

	json_array_foreach(json_object_get(r, "phases"), i, phase)
		json_array_foreach(json_object_get(phase, "steps"), k, line) {
			json_t *step = json_copy(json_object_get(full, text_of(line, "key")));
			step = step ? step : json_object();
			json_object_update(step, own(line)); /* newer than what was read in full */
			json_object_set_new(step, "phase", json_integer((json_int_t)i));
			json_object_set_new(step, "document",
			    json_deep_copy(json_object_get(
				json_object_get(r, "documents"), text_of(step, "role"))));
			json_array_append_new(all, step);
		}
	json_object_set_new(r, "steps", all);
	return r;
}
