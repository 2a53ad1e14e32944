/* What every screen has around it: the bar with the mode and the views, what is in the way, and the
 * last line with the keys or the last message. The keys come from the bindings, so the footer
 * never promises what is not bound.
 *
 * What is in the way is of two kinds: without the backend or its store nothing goes on, which takes the second line; where
 * Jira does not answer all else does, which is said above the last line while it is so. */
#include "tui/screens/frame.h"

#include "base/config.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/typeahead.h"
#include "tui/view/tabs.h"
#include "words/words.h"

enum { WIDE = 100, NARROW_LOGIN = 12, NOTICE_FROM_ROWS = 14, NOTICE_MOST = 4 };

/* One word each for the footer, in its imperative. */
static const char *const labels[ACTION_COUNT] = {
    [ACTION_NEXT] = N_("go on"),
    [ACTION_CHOOSE] = N_("choose"),
    [ACTION_OPEN] = N_("open"),
    [ACTION_ADD] = N_("add"),
    [ACTION_NEVER] = N_("never"),
    [ACTION_EDIT] = N_("edit"),
    [ACTION_PROBE] = N_("probe"),
    [ACTION_RENEW] = N_("renew"),
    [ACTION_EXPLAIN] = N_("explain"),
    [ACTION_ALERT] = N_("alert"),
    [ACTION_TICK] = N_("tick"),
    [ACTION_LINK] = N_("link"),
    [ACTION_POSTPONE] = N_("wait"),
    [ACTION_REMINDER] = N_("reminder"),
    [ACTION_COMMENT] = N_("comment"),
    [ACTION_FETCH] = N_("fetch"),
    [ACTION_ATTACH] = N_("attach file"),
    [ACTION_NAMES] = N_("names"),
    [ACTION_URGENT] = N_("urgent"),
    [ACTION_SET] = N_("value"),
    [ACTION_NOTE] = N_("note"),
    [ACTION_SKIP] = N_("skip"),
    [ACTION_EXCLUDE] = N_("does not apply"),
    [ACTION_REJECT] = N_("rejected"),
    [ACTION_UNDO] = N_("undo"),
    [ACTION_TAKE_OVER] = N_("take over"),
    [ACTION_HAND_OVER] = N_("hand over"),
    [ACTION_RECORD] = N_("record"),
    [ACTION_CLOSE] = N_("close"),
    [ACTION_LOOK] = N_("seen"),
    [ACTION_TICKET] = N_("tickets"),
    [ACTION_TICKET_LINK] = N_("link it"),
    [ACTION_TICKET_UNLINK] = N_("unlink it"),
    [ACTION_CORRECT] = N_("its key"),
    [ACTION_SEND] = N_("send"),
    [ACTION_REQUESTS] = N_("requests"),
    [ACTION_RETRY] = N_("retry"),
    [ACTION_BY_HAND] = N_("by hand"),
    [ACTION_DROP] = N_("drop"),
    [ACTION_REQUEST] = N_("make it in Jira"),
    [ACTION_SEARCH] = N_("search"),
    [ACTION_FILTER] = N_("filter"),
    [ACTION_ALIKE] = N_("only like it"),
    [ACTION_GO] = N_("import"),
    [ACTION_MAPPING] = N_("columns"),
    [ACTION_STATE] = N_("state"),
    [ACTION_MARK] = N_("mark"),
    [ACTION_SHOW] = N_("show"),
    [ACTION_MOVE_UP] = N_("before"),
    [ACTION_MOVE_DOWN] = N_("after"),
    [ACTION_WIDEN] = N_("widen"),
    [ACTION_NARROW] = N_("narrow"),
    [ACTION_AUTOMATIC] = N_("auto"),
    [ACTION_DEFAULTS] = N_("as at first"),
    [ACTION_COPY] = N_("copy"),
    [ACTION_PICK] = N_("choose"),
    [ACTION_SAVE] = N_("save"),
    [ACTION_NEW_LINE] = N_("new line"),
    [ACTION_SWITCH] = N_("other column"),
    [ACTION_HELP] = N_("help"),
    [ACTION_BACK] = N_("back"),
    [ACTION_QUIT] = N_("quit"),
    [ACTION_KEEP_MINE] = N_("mine"),
    [ACTION_KEEP_THEIRS] = N_("theirs"),
    [ACTION_ALL_MINE] = N_("all mine"),
    [ACTION_ALL_THEIRS] = N_("all theirs"),
};

