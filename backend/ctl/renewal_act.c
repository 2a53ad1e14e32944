#include "ctl/renewal_act.h"

#include "ctl/renewal_fetch.h"
#include "ctl/renewal_say.h"

#include "base/mem.h"
#include "words/words.h"

int
put_given(struct ctl *ctl, json_t *object, const char *name, const char *text)
{
	json_t *json = text ? json_string(text) : NULL, *wrong;

	if (!text)
		return EXIT_DONE;
	if (json) {
		json_object_set_new(object, name, json);
		return EXIT_DONE;
	}
	wrong = json_pack("{s:s, s:s, s:s}", "field", name, "value", "", "reason", "not-utf8");
	ctl_complain_code(ctl, "bad-argument", wrong);
	json_decref(wrong);
	return EXIT_FAILED;
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

static void
say_done(struct ctl *ctl, const struct act *a, const json_t *ok)
{
	const json_t *renewal = json_object_get(ok, "renewal");

	if (a->silent)
		return;
	if (a->json)
		ctl_print_json(renewal);
	else
		renewal_say_state(ctl, renewal);
}

int
renewal_act(struct ctl *ctl, json_int_t number, const struct act *a, json_t *args, json_t **error)
{
	json_t *got = renewal_get(ctl, number), *request, *ok = NULL, *wrong = NULL;

	if (!got) {
		json_decref(args);
		return EXIT_FAILED;
	}
	request = json_pack("{s:I, s:O, s:s, s:o}", "id", number, "version",
	    json_object_get(json_object_get(got, "renewal"), "version"), "what", a->what, "args",
	    args);
	if (!put_given(ctl, request, "step", a->step) && !put_given(ctl, request, "note", a->note))
		ok = ctl_try(ctl, "renewal.do", json_incref(request), &wrong);
	if (ok)
		say_done(ctl, a, ok);
	if (wrong && !error)
		ctl_complain_code(ctl, text_of(wrong, "code"), json_object_get(wrong, "args"));
	if (error)
		*error = json_incref(wrong);
	json_decref(wrong);
	json_decref(request);
	json_decref(got);
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}
