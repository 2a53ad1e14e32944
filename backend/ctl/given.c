#include "ctl/given.h"

#include "ctl/ctl.h"

#include "base/mem.h"

#include <stdio.h>

int
given_refuse(struct ctl *ctl, const char *field, const char *value, const char *reason)
{
	json_t *shown = json_string(value);
	json_t *args = json_pack("{s:s, s:o, s:s}", "field", field, "value",
	    shown ? shown : json_string(""), "reason", reason);

	ctl_complain_code(ctl, "bad-argument", args);
	json_decref(args);
	return EXIT_FAILED;
}

int
put_given(struct ctl *ctl, json_t *object, const char *name, const char *text)
{
	json_t *json = text ? json_string(text) : NULL;

	if (!text)
		return EXIT_DONE;
	if (!json)
		return given_refuse(ctl, name, "", "not-utf8");
	json_object_set_new(object, name, json);
	return EXIT_DONE;
}

int
put_date(struct ctl *ctl, json_t *object, const char *name, const char *text)
{
	int day, month, year, end = 0;
	char *iso;
	int code;

	if (!text || sscanf(text, "%2d/%2d/%4d%n", &day, &month, &year, &end) != 3 || text[end])
		return put_given(ctl, object, name, text);
	iso = mem_printf("%04d-%02d-%02d", year, month, day);
	code = put_given(ctl, object, name, iso);
	free(iso);
	return code;
}
