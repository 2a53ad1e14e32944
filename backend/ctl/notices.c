/* caducactl notices: what others did with one's renewals while one may have been away, until one says that it was seen. */
#include "ctl/ctl.h"

#include "base/buf.h"
#include "words/words.h"

static void
say_all(const struct ctl *ctl, const json_t *ok)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(ok, "notices"), i, one) {
		struct buf text = {0};

		words_told(one, ctl->now, &text);
		ctl_say("%s", buf_str(&text));
		buf_release(&text);
	}
	if (number_of(ok, "left_out"))
		ctl_say(_("and %lld more"), (long long)number_of(ok, "left_out"));
}

void
notices_say(struct ctl *ctl)
{
	json_t *ok = ctl_call(ctl, "notice.list", NULL, NULL, NULL);

	if (json_array_size(json_object_get(ok, "notices"))) {
		ctl_say("%s", "");
		say_all(ctl, ok);
		ctl_say("%s", _("caducactl notices --seen: they are told no more."));
	}
	json_decref(ok);
}

/* Those that were told just now, and no later one. */
static int
mark_seen(struct ctl *ctl, const json_t *notices)
{
	json_t *ids = json_array(), *ok;
	const json_t *one;
	size_t i;

	json_array_foreach(notices, i, one)
		json_array_append(ids, json_object_get(one, "id"));
	ok = ctl_call(ctl, "notice.seen", json_pack("{s:o}", "ids", ids), NULL, NULL);
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

int
notices_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "seen"}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 0, 0, &argv, &count);
	json_t *ok, *notices;

	if (code)
		return code;
	ok = ctl_call(ctl, "notice.list", NULL, NULL, NULL);
	if (!ok)
		return EXIT_FAILED;
	notices = json_object_get(ok, "notices");
	if (flags[1].value)
		ctl_print_json(notices);
	else if (json_array_size(notices))
		say_all(ctl, ok);
	else
		ctl_say("%s", _("Nobody did anything with your renewals meanwhile."));
	if (flags[0].value && json_array_size(notices))
		code = mark_seen(ctl, notices);
	json_decref(ok);
	return code;
}
