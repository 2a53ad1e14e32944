/* View 3: the renewals that are open, by when work must start, with whose turn it is and who has them; where they are wanted
 * (ACTION_CLOSED), those that are closed too. It is a table for tui/screens/fetched_list.c: columns, a filter, actions, what
 * is drawn above and in place of no rows; fetching, moving and searching are that one's.
 *
 * A row is a json_t of the answer of renewal.list (renewal_columns.h). The filter asks of a renewal what it asks of a monitor:
 * texts hold when they hold for any of its monitors, numbers are those of the first. */
#include "tui/screens/renewals.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "base/ticket.h"
#include "expiry/row_renewal.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/match.h"
#include "tui/model/model.h"
#include "tui/model/people.h"
#include "tui/model/query.h"
#include "tui/screens/bulk.h"
#include "tui/screens/confirm.h"
#include "tui/screens/fetched_list.h"
#include "tui/screens/renewal_columns.h"
#include "tui/screens/renewal/panel.h"
#include "tui/screens/renewal_bulk.h"
#include "tui/screens/report.h"
#include "tui/screens/ticket_page.h"
#include "tui/term/wrap.h"
#include "words/words.h"

/* ---- the filter: a renewal is what any of its monitors is ---- */

static const char *
read_text(const void *arg, enum field field, size_t i)
{
	const struct json_row *r = arg;
	size_t count = json_array_size(json_object_get(r->row, "monitors"));

	if (field == FIELD_TICKET)
		return ticket_at(r->row, i);
	for (size_t m = 0; m < count; m++) {
		const struct row *monitor = renewal_row_monitor(r->arg, r->row, m);
		const char *text;
		for (size_t n = 0; monitor && (text = query_text(monitor, field, n)); n++)
			if (i-- == 0)
				return text;
	}
	return NULL;
}

static bool
read_number(const void *arg, enum field field, int64_t *value)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;
	const struct row *first = renewal_row_monitor(a, r->row, 0);

	if (field == FIELD_PHASE || field == FIELD_AGE) {
		*value = field == FIELD_PHASE
			     ? number_of(r->row, "phase")
			     : days_left(model_now(a->model), number_of(r->row, "opened_at"));
		return true;
	}
	return first && query_number(first, model_now(a->model), field, value);
}

/* In what the list of monitors looks for it in. */
static bool
read_anywhere(const void *arg, const char *folded)
{
	static const enum field fields[] = {
	    FIELD_TICKET, FIELD_NAME, FIELD_HOST, FIELD_SERVICE, FIELD_ISSUER};
	const char *text;

	for (size_t f = 0; f < sizeof(fields) / sizeof(fields[0]); f++)
		for (size_t i = 0; (text = read_text(arg, fields[f], i)); i++)
			if (match_has(text, folded))
				return true;
	return false;
}

static void
read_renewal(const void *arg, struct row_renewal *out)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;
	int state = renewal_state_from(text_of(r->row, "state"));

	out->id = number_of(r->row, "id");
	out->state = state < 0 ? RENEWAL_OPEN : (enum renewal_state)state;
	out->owner = text_of(r->row, "claimed_by");
	out->waiting_on = text_of(r->row, "waiting_on");
	out->contradiction = text_of(r->row, "contradiction");
	out->follow_up = text_of(r->row, "follow_up");
	out->answered = flag_of(r->row, "answered");
	out->me = link_login(a->link);
	out->now = model_now(a->model);
}

static const struct row_reader reader = {read_text, read_number, read_anywhere, read_renewal};

/* ---- drawing what is not a list ---- */

/* A zero agrees with the whole: "1 oberta · 1 ens toca · 0 els toca". */
static void
add_counts(size_t count, size_t ours, struct buf *out)
{
	size_t theirs = count - ours;

	buf_printf(out, ngettext("%zu open", "%zu open", count), count);
	buf_puts(out, " · ");
	buf_printf(out, ngettext("%zu ours", "%zu ours", ours ? ours : count), ours);
	buf_puts(out, " · ");
	buf_printf(out, ngettext("%zu theirs", "%zu theirs", theirs ? theirs : count), theirs);
}

