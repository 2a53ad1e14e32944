/* Adding a monitor, or changing one. The entries are the fields that have a place in the form
 * (base/monitor_fields.def), in its order: a text to type, or a choice where the field is a term; a port is
 * typed with its host.
 *
 * The backend alone judges what was typed: its codes come back and are shown in words below the entry of the
 * field that they name. What was typed stays until it is saved or thrown away on purpose: an error, a
 * conflict or a lost connection changes nothing of it. Of a monitor that exists only what was changed is sent,
 * with the version that it was made from. After a conflict the entries that the user had not touched show what
 * they are now, and `initial` follows; where both changed the same, it is asked which stays (conflict.h), else
 * it is saved at once. */
#include "tui/screens/form.h"

#include "base/clock.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/done_acts.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/screens/confirm.h"
#include "tui/screens/conflict.h"
#include "tui/screens/form_entry.h"
#include "tui/screens/form_frame.h"
#include "tui/screens/frame.h"
#include "tui/screens/kind_choice.h"
#include "tui/term/term.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { HEAD_ROWS = 2, LABEL_WIDTH = 14, INPUT_COLUMN = LABEL_WIDTH + 1, INPUT_MOST = 60 };

struct form {
	struct screen screen;
	struct app *app;
	int64_t id, version; /* id 0: a new monitor */
	struct entry entries[ENTRY_COUNT];
	int focus, top; /* top: the first line shown */
	bool saving;
	bool met;     /* somebody else saved it meanwhile */
	char *merged; /* what he changed that was kept, in words; NULL, "" nothing */
	char *title;
	json_t *sent;  /* arguments of the saving under way; NULL none */
	json_t *kinds; /* of certificates, to choose from; NULL until they are here */
};

/* ---- values ---- */

static bool
any_changed(const struct form *f)
{
	for (int i = 0; i < ENTRY_COUNT; i++)
		if (entry_changed(&f->entries[i], i))
			return true;
	return false;
}

/* The next required entry that is empty; the one with the cursor: there is no other. */
static int
next_missing(const struct form *f)
{
	int missing = entries_missing(f->entries);

	return missing < 0 ? f->focus : missing;
}

static void
set_problem(struct form *f, int i, const char *text)
{
	mem_replace(&f->entries[i].problem, text);
	if (text)
		f->focus = i;
}

/* ---- saving ---- */

static const char *
words_added(enum monitor_type type, const char *host)
{
	if (host_is_wildcard(host))
		return _("Added as planned: of a whole domain no host can be probed.");
	return type == MONITOR_FILE ? _("Added; its certificate is still missing.")
	       : type == MONITOR_PLANNED
		   ? _("Added as planned: it is probed until it serves a certificate.")
		   : _("Added; it is being probed.");
}

static void save(struct form *f, struct app *a);

/* Of what both changed that stays which was chosen; saving then wins. */
static void
settled(struct app *a, const enum conflict_choice *choices, bool now, void *arg)
{
	struct form *f = arg;

	for (int i = 0; i < ENTRY_COUNT; i++)
		if (choices[i] == CONFLICT_THEIRS) {
			entry_set(&f->entries[i], i, f->entries[i].initial);
			set_problem(f, i, NULL);
		}
	if (now)
		save(f, a);
}

/* What was not touched here becomes theirs; where both changed it, what was typed stays for now, and what they made of it
 * is told below. */
static void
meet_entry(struct form *f, struct conflict *c, const struct row *r, int i)
{
	struct entry *e = &f->entries[i];
	const struct monitor_field_info *info = entry_info(i);
	char *theirs = entry_in_row(r, i), *mine = entry_value(e, i);
	char *words[] = {entry_words(i, e->initial, f->kinds), entry_words(i, theirs, f->kinds),
	    entry_words(i, mine, f->kinds)};

	conflict_add(c, _(info->label), info->type == VALUE_HOST ? "host port" : info->name,
	    words[0], words[1], words[2]);
	if (!strcmp(mine, e->initial)) {
		entry_set(e, i, theirs);
	} else if (strcmp(theirs, e->initial) != 0 && strcmp(theirs, mine) != 0) {
		char *text = mem_printf(_("Changed meanwhile to: %s"), *words[1] ? words[1] : "—");
		set_problem(f, i, text);
		free(text);
	}
	mem_replace(&e->initial, theirs);
	for (size_t k = 0; k < 3; k++)
		free(words[k]);
	free(theirs);
	free(mine);
}

