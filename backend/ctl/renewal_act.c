#include "ctl/renewal_act.h"

#include "ctl/conflict.h"
#include "ctl/given.h"
#include "ctl/renewal_fetch.h"
#include "ctl/renewal_say.h"

#include "base/mem.h"
#include "words/words.h"

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
	bool late;

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
	late = !strcmp(text_of(wrong, "code"), "conflict");
	if (wrong && (late || !error))
		ctl_complain_refused(ctl, wrong, request);
	if (error && !late)
		*error = json_incref(wrong);
	json_decref(wrong);
	json_decref(request);
	json_decref(got);
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}