/* In the list of renewals it is the page of a person, not of a renewal; in that of tickets it is that of one. */
static const char *
label_in(const struct app *a, enum context context, enum action action)
{
	if (action == ACTION_RENEW && !app_offers(a, ACTION_BEGIN)) /* only what is open */
		return _("renewal");
	if (context == CONTEXT_RENEWALS && action == ACTION_RECORD)
		return _("handover page");
	if (context != CONTEXT_RENEWAL && action == ACTION_POSTPONE)
		return _("postpone");
	if (context == CONTEXT_TICKETS && action == ACTION_TICKET)
		return _("page");
	if (context == CONTEXT_LIST && action == ACTION_BACK)
		return _("no filter");
	if (context == CONTEXT_CONFLICT && action == ACTION_BACK)
		return _("go on editing");
	return _(labels[action]);
}

const char *
frame_help(const struct app *a, enum action action)
{
	static const char *const read[ACTION_COUNT] = {
	    [ACTION_RENEW] = N_("Open its renewal, where one is open"),
	    [ACTION_LEADS] = N_("How long renewals take, as configured and as measured"),
	};
	bool changes = app_offers(a, ACTION_BEGIN);

	return _(changes || !read[action] ? action_info(action)->help : read[action]);
}

const char *
frame_label(const struct app *a, enum context context, enum action action)
{
	return labels[action] ? label_in(a, context, action) : frame_help(a, action);
}

/* How much of it: TABS_WHOSE of them, of which the last is nothing. */
enum whose { WHOSE_ALL, WHOSE_NAMELESS, WHOSE_NONE, WHOSE_COUNT };
_Static_assert((int)WHOSE_COUNT == TABS_WHOSE, "one for each");

/* Team or personal, and as whom; in a narrow window a name is cut, and left out of one's own. */
static char *
whose_backend(const struct app *a, enum whose whose)
{
	bool team = !strcmp(a->status.mode, "team"), wide = canvas_columns(a->canvas) >= WIDE;
	bool lost = link_state(a->link) != LINK_UP && link_was_up(a->link);
	char *login = text_cleaned(a->status.login, wide ? 0 : NARROW_LOGIN);
	struct buf out = {0};

	if (whose == WHOSE_NONE || (!*a->status.mode && !lost))
		goto done;
	buf_printf(&out, "[%s",
	    team                                  ? _("team")
	    : !strcmp(a->status.mode, "personal") ? _("personal")
						  : a->status.mode);
	if (whose == WHOSE_ALL && *login && (team || wide))
		buf_printf(&out, " · %s", login);
	if (link_is_reader(a->link))
		buf_printf(&out, " · %s", _("read only"));
	if (lost)
		buf_printf(&out, " · %s", _("disconnected"));
	buf_puts(&out, "]");
done:
	free(login);
	return buf_steal(&out);
}

/* The first line of a screen that is no view; returns where its title stands: at its beginning where it has no room beside. */
static int
draw_program(struct app *a, enum whose whose)
{
	struct canvas *c = a->canvas;
	char *text = whose_backend(a, whose);
	int at = 1;

	canvas_fill(c, 0, 0, canvas_columns(c), STYLE_BAR, ' ');
	if (whose != WHOSE_NONE)
		at +=
		    canvas_printf(c, 0, 1, -1, STYLE_BAR, *text ? "caduca %s  " : "caduca  ", text);
	free(text);
	return at;
}

static void
add_views(const struct app *a, enum action active, struct tabs *t)
{
	for (const struct app_entry *e = a->entries; e->action && t->count < TABS_MOST; e++)
		if (e->name)
			t->at[t->count++] = (struct tab){.digit = e->digit,
			    .name = _(e->name),
			    .brief = _(e->brief ? e->brief : e->name),
			    .count = a->ways->waits(a, e->action),
			    .active = e->action == active,
			    .marked = e->action == active && a->config->plain};
}

void
frame_draw_views(struct app *a, enum action active)
{
	struct canvas *c = a->canvas;
	struct tabs t = {.program = "caduca"};
	struct buf text = {0};
	char *whose[TABS_WHOSE];
	int at = 1;

	for (enum whose i = 0; i < WHOSE_COUNT; i++)
		t.whose[i] = whose[i] = whose_backend(a, i);
	add_views(a, active, &t);
	tabs_fit(&t, canvas_columns(c));
	canvas_fill(c, 0, 0, canvas_columns(c), STYLE_BAR, ' ');
	tabs_put_head(&t, &text);
	at += canvas_text(c, 0, at, -1, STYLE_BAR, buf_str(&text));
	for (size_t i = 0; i < t.count; i++) {
		buf_clear(&text);
		tabs_put(&t.at[i], &text);
		at += t.gap + canvas_text(c, 0, at, -1,
				  t.at[i].active ? STYLE_BAR_ACTIVE : STYLE_BAR, buf_str(&text));
	}
	for (enum whose i = 0; i < WHOSE_COUNT; i++)
		free(whose[i]);
	buf_release(&text);
}

