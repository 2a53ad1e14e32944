/* A file that is asked for: one of the inbox, those that fit first; a path, which Tab completes; or a paste of
 * its content, which never touches a disk. Who opens it (a step of a renewal, a file monitor) says the role,
 * sends the request and hears that it was accepted; struct file_prompt_owner.
 *
 * The file is opened by a process of the user's (tui/model/files.h), for it may be on a share that hangs, and
 * only its descriptor goes to the backend, with the password of a PKCS#12 in a pipe beside it. One file is
 * under way at a time: `fd` is the chosen one until it was sent, `busy` until it was answered, and password
 * and exposure are asked for in between. What the backend refuses is told here, and another file can be given
 * at once; the screen goes when one was accepted. */
#include "tui/screens/file_prompt.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/sys.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/files.h"
#include "tui/model/inbox.h"
#include "tui/model/paste_file.h"
#include "tui/model/renewal_read.h"
#include "tui/screens/dialog.h"
#include "tui/screens/frame.h"
#include "tui/screens/menu.h"
#include "tui/screens/path_completion.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/field.h"
#include "tui/view/screen.h"
#include "words/words.h"

#include <errno.h>
#include <fcntl.h>

enum { ROWS_MOST = 8, LISTED_MOST = 100, BELOW_MOST = 3 };

struct file_prompt {
	struct screen screen;
	struct app *app;
	struct file_prompt_owner owner; /* its texts are these: */
	char *title, *role, *domain, *step;
	struct field field;
	char *at; /* the name in the list that the cursor is on; NULL: it is in the field */
	size_t top;
	char *problem; /* what is wrong; NULL none */
	struct path_completion paths;
	bool touched; /* a key was pressed here: the cursor is the user's */
	bool busy;
	struct screen *password; /* that is being typed; NULL none */
	/* the file that was chosen */
	int fd; /* -1: none */
	char *name, *place;
	int exposed; /* of a key: 1 others could read it; -1 not asked yet */
};

/* ---- the inbox, as it is listed ---- */

static bool
wants_list(const struct file_prompt *g)
{
	return !strcmp(g->owner.role, FILE_PROMPT_LIST);
}

/* What is no list may have such a name all the same: it is told when it is read. */
static bool
is_list(const struct inbox_file *f)
{
	static const char *const ends[] = {".xlsx", ".xlsm", ".csv", ".tsv", ".txt"};
	const char *end = strrchr(f->name, '.');

	for (size_t i = 0; end && i < sizeof(ends) / sizeof(*ends); i++)
		if (!strcasecmp(end, ends[i]))
			return true;
	return false;
}

/* What a PKCS#12 holds is not known before its password: for a step that waits for one, it may fit. */
static bool
is_candidate(const struct file_prompt *g, const struct inbox_file *f)
{
	if (wants_list(g))
		return is_list(f);
	return inbox_fits(f, g->owner.renewal, g->owner.step) ||
	       (document_role_from(g->owner.role) == DOCUMENT_P12 &&
		   !strcmp(text_of(f->error, "code"), "p12-password-needed"));
}

static size_t
listed(const struct file_prompt *g, const struct inbox_file *list[LISTED_MOST])
{
	const struct inbox *in = g->app->inbox;
	size_t count = 0;

	for (int fitting = 1; fitting >= 0; fitting--)
		for (size_t i = 0; i < inbox_count(in) && count < LISTED_MOST; i++) {
			const struct inbox_file *f = inbox_get(in, i);

			if (is_candidate(g, f) == (fitting != 0))
				list[count++] = f;
		}
	return count;
}

static size_t
cursor_of(const struct file_prompt *g, const struct inbox_file *const *list, size_t count)
{
	size_t i = 0;

	while (i < count && (!g->at || strcmp(list[i]->name, g->at) != 0))
		i++;
	return i;
}

/* From the list's last line on lies the field. */
static void
move(struct file_prompt *g, int by)
{
	const struct inbox_file *list[LISTED_MOST];
	size_t count = listed(g, list), at = cursor_of(g, list, count);

	if (by < 0 && at)
		at--;
	else if (by > 0 && at < count)
		at++;
	mem_replace(&g->at, at < count ? list[at]->name : NULL);
}

/* ---- drawing ---- */

static void
draw_file(const struct file_prompt *g, const struct inbox_file *f, int row)
{
	struct canvas *c = g->app->canvas;
	bool fits = is_candidate(g, f);
	struct buf words = {0};
	int at;

	if (!wants_list(g))
		inbox_words(f, g->owner.renewal, g->owner.step, clock_wall(g->app->clock), &words);
	at = 1 + canvas_text(c, row, 1, -1, fits ? STYLE_GOOD : STYLE_TEXT, f->name);
	canvas_printf(c, row, at, canvas_columns(c) - at - 1, fits ? STYLE_GOOD : STYLE_DIM,
	    words.len ? " · %s" : "%s", buf_str(&words));
	if (g->at && !strcmp(g->at, f->name))
		canvas_tint(c, row, 0, canvas_columns(c), STYLE_SELECTED);
	buf_release(&words);
}