static void
meet(struct form *f, const json_t *args)
{
	const struct conflict_owner owner = {settled, f};
	struct conflict *c;
	struct row r = {0};

	if (row_from_json(&r, json_object_get(args, "row")) < 0)
		return;
	f->version = r.version;
	f->met = true;
	c = conflict_new(f->app, row_title(&r), json_object_get(args, "changes"));
	for (int i = 0; i < ENTRY_COUNT; i++)
		meet_entry(f, c, &r, i);
	free(f->merged);
	f->merged = conflict_merged(c);
	row_release(&r);
	if (conflict_clashes(c)) {
		conflict_open(c, f->app, &owner);
		return;
	}
	conflict_free(c);
	save(f, f->app);
}

static void
refused(struct form *f, const json_t *error)
{
	const char *code = string_of(error, "code");
	const json_t *args = json_object_get(error, "args");
	int field = monitor_field_from(text_of(args, "field"));
	int i = field < 0 ? -1 : entry_of((enum monitor_field)field);
	struct buf text = {0};

	if (code && !strcmp(code, "conflict") && json_object_get(args, "row")) {
		meet(f, args);
		return;
	}
	if (code && !strcmp(code, "duplicate"))
		i = entry_of(MONITOR_FIELD_HOST);
	if (i < 0) {
		app_say_error(f->app, error);
		return;
	}
	words_error_beside(code, args, &text);
	set_problem(f, i, buf_str(&text));
	buf_release(&text);
}

static void
keep_done(const struct form *f, const json_t *ok)
{
	const struct row *r = model_find(f->app->model, number_of(ok, "id"));
	const char *name = r ? row_title(r) : "—";
	char *said = mem_printf(f->id ? _("%s was changed.") : _("%s was added."), name);
	json_t *item = done_item(name, f->id ? "monitor.edit" : "monitor.add", f->sent, ok);

	if (item)
		done_acts_add(
		    f->app->done, said, clock_wall(f->app->clock), json_pack("[o]", item));
	free(said);
}

static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	struct form *f = arg;
	struct app *a = f->app;
	bool fresh = !f->id;
	enum monitor_type type = entries_type(f->entries);
	int64_t id = fresh ? number_of(ok, "id") : f->id;
	const json_t *row = json_object_get(ok, "row");
	char *said;

	f->saving = false;
	app_changed(a);
	if (!ok) {
		refused(f, error);
		return;
	}
	if (row)
		model_put(a->model, row);
	model_rest(a->model);
	keep_done(f, ok);
	said = mem_printf("%s%s%s", fresh ? words_added(type, text_of(row, "host")) : _("Saved."),
	    f->merged && *f->merged ? " " : "", f->merged ? f->merged : "");
	app_close(a, &f->screen); /* f is gone */
	if (fresh)
		model_select(a->model, id);
	app_say(a, STYLE_GOOD, said);
	free(said);
}

static void
save(struct form *f, struct app *a)
{
	json_t *args;
	bool good = true;

	if (f->saving)
		return;
	if (f->met && !any_changed(f)) {
		app_close(a, &f->screen); /* f is gone */
		app_say(a, STYLE_GOOD, _("It stays as the other saved it."));
		return;
	}
	args = json_object();
	for (int i = ENTRY_COUNT - 1; i >= 0; i--) {
		const char *problem = NULL;

		if (!f->id || entry_changed(&f->entries[i], i))
			problem = entry_put(f->entries, i, !f->id, args);
		set_problem(f, i, problem);
		good = good && !problem;
	}
	if (!good) {
		json_decref(args);
		return;
	}
	if (f->id) {
		json_object_set_new(args, "id", json_integer(f->id));
		json_object_set_new(args, "version", json_integer(f->version));
	}
	f->saving = true;
	json_decref(f->sent);
	f->sent = json_incref(args);
	link_call(a->link, f->id ? "monitor.edit" : "monitor.add", args, answered, f);
}

/* ---- drawing ---- */

static void
draw_choice(const struct form *f, struct canvas *c, int row, int i, bool focused)
{
	char *value = entry_value(&f->entries[i], i), *word = entry_words(i, value, f->kinds);
	int width = text_width(word) + 4;

	canvas_fill(c, row, INPUT_COLUMN, width, STYLE_INPUT, ' ');
	canvas_printf(c, row, INPUT_COLUMN, width, STYLE_INPUT, focused ? "‹ %s ›" : "  %s", word);
	if (focused)
		canvas_cursor(c, row, INPUT_COLUMN);
	free(value);
	free(word);
}

/* What stands beside the entry with the cursor. */
static const char *
asked(const struct form *f, int i)
{
	return i != f->focus ? "" : f->saving ? _("Saving…") : _(entry_info(i)->hint);
}

