/* alert: one mail on standard input, for procmail and cron. It is recorded in the trail of each monitor that it
 * is about, where a renewal that begins later finds it; none begins by itself unless --open says so. */
#include "ctl/alert_read.h"
#include "ctl/ctl.h"
#include "ctl/renewal_open.h"

#include "words/words.h"

enum { OPEN, JSON, FLAGS };

static void
say_recorded(const json_t *found)
{
	size_t count = json_array_size(json_object_get(found, "recorded"));

	alert_say(found, false, stdout);
	if (count)
		ctl_say(ngettext("Recorded of %zu monitor.", "Recorded of %zu monitors.", count),
		    count);
}

/* Also where it is about nothing: whoever feeds mail keeps it for a person then. */
int
alert_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[FLAGS] = {[OPEN] = {.name = "open"}, [JSON] = {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, FLAGS, 0, 0, &argv, &count);
	bool quiet = flags[JSON].value != NULL;
	char *text = code ? NULL : alert_from_stdin();
	json_t *found = text ? alert_call(ctl, "alert.record", text) : NULL, *opened = json_array();

	if (!code && !found)
		code = EXIT_FAILED;
	if (found && !quiet)
		say_recorded(found);
	if (found && flags[OPEN].value)
		code = renewal_open_known(ctl, found, quiet, opened);
	if (found && quiet) {
		json_object_set(found, "opened", opened);
		ctl_print_json(found);
	}
	if (found && !json_array_size(json_object_get(found, "recorded")))
		code = ctl_complain(ctl, _("It is about nothing that is watched."));
	json_decref(opened);
	json_decref(found);
	free(text);
	return code;
}