static int
draw_list(struct file_prompt *g, int row, int height)
{
	const struct inbox_file *list[LISTED_MOST];
	size_t count = listed(g, list), at = cursor_of(g, list, count);

	if (at < count && at < g->top)
		g->top = at;
	if (at < count && at >= g->top + (size_t)height)
		g->top = at - (size_t)height + 1;
	if (g->top + (size_t)height > count)
		g->top = count > (size_t)height ? count - (size_t)height : 0;
	for (size_t i = g->top; i < count && height > 0; i++, height--)
		draw_file(g, list[i], row++);
	return row;
}

/* What the list is, or why there is none. */
static char *
inbox_line(const struct file_prompt *g)
{
	const struct app *a = g->app;
	const char *folder = a->config->inbox, *state = inbox_state(a->inbox);

	if (!*folder)
		return mem_strdup("");
	if (!strcmp(state, "missing"))
		return mem_printf(
		    _("%s is not there yet: files put into it are listed here."), folder);
	if (!strcmp(state, "denied"))
		return mem_printf(_("%s cannot be read."), folder);
	if (*state && !inbox_count(a->inbox))
		return mem_printf(_("%s is empty: files put into it are listed here."), folder);
	return mem_printf(_("In %s:"), folder);
}

static const char *
below(const struct file_prompt *g)
{
	return g->busy          ? _("The file is being looked at…")
	       : g->problem     ? g->problem
	       : g->paths.names ? g->paths.names
	       : wants_list(g)
		   ? _("Enter takes the one marked, or the path typed (Tab completes it).")
		   : _("Enter takes the one marked, or the path typed (Tab completes it). "
		       "Its content can be pasted too: PEM, or base64 of certutil -encode.");
}

/* Until a key is pressed the cursor stands on the newest file that fits, once that is known. */
static void
place_cursor(struct file_prompt *g)
{
	const struct inbox_file *list[LISTED_MOST];

	if (!g->touched && listed(g, list) && is_candidate(g, list[0]))
		mem_replace(&g->at, list[0]->name);
}

/* Nothing is saved, nor chosen from what is known: which keys do what stands above. */
static bool
is_offered(const void *arg, enum action action)
{
	(void)arg;
	return action != ACTION_SAVE && action != ACTION_PICK;
}

static void
file_prompt_draw(struct screen *s, struct app *a)
{
	struct file_prompt *g = (struct file_prompt *)s;
	struct canvas *c = a->canvas;
	const struct inbox_file *list[LISTED_MOST];
	int rows = canvas_rows(c), width = canvas_columns(c) - 2, row, label;
	int told = wrap_lines(below(g), width), height = (int)listed(g, list);
	char *inbox = inbox_line(g);

	place_cursor(g);
	told = told < 1 ? 1 : told > BELOW_MOST ? BELOW_MOST : told;
	height = height > ROWS_MOST ? ROWS_MOST : height;
	if (height > rows - 5 - told)
		height = rows - 5 - told;
	row = rows - 4 - told - height;
	for (int i = row; i < rows; i++)
		canvas_fill(c, i, 0, canvas_columns(c), STYLE_TEXT, ' ');
	canvas_rule(c, row++, g->owner.title);
	canvas_text(c, row++, 1, width, STYLE_DIM, inbox);
	row = draw_list(g, row, height);
	label = canvas_text(c, row, 1, -1, g->at ? STYLE_TEXT : STYLE_KEY, _("Path:"));
	field_draw(&g->field, c, row, label + 2, canvas_columns(c) - label - 3, !g->at);
	wrap_draw(
	    c, row + 1, 1, width, told, g->problem && !g->busy ? STYLE_ERROR : STYLE_DIM, below(g));
	frame_draw_footer_of(a, CONTEXT_FORM, &(struct footer){.offered = is_offered});
	free(inbox);
}

/* ---- the file on its way to the backend ---- */

static void
forget_file(struct file_prompt *g)
{
	sys_close(&g->fd);
	mem_replace(&g->name, NULL);
	mem_replace(&g->place, NULL);
	g->busy = false;
}

static void
refuse(struct file_prompt *g, const char *text)
{
	forget_file(g);
	mem_replace(&g->problem, text);
	app_changed(g->app);
}

static void
refuse_error(struct file_prompt *g, const json_t *error, bool whole)
{
	struct buf text = {0};

	words_error(text_of(error, "code"), whole ? json_object_get(error, "args") : NULL, &text);
	refuse(g, buf_str(&text));
	buf_release(&text);
}