/* Who else is there; where there is no room for their names, how many. Where it ends. */
static int
draw_people(struct list_screen *s, int row, int at, int right)
{
	struct buf names = {0}, text = {0};
	size_t count = people_all(s->app->people, &names);

	if (count)
		buf_printf(&text, _("Also here: %s"), buf_str(&names));
	if (count && at + text_width(buf_str(&text)) > right) {
		buf_clear(&text);
		buf_printf(&text, _("Also here: %zu"), count);
	}
	if (count && at + text_width(buf_str(&text)) <= right)
		at += 3 + canvas_text(s->app->canvas, row, at, -1, STYLE_TEXT, buf_str(&text));
	buf_release(&names);
	buf_release(&text);
	return at;
}

static int
summary(struct list_screen *s, int row, int *right)
{
	const json_t *all = fetched_list_all(s), *r;
	size_t closed = 0, ours = 0, i;
	struct buf text = {0};
	int width;

	if (!all)
		return 1;
	json_array_foreach(all, i, r)
		if (renewal_row_is_closed(r))
			closed++;
		else
			ours += !*text_of(r, "waiting_on") || flag_of(r, "answered");
	add_counts(json_array_size(all) - closed, ours, &text);
	if (closed || fetched_list_has_more(s))
		buf_printf(&text, ngettext(" · %zu closed", " · %zu closed", closed), closed);
	width = canvas_printf(s->app->canvas, row, 1, -1, STYLE_DIM, "%s", buf_str(&text));
	buf_release(&text);
	return draw_people(s, row, 4 + width, *right);
}

static void
empty(struct list_screen *s, int row)
{
	struct canvas *c = s->app->canvas;
	struct buf key = {0}, text = {0};

	if (app_offers(s->app, ACTION_BEGIN))
		keys_describe_first(s->app->keys, CONTEXT_LIST, ACTION_RENEW, &key);
	if (key.len)
		buf_printf(&text, _("No renewal is open. %s on a monitor of view 1 begins one."),
		    key.data);
	else
		buf_puts(&text, _("No renewal is open."));
	wrap_draw(c, row + 1, 2, canvas_columns(c) - 3, canvas_rows(c) - row - 3, STYLE_DIM,
	    buf_str(&text));
	buf_release(&key);
	buf_release(&text);
}

/* ---- actions ---- */

static void
open_panel(struct list_screen *s, const void *r)
{
	panel_open(s->app, number_of(r, "id"));
}

struct taking_over {
	struct list_screen *view;
	char *from;
};

static void
taken_over(const json_t *ok, const json_t *error, void *arg)
{
	struct list_screen *s = arg;
	size_t count = json_array_size(json_object_get(ok, "ids")), i;
	struct bulk out = {0};
	json_t *one;
	char *done;

	if (error) {
		app_say_error(s->app, error);
	} else {
		json_array_foreach(json_object_get(ok, "refused"), i, one) {
			char *label = mem_printf(
			    "%lld %s", (long long)number_of(one, "id"), text_of(one, "domain"));

			bulk_leave_out_error(
			    &out, bulk_place(&out), label, json_object_get(one, "error"));
			free(label);
		}
		out.left_out += (size_t)number_of(ok, "left_out");
		done = mem_printf(
		    ngettext("%zu renewal was taken over.", "%zu renewals were taken over.", count),
		    count);
		bulk_say(&out, s->app, done);
		bulk_release(&out);
		free(done);
	}
	fetched_list_ask(s);
}

static void
taking_over_free(void *arg)
{
	struct taking_over *t = arg;

	free(t->from);
	free(t);
}

static void
take_over_agreed(struct app *a, void *arg)
{
	struct taking_over *t = arg;

	link_act(
	    a->link, "renewal.takeover", json_pack("{s:s}", "from", t->from), taken_over, t->view);
	taking_over_free(t);
}

/* The open ones of whoever has this one. NULL, and said: nobody has it. */
static json_t *
all_of_owner(struct list_screen *s, const json_t *of)
{
	const char *owner = text_of(of, "claimed_by");
	json_t *list, *r;
	size_t i;

	if (!*owner || renewal_row_is_closed(of)) {
		app_say(s->app, STYLE_WARNING,
		    *owner ? _("This renewal is closed.") : _("Nobody has this renewal."));
		return NULL;
	}
	list = json_array();
	json_array_foreach(fetched_list_all(s), i, r)
		if (!renewal_row_is_closed(r) && !strcmp(text_of(r, "claimed_by"), owner))
			json_array_append(list, r);
	return list;
}

