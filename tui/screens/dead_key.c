#include "tui/screens/dead_key.h"

#include "base/buf.h"
#include "tui/app.h"
#include "tui/keys/keyname.h"
#include "tui/screens/frame.h"
#include "tui/term/key.h"
#include "words/words.h"

/* Where what a key does is done. A screen that one only reads in need not be here. */
static const char *const places[CONTEXT_COUNT] = {
    [CONTEXT_LIST] = N_("in view 1"),
    [CONTEXT_TODAY] = N_("in view 2"),
    [CONTEXT_FORECAST] = N_("in view 5"),
    [CONTEXT_JOURNAL] = N_("in view 6"),
    [CONTEXT_DETAIL] = N_("on the page of a monitor"),
    [CONTEXT_RENEWALS] = N_("in view 3"),
    [CONTEXT_RENEWAL] = N_("in a renewal"),
    [CONTEXT_SHEET] = N_("on a copy sheet"),
    [CONTEXT_TICKETS] = N_("in view 4"),
    [CONTEXT_TICKET] = N_("on the page of a ticket"),
    [CONTEXT_REQUESTS] = N_("in what is asked of Jira"),
    [CONTEXT_REQUEST] = N_("in a ticket to be made"),
    [CONTEXT_SERVICES] = N_("in the list of services"),
    [CONTEXT_NAMES] = N_("in the list of names"),
    [CONTEXT_PEOPLE] = N_("in the list of people"),
};

const char *
dead_key_place(enum action action, enum context *there)
{
	/* A digit away before what is opened there. */
	static const enum context views[] = {CONTEXT_LIST, CONTEXT_TODAY, CONTEXT_RENEWALS,
	    CONTEXT_TICKETS, CONTEXT_FORECAST, CONTEXT_JOURNAL};
	const size_t count = sizeof(views) / sizeof(views[0]);

	for (size_t i = 0; i < count + CONTEXT_COUNT; i++) {
		enum context c = i < count ? views[i] : (enum context)(i - count);

		if (places[c] && action_works_in(action, c)) {
			*there = c;
			return _(places[c]);
		}
	}
	return NULL;
}

/* What opens the screen that is open already. */
static const enum action own[CONTEXT_COUNT] = {
    [CONTEXT_SERVICES] = ACTION_SERVICES,
    [CONTEXT_NAMES] = ACTION_UNWATCHED,
    [CONTEXT_PEOPLE] = ACTION_PEOPLE,
    [CONTEXT_REQUESTS] = ACTION_REQUESTS,
    [CONTEXT_LEFT_OUT] = ACTION_LEFT_OUT,
    [CONTEXT_IMPORT] = ACTION_IMPORT,
};

/* Of how many views there are; in a menu a digit is an answer. */
static bool
say_no_view(struct app *a, enum context here, uint32_t key)
{
	const char *last = "";

	if (key < '0' || key > '9' || here == CONTEXT_CHOICE)
		return false;
	for (const struct app_entry *e = a->entries; e->action; e++)
		last = e->name ? e->digit : last;
	app_sayf(
	    a, STYLE_WARNING, _("There is no view %c: the views are 1 to %s."), (char)key, last);
	return true;
}

void
dead_key_say(struct app *a, enum context here, const char *before, uint32_t key)
{
	enum context there = CONTEXT_ANY;
	enum action action = *before ? ACTION_NONE : keys_elsewhere(a->keys, here, key, &there);
	struct buf name = {0}, help = {0}, back = {0};

	if (*before && key == K_ESCAPE) /* what gives a sequence up */
		return;
	buf_puts(&name, before);
	keyname_word(key, &name);
	keys_describe_first(a->keys, here, ACTION_HELP, &help);
	keys_describe_first(a->keys, here, ACTION_BACK, &back);
	if (action && own[here] == action)
		app_sayf(a, STYLE_WARNING, _("%s opens what is open already. Back with %s."),
		    buf_str(&name), buf_str(&back));
	else if (action && places[there] && app_offers(a, action))
		app_sayf(a, STYLE_WARNING, _("Not here: %s (%s) works %s."), buf_str(&name),
		    frame_label(a, there, action), _(places[there]));
	else if (help.len && (*before || !say_no_view(a, here, key)))
		app_sayf(a, STYLE_WARNING, _("%s does nothing here. %s shows what each key does."),
		    buf_str(&name), buf_str(&help));
	buf_release(&name);
	buf_release(&help);
	buf_release(&back);
}