static void
accepted(struct file_prompt *g)
{
	struct app *a = g->app;
	const struct inbox_offer *o = inbox_offer(a->inbox);

	if (o->name && !strcmp(o->name, g->name))
		inbox_offer_done(a->inbox);
	g->owner.accepted(g->owner.arg, g->name);
	app_close(a, &g->screen); /* g is gone */
}

static void ask_password(struct file_prompt *g, const char *why);

static void
answered(const json_t *error, void *arg)
{
	struct file_prompt *g = arg;
	struct app *a = g->app;
	const char *code = text_of(error, "code");

	g->busy = false;
	if (g->password)
		app_close(a, g->password);
	if (!error)
		accepted(g); /* g is gone */
	else if (!strcmp(code, "p12-password-needed"))
		ask_password(g, _("The PKCS#12 opens with a password."));
	else if (!strcmp(code, "p12-password-wrong"))
		ask_password(g, _("That is not its password: type it again."));
	else
		refuse_error(g, error, true);
	app_changed(a);
}

/* secret: the read end of a pipe; -1 none. */
static void
send_file(struct file_prompt *g, int secret)
{
	int fds[2] = {fcntl(g->fd, F_DUPFD_CLOEXEC, 3), secret};
	json_t *args;

	if (fds[0] < 0) {
		const char *why = words_reason(errno);

		sys_close(&secret);
		if (g->password)
			app_close(g->app, g->password);
		refuse(g, why);
		return;
	}
	args = json_pack("{s:s}", "name", g->name);
	if (g->place)
		json_object_set_new(args, "place", json_string(g->place));
	if (secret >= 0)
		json_object_set_new(args, "password", json_true());
	if (g->exposed == 1)
		json_object_set_new(args, "exposed", json_true());
	g->busy = true;
	g->owner.send(g->owner.arg, args, fds, secret >= 0 ? 2 : 1, answered, g);
}

/* ---- the password ---- */

static void
password_typed(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct file_prompt *g = arg;
	int fd = paste_secret(texts[0]);

	(void)a;
	if (fd < 0)
		dialog_refuse(inputs, 0, words_reason(errno));
	else
		send_file(g, fd);
}

static void
password_gone(void *arg)
{
	struct file_prompt *g = arg;

	g->password = NULL;
}

static void
ask_password(struct file_prompt *g, const char *why)
{
	const struct dialog_owner owner = {.submit = password_typed,
	    .gone = password_gone,
	    .arg = g,
	    .secret = true,
	    .hidden = true,
	    .passes = true};

	g->password = dialog_new(g->name, why, &owner);
	dialog_add(g->password, _("Password"),
	    _("It is not shown, and kept nowhere: it goes to the process that opens the file."),
	    "");
	app_push(g->app, g->password);
}

/* ---- choosing ---- */

static void
exposed_chosen(struct app *a, size_t i, void *arg)
{
	struct file_prompt *g = arg;

	(void)a;
	g->exposed = i == 1;
	send_file(g, -1);
}

/* A key on a ticket was read by who knows whom: that is recorded, not refused. */
static void
ask_exposed(struct file_prompt *g)
{
	const struct menu_owner owner = {exposed_chosen, NULL, g};
	struct screen *list = menu_new(_("How did the private key get here?"), NULL, &owner);

	menu_add(list, _("By a way that nobody else reads"), NULL);
	menu_add(list, _("On a ticket that others can read"),
	    _("It is recorded with the key, for whoever decides whether to ask for another."));
	app_push(g->app, list);
}

/* The descriptor is ours from now on; place NULL: it has none. */
static void
file_chosen(struct file_prompt *g, int fd, const char *name, const char *place)
{
	forget_file(g);
	mem_replace(&g->problem, NULL);
	g->fd = fd;
	g->name = mem_strdup(name);
	g->place = mem_strdup(place);
	if (document_role_from(g->owner.role) == DOCUMENT_KEY && g->exposed < 0)
		ask_exposed(g);
	else
		send_file(g, -1);
}

static void
opened(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct file_prompt *g = arg;

	if (ok && fd >= 0)
		file_chosen(g, fd, text_of(ok, "name"), text_of(ok, "path"));
	else
		refuse_error(g, error, false); /* the path stands there */
	app_changed(g->app);
}

static void
open_path(struct file_prompt *g, const char *path)
{
	g->busy = true;
	files_call(g->app->files, "open", json_pack("{s:s}", "path", path), opened, g);
}

void
file_prompt_name(struct screen *s, const char *name)
{
	struct file_prompt *g = (struct file_prompt *)s;
	const struct inbox_file *f = inbox_find(g->app->inbox, name);

	g->touched = true;
	mem_replace(&g->at, name);
	if (f && !g->busy)
		open_path(g, f->path);
}

