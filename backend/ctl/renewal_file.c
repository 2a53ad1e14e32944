/* renewal file: a document handed over to a file step, and what its gate says, a line for each
 * check. */
#include "ctl/renewal_file.h"

#include "ctl/hand_over.h"
#include "ctl/renewal_say.h"

#include "base/mem.h"
#include "base/members.h"
#include "words/words.h"

static int
say_answer(struct ctl *ctl, const json_t *ok, bool as_json)
{
	bool open = flag_of(ok, "open");

	if (as_json) {
		ctl_print_json(ok);
	} else {
		say_checks(json_object_get(ok, "checks"));
		ctl_say("%s", open ? _("The step is done.") : _("The step is not done yet."));
		renewal_say_state(ctl, json_object_get(ok, "renewal"));
	}
	return open ? EXIT_DONE : EXIT_FAILED;
}

/* A file that is not what the step asks for: the checks that were made are told as well. */
static int
say_error(struct ctl *ctl, const json_t *error, bool as_json)
{
	const json_t *args = json_object_get(error, "args");

	if (as_json)
		ctl_print_json(error);
	else
		say_checks(json_object_get(args, "checks"));
	return ctl_complain_code(ctl, text_of(error, "code"), args);
}

int
renewal_file_say(struct ctl *ctl, const json_t *ok, const json_t *error, bool as_json)
{
	return ok      ? say_answer(ctl, ok, as_json)
	       : error ? say_error(ctl, error, as_json)
		       : EXIT_FAILED;
}

int
renewal_file(struct ctl *ctl, json_int_t number, const struct renewal_file_given *g)
{
	json_t *got = ctl_call(ctl, "renewal.show", json_pack("{s:I}", "id", number), NULL, NULL);
	json_t *args, *ok, *error = NULL;
	char *place;
	int code;

	if (!got)
		return EXIT_FAILED;
	place = realpath(g->path, NULL);
	args = json_pack("{s:I, s:O, s:s*, s:s*, s:s*}", "id", number, "version",
	    json_object_get(json_object_get(got, "renewal"), "version"), "step", g->step, "place",
	    place, "note", g->note);
	if (g->exposed)
		json_object_set_new(args, "exposed", json_true());
	ok = hand_over(ctl, "renewal.file", args, g->path, g->password, &error);
	code = renewal_file_say(ctl, ok, error, g->json);
	json_decref(ok);
	json_decref(error);
	json_decref(got);
	free(place);
	return code;
}