/* As much of the program and of whose it is as leaves room for the title. */
int
frame_draw_title(struct app *a, const char *title)
{
	enum whose whose = WHOSE_ALL;
	int at = draw_program(a, whose);

	while (whose != WHOSE_NONE && at + text_width(title) > canvas_columns(a->canvas))
		at = draw_program(a, ++whose);
	return at + canvas_text(a->canvas, 0, at, -1, STYLE_BAR, title);
}

void
frame_draw_bar(struct app *a, const char *title)
{
	if (title)
		frame_draw_title(a, title);
	else
		frame_draw_views(a, ACTION_VIEW_EXPIRIES);
}

/* ---- the second line ---- */

void
frame_put_right(struct canvas *c, int row, int *right, int left, unsigned style, const char *text)
{
	int width = text_width(text);

	if (!*text || *right - width < left)
		return;
	*right -= width;
	canvas_text(c, row, *right, width, style, text);
	*right -= FRAME_PUT_GAP;
}

/* What was asked for is not answered, and what becomes of the keys. */
static const char *
silence(const struct app *a)
{
	if (a->awaited || a->postponed || typeahead_over(a->typeahead))
		return _("Waiting for the backend. What you type is kept for then; Esc drops it.");
	return link_is_acting(a->link)
		   ? _("Waiting for the backend: what you did is sent, and not answered yet.")
		   : _("Waiting for the backend: it is there, and does not answer.");
}

void
frame_trouble(const struct app *a, struct buf *out)
{
	const char *code = link_error_code(a->link);

	if (link_is_silent(a->link)) {
		buf_puts(out, silence(a));
		return;
	}
	if (link_state(a->link) == LINK_UP) {
		if (a->status.hindered)
			buf_puts(out, a->status.hindered);
		return;
	}
	if (!*code)
		return;
	if (link_was_up(a->link))
		buf_printf(out, "%s ", _("What you see may be old: trying to connect again."));
	words_error(code, link_error_args(a->link), out);
}

bool
frame_draw_trouble(struct app *a, int row)
{
	struct buf text = {0};
	int width = canvas_columns(a->canvas) - 2;
	bool any;

	frame_trouble(a, &text);
	any = text.len != 0;
	/* One line has no room for a reason, which is the system's and in its own language. */
	if (any && link_state(a->link) != LINK_UP && link_was_up(a->link) &&
	    json_object_get(link_error_args(a->link), "text")) {
		buf_clear(&text);
		buf_puts(&text,
		    _("What you see may be old: the backend does not answer. Connecting again."));
		if (text_width(text.data) > width) {
			buf_clear(&text);
			buf_puts(&text, _("The backend does not answer."));
		}
	}
	if (any) {
		canvas_fill(a->canvas, row, 0, canvas_columns(a->canvas), STYLE_ERROR, ' ');
		canvas_text(
		    a->canvas, row, 1, canvas_columns(a->canvas) - 2, STYLE_ERROR, text.data);
	}
	buf_release(&text);
	return any;
}

/* ---- above the last line ---- */

int
frame_notice_rows(const struct app *a)
{
	int lines;

	if (!a->status.trouble || !*a->status.trouble || link_state(a->link) != LINK_UP ||
	    canvas_rows(a->canvas) < NOTICE_FROM_ROWS)
		return 0;
	lines = wrap_lines(a->status.trouble, canvas_columns(a->canvas) - 2);
	return lines < NOTICE_MOST ? lines : NOTICE_MOST;
}

void
frame_draw_notice(struct app *a, int row, int rows)
{
	if (rows)
		wrap_draw(a->canvas, row, 1, canvas_columns(a->canvas) - 2, rows, STYLE_ERROR,
		    a->status.trouble);
}

/* ---- the last line ---- */

/* Above the list, quitting is going back: one of the two is enough. In the list going back takes its filter away, and is
 * offered while there is one. What is asked of Jira belongs to the tickets, to hand over to the list of renewals, to take over to the panel, and the
 * other column to the forecast; elsewhere their keys are for whoever knows them. */
static bool
in_footer(const struct app *a, enum action action, enum context context)
{
	const struct action_info *info = action_info(action);

	if ((action == ACTION_QUIT && context != CONTEXT_LIST) ||
	    (action == ACTION_REQUESTS && context != CONTEXT_TICKETS) ||
	    (action == ACTION_SWITCH && context != CONTEXT_FORECAST) ||
	    (action == ACTION_HAND_OVER && context != CONTEXT_RENEWALS) ||
	    (action == ACTION_TAKE_OVER && context != CONTEXT_RENEWAL))
		return false;
	return app_offers(a, action) && (info->flags & ACTION_IN_FOOTER) && labels[action] &&
	       (info->contexts & (1u << context | 1u << CONTEXT_ANY));
}

