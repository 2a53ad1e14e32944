#include "ctl/renewal_sharing.h"

#include "ctl/ctl.h"

#include "base/buf.h"
#include "base/members.h"
#include "words/words.h"

#include <unistd.h>

/* Without those that were named. */
static json_t *
others_of(const json_t *sharing, const json_t *monitors)
{
	json_t *others = json_array(), *one;
	size_t i;

	json_array_foreach(sharing, i, one) {
		if (!numbers_have(monitors, number_of(one, "id")))
			json_array_append(others, one);
	}
	return others;
}

static void
say_others(const json_t *others)
{
	struct buf names = {0};

	texts_join(others, "name", ", ", &names);
	fprintf(stderr, _("The same certificate is served by: %s"), buf_str(&names));
	fputc('\n', stderr);
	buf_release(&names);
}

static bool
are_wanted(enum sharing how)
{
	char answer[16] = "";

	if (how != SHARING_ASKED)
		return how == SHARING_ALL;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		fprintf(stderr, "%s\n",
		    _("They are left out: --all renews them too, --only says no more of it."));
		return false;
	}
	fputs(_("Are they renewed with it? [Y/n] "), stderr);
	return fgets(answer, sizeof(answer), stdin) && strchr("yYsS\n", *answer);
}

int
renewal_sharing(struct ctl *ctl, enum sharing how, json_t *monitors)
{
	json_t *ok, *others, *one;
	size_t i;

	if (how == SHARING_ONLY)
		return EXIT_DONE;
	ok = ctl_call(ctl, "renewal.procedures",
	    json_pack("{s:O}", "monitor", json_array_get(monitors, 0)), NULL, NULL);
	if (!ok)
		return EXIT_FAILED;
	others = others_of(json_object_get(ok, "sharing"), monitors);
	if (json_array_size(others)) {
		say_others(others);
		if (are_wanted(how))
			json_array_foreach(others, i, one)
				json_array_append(monitors, json_object_get(one, "id"));
	}
	json_decref(others);
	json_decref(ok);
	return EXIT_DONE;
}
