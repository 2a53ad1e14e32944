/* certificate: a monitor of type file is given the certificate that is in a file; and that which a host serves now is
 * printed. It is asked for by a probe of its own: the backend keeps what certificates say, and not them. */
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

/* Nothing else is printed, so that it can go on into a file or to openssl. */
static int
print_pem(struct ctl *ctl, json_int_t id)
{
	json_t *ok = ctl_call(ctl, "probe.explain", json_pack("{s:I}", "id", id), NULL, NULL);
	const char *pem = text_of(json_object_get(ok, "result"), "pem");
	int code = *pem ? EXIT_DONE : EXIT_FAILED;

	if (*pem)
		fputs(pem, stdout);
	else if (ok)
		ctl_complain(ctl, _("It shows no certificate now."));
	json_decref(ok);
	return code;
}

int
certificate_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {
	    {.name = "password-fd", .takes = FLAG_VALUE}, {.name = "json"}, {.name = "pem"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 1, 2, &argv, &count);
	int password = password_given(&flags[0]);
	json_int_t id;
	json_t *got;

	if (code)
		return code;
	if (password == -2)
		return ctl_usage(
		    ctl, _("--password-fd is the number of an open descriptor, for one file."));
	if ((count == 1) != (flags[2].value != NULL))
		return ctl_usage(ctl, _("Either a file to give it, or --pem to see what it has."));
	id = ctl_resolve(ctl, argv[0]);
	if (flags[2].value)
		return id ? print_pem(ctl, id) : EXIT_FAILED;
	got = id ? ctl_call(ctl, "monitor.get", json_pack("{s:I}", "id", id), NULL, NULL) : NULL;
	code =
	    got ? give(ctl, json_object_get(got, "row"), argv[1], password, flags[1].value != NULL)
		: EXIT_FAILED;
	json_decref(got);
	return code;
}