enum { NEEDED_MOST = 6 };

/* What comes to its room before the others, after help and the way back: what the screen is for, and what is offered nowhere
 * else. */
static const enum action needed[CONTEXT_COUNT][NEEDED_MOST] = {
    [CONTEXT_LIST] = {ACTION_RENEW, ACTION_QUIT, ACTION_FILTER, ACTION_OPEN, ACTION_SEARCH,
	ACTION_PROBE},
    [CONTEXT_TODAY] = {ACTION_OPEN, ACTION_RENEW, ACTION_FILTER},
    [CONTEXT_RENEWALS] = {ACTION_HAND_OVER, ACTION_OPEN, ACTION_FILTER},
    [CONTEXT_TICKETS] = {ACTION_LOOK, ACTION_OPEN, ACTION_FILTER},
    [CONTEXT_JOURNAL] = {ACTION_OPEN, ACTION_FILTER},
    [CONTEXT_NAMES] = {ACTION_ADD, ACTION_FILTER},
    [CONTEXT_RENEWAL] = {ACTION_TAKE_OVER},
    [CONTEXT_COLUMNS] = {ACTION_SAVE},
};

/* The how many-th to come to its room, among those that are equal in their own order. */
static int
turn_of(enum context context, enum action action)
{
	int i = 0;

	if (action == ACTION_HELP || action == ACTION_BACK)
		return 0;
	while (i < NEEDED_MOST && needed[context][i] != action)
		i++;
	return 1 + i;
}

static const char *
label_now(const struct app *a, enum context context, const struct footer *f, enum action action)
{
	return action == ACTION_BACK && f->filtered ? _("no filter") : label_in(a, context, action);
}

/* Width of "key label" for an action; 0 where no key is bound. */
static int
hint(const struct app *a, enum context context, const struct footer *f, enum action action,
    struct buf *key)
{
	buf_clear(key);
	keys_describe_first(a->keys, context, action, key);
	return key->len ? text_width(key->data) + 1 + text_width(label_now(a, context, f, action))
			: 0;
}

/* On as many lines as it takes: its end may be what was asked for, as the values that there are. */
bool
frame_draw_message(struct app *a, int last)
{
	struct canvas *c = a->canvas;
	int width = canvas_columns(c) - 2, most = canvas_rows(c) / 2, lines;

	if (!a->message.len || a->config->plain) /* there it is said at the bottom (tui/spoken.h) */
		return false;
	lines = wrap_lines(a->message.data, width);
	lines = lines < most ? lines : most;
	for (int row = last - lines + 1; row <= last; row++)
		canvas_fill(c, row, 0, canvas_columns(c), STYLE_TEXT, ' ');
	wrap_draw(c, last - lines + 1, 1, width, lines, a->message_style, a->message.data);
	return true;
}

bool
frame_offers_all(const void *arg, enum action action)
{
	(void)arg;
	return action != ACTION_PICK; /* of some fields alone */
}

void
frame_draw_footer(struct app *a, enum context context)
{
	frame_draw_footer_of(a, context, &(struct footer){.offered = frame_offers_all});
}

enum { HINT_GAP = 2 };

/* Nothing follows the last word: at 80 columns the last one counts. */
static void
choose_hints(const struct app *a, enum context context, const struct footer *f, bool *shown)
{
	int left = canvas_columns(a->canvas) - 1 + HINT_GAP;
	struct buf key = {0};

	for (int turn = 0; turn <= NEEDED_MOST + 1; turn++)
		for (enum action i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
			int width;
			if (turn_of(context, i) != turn || !in_footer(a, i, context) ||
			    !f->offered(f->arg, i) || !(width = hint(a, context, f, i, &key)) ||
			    width + HINT_GAP > left)
				continue;
			left -= width + HINT_GAP;
			shown[i] = true;
		}
	buf_release(&key);
}

void
frame_draw_footer_of(struct app *a, enum context context, const struct footer *f)
{
	struct canvas *c = a->canvas;
	int row = canvas_rows(c) - 1, at = 1;
	bool shown[ACTION_COUNT] = {false};
	struct buf key = {0};

	if (frame_draw_message(a, row))
		return;
	choose_hints(a, context, f, shown);
	for (enum action i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		if (!shown[i])
			continue;
		hint(a, context, f, i, &key);
		at += canvas_text(c, row, at, -1, STYLE_KEY, buf_str(&key)) + 1;
		at +=
		    canvas_text(c, row, at, -1, STYLE_DIM, label_now(a, context, f, i)) + HINT_GAP;
	}
	buf_release(&key);
}
