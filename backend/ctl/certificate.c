/* certificate: a monitor of type file is given the certificate that is in a file. */
#include "ctl/hand_over.h"

#include "base/mem.h"
#include "words/words.h"

static int
give(struct ctl *ctl, const json_t *row, const char *path, int password, bool as_json)
{
	json_t *args = json_pack("{s:O, s:O}", "id", json_object_get(row, "id"), "version",
	    json_object_get(row, "version"));
	json_t *error = NULL, *ok = hand_over(ctl, "monitor.file", args, path, password, &error);
	char *label = row_label(row);
	int code = ok ? EXIT_DONE : EXIT_FAILED;

	if (ok && as_json)
		ctl_print_json(ok);
	else if (ok)
		ctl_say(_("%s has its certificate."), label);
	else if (error)
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
	free(label);
	json_decref(ok);
	json_decref(error);
	return code;
}

int
certificate_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "password-fd", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 2, 2, &argv, &count);
	int password = password_given(&flags[0]);
	json_int_t id;
	json_t *got;

	if (code)
		return code;
	if (password == -2)
		return ctl_usage(
		    ctl, _("--password-fd is the number of an open descriptor, for one file."));
	id = ctl_resolve(ctl, argv[0]);
	got = id ? ctl_call(ctl, "monitor.get", json_pack("{s:I}", "id", id), NULL, NULL) : NULL;
	code =
	    got ? give(ctl, json_object_get(got, "row"), argv[1], password, flags[1].value != NULL)
		: EXIT_FAILED;
	json_decref(got);
	return code;
}