static int
input_width(const struct canvas *c)
{
	int width = canvas_columns(c) - INPUT_COLUMN - 1;

	return width < INPUT_MOST ? width : INPUT_MOST;
}

/* Where what is asked begins, when it stands on the line of the entry. */
static int
beside_column(const struct canvas *c)
{
	return INPUT_COLUMN + input_width(c) + 2;
}

static const char *
asked_under(const struct form *f, const struct canvas *c, int i)
{
	const char *hint = asked(f, i);

	return form_frame_fits(c, beside_column(c), hint) ? "" : hint;
}

/* The lines of an entry: what is wrong with it is told whole. */
static int
entry_lines(const struct form *f, const struct canvas *c, int i)
{
	return 1 +
	       form_frame_under_lines(c, INPUT_COLUMN, f->entries[i].problem, asked_under(f, c, i));
}

static void
draw_input(struct form *f, struct canvas *c, int row, int i)
{
	bool focused = f->focus == i;
	const char *hint = asked(f, i);

	canvas_text(
	    c, row, 1, LABEL_WIDTH - 1, focused ? STYLE_KEY : STYLE_TEXT, _(entry_info(i)->label));
	if (entry_is_choice(i))
		draw_choice(f, c, row, i, focused);
	else
		field_draw(&f->entries[i].field, c, row, INPUT_COLUMN, input_width(c), focused);
	if (form_frame_fits(c, beside_column(c), hint))
		canvas_text(c, row, beside_column(c), -1, STYLE_DIM, hint);
}

/* Draws from line `line` of the form on; returns the line after. Only lines from top on, and to
 * the row `last`, are seen. */
static int
draw_entry(struct form *f, struct canvas *c, int line, int i, int last)
{
	int row = HEAD_ROWS + line - f->top;

	if (row >= HEAD_ROWS && row <= last) {
		draw_input(f, c, row, i);
		form_frame_under(c, row + 1, INPUT_COLUMN, last - row, f->entries[i].problem,
		    asked_under(f, c, i));
	}
	return line + entry_lines(f, c, i);
}

/* The lines before the focused entry; with its own, they must be in sight, of more than that its first ones. */
static void
keep_in_sight(struct form *f, const struct canvas *c, int height)
{
	int line = 0, own = entry_lines(f, c, f->focus);

	for (int i = 0; i < f->focus; i++)
		line += entry_lines(f, c, i);
	if (line + own > f->top + height)
		f->top = line + own - height;
	if (line < f->top)
		f->top = line;
}

static bool
is_offered(const void *arg, enum action action)
{
	const struct form *f = arg;

	return action != ACTION_PICK || entry_info(f->focus)->count ||
	       entry_values(f->focus) != VALUES_NONE;
}

static void
form_draw(struct screen *s, struct app *a)
{
	struct form *f = (struct form *)s;
	struct canvas *c = a->canvas;
	int line = 0, last = canvas_rows(c) - 2;

	form_frame_bar(
	    a, f->title, next_missing(f) != f->focus ? RETURN_GOES_TO_MISSING : RETURN_SAVES);
	keep_in_sight(f, c, last - HEAD_ROWS + 1);
	for (int i = 0; i < ENTRY_COUNT; i++)
		line = draw_entry(f, c, line, i, last);
	frame_draw_footer_of(a, CONTEXT_FORM, &(struct footer){.offered = is_offered, .arg = f});
}

/* ---- keys ---- */

/* Whoever has such a certificate is a server or a device; that a machine renews it, or somebody else, stays. */
static void
set_kind(struct form *f, const char *id)
{
	struct entry *who = &f->entries[entry_of(MONITOR_FIELD_KIND)];
	int class = kind_choice_class(f->kinds, id);

	field_set(&f->entries[entry_of(MONITOR_FIELD_CERTIFICATE_KIND)].field, id);
	if (class >= 0 && (who->choice == KIND_SERVER || who->choice == KIND_DEVICE))
		who->choice = class;
}

static void
choose(struct form *f, int steps)
{
	struct entry *e = &f->entries[f->focus];
	int choices = entry_info(f->focus)->count;

	if (choices)
		e->choice = (e->choice + choices + steps) % choices;
	else
		set_kind(f, kind_choice_after(f->kinds, field_value(&e->field), steps));
}

static void
chosen(struct app *a, const char *value, void *arg)
{
	struct form *f = arg;

	(void)a;
	if (entry_info(f->focus)->type == VALUE_KIND)
		set_kind(f, value);
	else
		entry_set(&f->entries[f->focus], f->focus, value);
}