static void
ask_take_over(struct list_screen *s, const void *of)
{
	json_t *list = all_of_owner(s, of);
	size_t count = json_array_size(list);
	struct taking_over *t;
	struct screen *ask;
	char *question;

	if (!list)
		return;
	json_decref(list);
	t = mem_alloc(sizeof(*t));
	*t = (struct taking_over){s, mem_strdup(text_of(of, "claimed_by"))};
	question = count == 1
		       ? mem_printf(_("Take over the only renewal that %s has?"), t->from)
		       : mem_printf(_("Take over all %zu renewals that %s has?"), count, t->from);
	ask = confirm_new(question, false, take_over_agreed, t);
	confirm_drops_with(ask, taking_over_free);
	app_push(s->app, ask);
	free(question);
}

/* "op1, op2": each once; "—": nobody. The caller frees. */
static char *
owners_of(const json_t *list)
{
	json_t *seen = json_object();
	struct buf owners = {0};
	const json_t *r;
	size_t i;

	json_array_foreach(list, i, r) {
		const char *owner = text_of(r, "claimed_by");
		if (!*owner || json_object_get(seen, owner))
			continue;
		json_object_set_new(seen, owner, json_true());
		buf_printf(&owners, "%s%s", owners.len ? ", " : "", owner);
	}
	json_decref(seen);
	if (!owners.len)
		buf_puts(&owners, "—");
	return buf_steal(&owners);
}

/* The marked ones, or all that the owner of the one under the cursor has, for whoever goes on. */
static void
hand_over(struct list_screen *s, const void *of)
{
	bool marked = s->list.source->class->mark_count(s->list.source) != 0;
	json_t *list = marked ? fetched_list_chosen(s) : all_of_owner(s, of);
	json_t *ids = json_array(), *r;
	char *owners = owners_of(list);
	size_t i;

	json_array_foreach(list, i, r)
		json_array_append(ids, json_object_get(r, "id"));
	if (list)
		report_handover(s->app, owners, ids);
	free(owners);
	json_decref(ids);
	json_decref(list);
}

static void
show_closed(struct list_screen *s, const void *row)
{
	(void)row;
	fetched_list_toggle_more(s);
}

static void
show_tickets(struct list_screen *s, const void *row)
{
	ticket_choose(s->app, number_of(row, "id"), "", 0);
}

/* Its monitors, as the list names them. */
static json_t *
targets(struct list_screen *s)
{
	json_t *rows = fetched_list_chosen(s), *list = json_array(), *row;
	struct buf name = {0};
	size_t i;

	json_array_foreach(rows, i, row) {
		buf_clear(&name);
		renewal_row_title(row, s->app, &name);
		json_array_append_new(list, renewal_bulk_target(buf_str(&name), row));
	}
	buf_release(&name);
	json_decref(rows);
	return list;
}

static void
claim(struct list_screen *s, const void *row)
{
	(void)row;
	renewal_bulk(s->app, ACTION_CLAIM, targets(s));
}

static void
postpone(struct list_screen *s, const void *row)
{
	(void)row;
	renewal_bulk(s->app, ACTION_POSTPONE, targets(s));
}

static void
rest(struct list_screen *s, const void *row)
{
	(void)row;
	renewal_bulk(s->app, ACTION_PAUSE, targets(s));
}

static void
give(struct list_screen *s, const void *row)
{
	(void)row;
	renewal_bulk(s->app, ACTION_HAND_OVER, targets(s));
}

static const struct list_action actions[] = {
    {ACTION_OPEN, open_panel},
    {ACTION_CLAIM, claim},
    {ACTION_POSTPONE, postpone},
    {ACTION_PAUSE, rest},
    {ACTION_HAND_OVER, give},
    {ACTION_TICKET, show_tickets},
    {ACTION_CLOSED, show_closed},
    {ACTION_TAKE_OVER, ask_take_over},
    {ACTION_RECORD, hand_over},
    {ACTION_NONE, NULL},
};

void
renewals_open(struct app *a)
{
	static const struct fetched_view view = {
	    .list = {.context = CONTEXT_RENEWALS,
		.rows = ROWS_RENEWALS,
		.view = ACTION_VIEW_RENEWALS,
		.columns = &renewal_columns,
		.actions = actions,
		.no_row = N_("There is no renewal here."),
		.none_pass = N_("No renewal passes the filter."),
		.hint = N_("ctti  who:me  pending:ours  ticket:SIS-7  days<30  -environment:pre"),
		.summary = summary,
		.empty = empty},
	    .operation = "renewal.list",
	    .member = "renewals",
	    .event = "renewal",
	    .reader = &reader,
	    .more = "all",
	};

	fetched_list_open(a, &view);
}