/* What is pasted has no name: it gets that of its domain, with the word that stands for '*'. */
static char *
name_of_paste(const struct file_prompt *g)
{
	static const struct {
		const char *role, *end;
	} ends[] = {{"csr", "csr"}, {"key", "key"}, {"p12", "p12"}, {"chain", "pem"}};
	const char *domain = g->owner.domain, *end = "crt";

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (!strcmp(ends[i].role, g->owner.role))
			end = ends[i].end;
	return mem_printf("%s%s.%s", *domain == '*' ? "comodi" : "",
	    *domain ? domain + (*domain == '*') : g->owner.role, end);
}

void
file_prompt_content(struct screen *s, const char *text)
{
	struct file_prompt *g = (struct file_prompt *)s;
	char *name = name_of_paste(g);
	int fd = g->busy ? -1 : paste_file(text);

	if (fd >= 0)
		file_chosen(g, fd, name, NULL);
	else if (!g->busy)
		refuse(g, words_reason(errno));
	free(name);
}

static void
accept(struct file_prompt *g)
{
	const char *path = field_value(&g->field);

	mem_replace(&g->problem, NULL);
	path_completion_clear(&g->paths);
	if (g->busy)
		return;
	if (g->at)
		file_prompt_name(&g->screen, g->at);
	else if (*path)
		open_path(g, path);
	else
		mem_replace(&g->problem, _("Something is to be typed here."));
}

/* ---- keys ---- */

static void
complete(struct file_prompt *g)
{
	mem_replace(&g->problem, NULL);
	path_complete(&g->paths, g->app, &g->field);
}

static bool
file_prompt_key(struct screen *s, struct app *a, uint32_t key)
{
	struct file_prompt *g = (struct file_prompt *)s;

	(void)a;
	if (key != K_ENTER)
		g->touched = true;
	switch (key) {
	case K_UP:
		move(g, -1);
		return true;
	case K_DOWN:
		move(g, 1);
		return true;
	case K_TAB:
		if (g->at)
			mem_replace(&g->at, NULL);
		else
			complete(g);
		return true;
	default:
		if (!field_key(&g->field, key))
			return false;
		mem_replace(&g->at, NULL);
		path_completion_clear(&g->paths);
		mem_replace(&g->problem, NULL);
		return true;
	}
}

static void
file_prompt_paste(struct screen *s, struct app *a, const char *text)
{
	struct file_prompt *g = (struct file_prompt *)s;

	(void)a;
	if (paste_is_document(text)) {
		file_prompt_content(s, text);
		return;
	}
	g->touched = true;
	mem_replace(&g->at, NULL);
	field_paste(&g->field, text);
}

static bool
file_prompt_act(struct screen *s, struct app *a, enum action action)
{
	(void)a;
	if (action != ACTION_ACCEPT && action != ACTION_SAVE)
		return action == ACTION_NEXT_FIELD || action == ACTION_PREVIOUS_FIELD;
	accept((struct file_prompt *)s);
	return true;
}

/* Maybe a password is asked for: then what is typed is one, and not to be seen in the path. */
static bool
file_prompt_opening(const struct screen *s)
{
	return ((const struct file_prompt *)s)->busy;
}

static void
file_prompt_free(struct screen *s, struct app *a)
{
	struct file_prompt *g = (struct file_prompt *)s;

	files_forget(a->files, g);
	g->owner.forget(g->owner.arg, g);
	g->owner.free(g->owner.arg);
	forget_file(g);
	field_release(&g->field);
	free(g->title);
	free(g->role);
	free(g->domain);
	free(g->step);
	free(g->at);
	free(g->problem);
	path_completion_release(&g->paths);
	free(g);
}

struct screen *
file_prompt_new(struct app *a, const struct file_prompt_owner *owner)
{
	static const struct screen_class class = {.context = CONTEXT_FORM,
	    .over = true,
	    .draw = file_prompt_draw,
	    .key = file_prompt_key,
	    .paste = file_prompt_paste,
	    .act = file_prompt_act,
	    .opening = file_prompt_opening,
	    .free = file_prompt_free};
	struct file_prompt *g = mem_alloc(sizeof(*g));

	*g = (struct file_prompt){
	    .screen = {&class}, .app = a, .owner = *owner, .fd = -1, .exposed = -1};
	g->owner.title = g->title = mem_strdup(owner->title);
	g->owner.role = g->role = mem_strdup(owner->role);
	g->owner.domain = g->domain = mem_strdup(owner->domain);
	g->owner.step = g->step = mem_strdup(owner->step);
	if (!wants_list(g))
		inbox_inspect(a->inbox, true);
	return &g->screen;
}