/* The words of a term, as they are in the form. */
static void
pick_term(struct form *f, const struct value_choice *choice)
{
	const struct monitor_field_info *info = entry_info(f->focus);
	struct value_list *l = value_list_new(_("Choose: "), choice);

	for (int i = 0; i < info->count; i++) {
		char *words = entry_words(f->focus, info->text(i), f->kinds);

		value_list_add(l, info->text(i), words, NULL);
		free(words);
	}
	value_list_open(f->app, l);
}

static void
pick(struct form *f)
{
	const struct value_choice choice = {chosen, f};
	enum value_kind values = entry_values(f->focus);

	if (form_frame_is_sent(f->app, f->saving))
		return;
	if (entry_info(f->focus)->count)
		pick_term(f, &choice);
	else if (values != VALUES_NONE)
		value_choose(f->app, values, &choice);
	else
		app_say(f->app, STYLE_WARNING, _("There is nothing to choose from: it is typed."));
}

static bool
form_key(struct screen *s, struct app *a, uint32_t key)
{
	struct form *f = (struct form *)s;

	if (key != K_ESCAPE && form_frame_is_sent(a, f->saving))
		return true;
	if (!entry_is_choice(f->focus))
		return field_key(&f->entries[f->focus].field, key);
	if (key == K_LEFT)
		choose(f, -1);
	else if (key == K_RIGHT || key == K_SPACE || key == ' ')
		choose(f, 1);
	else
		return key < K_NAME_FIRST; /* letters mean nothing here */
	return true;
}

static void
form_paste(struct screen *s, struct app *a, const char *text)
{
	struct form *f = (struct form *)s;

	if (!form_frame_is_sent(a, f->saving) && !entry_is_choice(f->focus))
		field_paste(&f->entries[f->focus].field, text);
}

static void
discard(struct app *a, void *arg)
{
	(void)arg;
	app_pop(a);
}

static bool
leave(struct form *f, struct app *a)
{
	if (form_frame_leave_sent(a, f->saving))
		return true;
	if (!any_changed(f))
		return false; /* the app leaves */
	app_push(a, confirm_new(_("Throw away what you typed?"), false, discard, NULL));
	return true;
}

static bool
form_act(struct screen *s, struct app *a, enum action action)
{
	struct form *f = (struct form *)s;

	switch ((int)action) {
	case ACTION_NEXT_FIELD:
		f->focus = (f->focus + 1) % ENTRY_COUNT;
		return true;
	case ACTION_PREVIOUS_FIELD:
		f->focus = (f->focus + ENTRY_COUNT - 1) % ENTRY_COUNT;
		return true;
	case ACTION_ACCEPT:
		if (next_missing(f) != f->focus)
			f->focus = next_missing(f);
		else
			save(f, a);
		return true;
	case ACTION_PICK:
		pick(f);
		return true;
	case ACTION_SAVE:
		save(f, a);
		return true;
	case ACTION_BACK:
	case ACTION_QUIT:
		return leave(f, a);
	default:
		return false;
	}
}

static void
form_free(struct screen *s, struct app *a)
{
	struct form *f = (struct form *)s;

	link_forget(a->link, f);
	for (int i = 0; i < ENTRY_COUNT; i++)
		entry_release(&f->entries[i]);
	free(f->merged);
	free(f->title);
	json_decref(f->kinds);
	json_decref(f->sent);
	free(f);
}

static void
got_kinds(const json_t *ok, const json_t *error, void *arg)
{
	struct form *f = arg;

	(void)error; /* the kind that stands there stays; another cannot be chosen */
	f->kinds = json_deep_copy(json_object_get(ok, "kinds"));
	app_changed(f->app);
}

void
form_open(struct app *a, const struct row *row)
{
	static const struct screen_class class = {.context = CONTEXT_FORM,
	    .draw = form_draw,
	    .key = form_key,
	    .paste = form_paste,
	    .act = form_act,
	    .free = form_free};
	struct form *f = mem_alloc(sizeof(*f));

	f->screen.class = &class;
	f->app = a;
	f->id = row ? row->id : 0;
	f->version = row ? row->version : 0;
	f->title =
	    row ? mem_printf(_("Change %s"), row_title(row)) : mem_strdup(_("Add a monitor"));
	for (int i = 0; i < ENTRY_COUNT; i++) {
		char *value = row ? entry_in_row(row, i) : mem_strdup("");
		entry_set(&f->entries[i], i, value);
		free(value);
		f->entries[i].initial = entry_value(&f->entries[i], i);
	}
	app_push(a, &f->screen);
	link_call(a->link, "kind.list", json_object(), got_kinds, f);
}
