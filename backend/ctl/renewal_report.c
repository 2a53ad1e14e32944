/* renewal show --markdown and renewal handover-page. */
#include "ctl/ctl.h"
#include "ctl/renewal_fetch.h"
#include "ctl/renewal_say.h"

#include "base/buf.h"
#include "base/mem.h"
#include "words/report.h"
#include "words/words.h"

#include <pwd.h>

int
renewal_record(struct ctl *ctl, json_int_t number, const json_t *renewal)
{
	json_t *values = NULL, *steps = renewal_fetch_records(ctl, number, &values), *trail = NULL;
	struct buf text = {0};

	if (steps)
		trail = renewal_fetch_trail(ctl, number);
	if (trail) {
		words_record(renewal, steps, values, trail, &text);
		fputs(buf_str(&text), stdout);
	}
	buf_release(&text);
	json_decref(values);
	json_decref(steps);
	json_decref(trail);
	return trail ? EXIT_DONE : EXIT_FAILED;
}

static int
add_renewal(struct ctl *ctl, json_int_t number, struct buf *page)
{
	json_t *ok = ctl_call(ctl, "renewal.show", json_pack("{s:I}", "id", number), NULL, NULL);
	json_t *trail = ok ? renewal_fetch_trail(ctl, number) : NULL;

	if (trail)
		words_handover_add(json_object_get(ok, "renewal"), trail, ctl->now, page);
	json_decref(ok);
	json_decref(trail);
	return trail ? EXIT_DONE : EXIT_FAILED;
}

static json_t *
only_of(const json_t *all, const char *owner)
{
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach(all, i, one) {
		if (!strcmp(text_of(one, "claimed_by"), owner))
			json_array_append(list, one);
	}
	return list;
}

/* Without a login, one's own. */
int
renewal_handover_page(struct ctl *ctl, int argc, char **argv)
{
	int count, code = ctl_arguments(ctl, argc, argv, NULL, 0, 0, 1, &argv, &count);
	const struct passwd *self = getpwuid(getuid());
	const char *who = !code && count ? argv[0] : self ? self->pw_name : "";
	json_t *all = code ? NULL : renewal_fetch_list(ctl, false), *list, *one;
	struct buf page = {0};
	size_t i;

	if (!all)
		return code ? code : EXIT_FAILED;
	list = only_of(all, who);
	words_handover(who, json_array_size(list), ctl->now, &page);
	json_array_foreach(list, i, one) {
		if (!code)
			code = add_renewal(ctl, number_of(one, "id"), &page);
	}
	if (!code)
		fputs(buf_str(&page), stdout);
	buf_release(&page);
	json_decref(list);
	json_decref(all);
	return code;
}
