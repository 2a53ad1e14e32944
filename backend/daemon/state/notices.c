#include "daemon/state/notices.h"

#include "base/mem.h"
#include "base/members.h"
#include "store/notices.h"

void
notified_release(struct notified *told)
{
	for (size_t i = 0; i < NOTIFIED_MOST; i++)
		free(told->logins[i]);
	*told = (struct notified){0};
}

/* what NULL: what he was told before is so no more. */
static int
notify(struct store *store, const char *login, const struct notice *n, struct notified *told,
    struct err *err)
{
	size_t i = told->logins[0] != NULL;

	if (!*login)
		return 0;
	mem_replace(&told->logins[i], login);
	return n->what ? store_notice_put(store, login, n, err)
		       : store_notice_drop(store, login, n->renewal, err);
}

int
notices_of_act(struct store *store, const char *actor, int64_t renewal, const json_t *event,
    struct notified *told, struct err *err)
{
	const char *was = text_of(json_object_get(event, "before"), "owner"),
		   *is = text_of(json_object_get(event, "after"), "owner"),
		   *what = text_of(event, "what");
	struct notice loser = {.renewal = renewal, .by = actor}, winner = loser;

	if (!strcmp(was, is))
		return 0;
	if (!strcmp(what, "take-over") && strcmp(was, actor) != 0)
		loser.what = "taken-over";
	if (!strcmp(what, "hand-over") && strcmp(is, actor) != 0)
		winner.what = "handed-over";
	return notify(store, was, &loser, told, err) < 0 ||
		       notify(store, is, &winner, told, err) < 0
		   ? -1
		   : 0;
}
