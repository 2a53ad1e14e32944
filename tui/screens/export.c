/* Two questions: in which form, a menu; and where, one line with a name that is free. That stays until the file is there, so that
 * another place can be given at once; whoever leaves it ends what was begun. */
#include "tui/screens/export.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "tui/app.h"
#include "tui/model/files.h"
#include "tui/model/list_export.h"
#include "tui/screens/dialog.h"
#include "tui/screens/menu.h"
#include "tui/view/screen.h"
#include "tui/view/source.h"
#include "words/words.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The names are of exporting/worker.h; of the file, what stands before the day. */
static const struct form {
	const char *title, *text, *form, *shape, *name, *ending;
} forms[] = {
    {N_("Workbook, .xlsx"),
	N_("All that is known of each, in colours, for Excel or LibreOffice; it can be imported "
	   "again."),
	"xlsx", "caduca", "caduca", ".xlsx"},
    {N_("CSV for Excel"),
	N_("The same as text, as Excel in Catalan or Spanish opens it with two clicks."),
	"excel-csv", "caduca", "caduca", ".csv"},
    {N_("CSV for programs"),
	N_("The names of the fields as titles, times of UTC: what import reads."), "csv", "caduca",
	"caduca-camps", ".csv"},
    {N_("Calendar, .ics"),
	N_("When each is to be started, looked at again, and expires, as days of a calendar."),
	"ics", "caduca", "caduca", ".ics"},
    {N_("The team's budget list, .xlsx"),
	N_("In the shape of «SSL Pressupost CESICAT»: those that are on a host, or will be."),
	"xlsx", "pressupost", "pressupost", ".xlsx"},
    {N_("The control list of EACAT, .xlsx"),
	N_("In its shape: the certificates that are in files."), "xlsx", "control", "control",
	".xlsx"},
};

struct exporting {
	struct app *app;
	const struct form *form;
	int64_t *ids;
	size_t count;
	struct screen *inputs;         /* NULL: not open yet */
	struct list_export *under_way; /* NULL: none */
	uint64_t awaited;              /* app_await */
};

static void
exporting_free(void *arg)
{
	struct exporting *x = arg;

	files_forget(x->app->files, x);
	list_export_free(x->under_way);
	free(x->ids);
	free(x);
}

/* ---- where ---- */

static const char where[] =
    N_("A path that begins with / or ~/; Tab completes it. What is there already is not touched.");

static void
done(size_t count, const char *path, const json_t *error, void *arg)
{
	struct exporting *x = arg;
	struct buf text = {0};

	list_export_free(x->under_way);
	x->under_way = NULL;
	if (path) {
		buf_printf(
		    &text, ngettext("%zu monitor in %s", "%zu monitors in %s", count), count, path);
		dialog_done(x->inputs, x->app, buf_str(&text)); /* x is gone */
	} else {
		words_error(string_of(error, "code"), json_object_get(error, "args"), &text);
		dialog_refuse(x->inputs, 0, buf_str(&text));
		app_changed(x->app);
	}
	buf_release(&text);
}

static void
submitted(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct exporting *x = arg;
	const struct list_export_what what = {
	    x->form->form, x->form->shape, texts[0], x->ids, x->count, clock_wall(a->clock)};

	if (x->under_way)
		return;
	if (!*texts[0] || !strchr("/~", *texts[0])) {
		dialog_refuse(inputs, 0, _(where));
		return;
	}
	dialog_refuse(inputs, 0, _("Writing it…"));
	x->under_way = list_export_new(a->loop, a->link, a->files, &what, done, x);
}

static void
ask_where(struct exporting *x, const char *path)
{
	const struct dialog_owner owner = {.submit = submitted, .gone = exporting_free, .arg = x};

	x->inputs = dialog_new(_(x->form->title), _(x->form->text), &owner);
	dialog_add(x->inputs, _("File"), _(where), path);
	dialog_completes_path(x->inputs);
	app_push(x->app, x->inputs);
}

/* Without a name that is surely free it is asked all the same. */
static void
proposed(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct exporting *x = arg;

	(void)error;
	sys_close(&fd);
	if (app_arrived(x->app, x->awaited))
		ask_where(x, ok ? text_of(ok, "path") : "~/");
	else
		exporting_free(x);
}

static char *
name_of(const struct exporting *x)
{
	time_t now = (time_t)clock_wall(x->app->clock);
	char day[16] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(day, sizeof(day), "%Y-%m-%d", &tm);
	return mem_printf("%s-%s%s", x->form->name, day, x->form->ending);
}

/* ---- in which form ---- */

static void
chosen(struct app *a, size_t i, void *arg)
{
	struct exporting *x = arg;
	char *name;

	x->form = &forms[i];
	name = name_of(x);
	x->awaited = app_await(a);
	files_call(
	    a->files, "place", json_pack("{s:s, s:s}", "folder", "~", "name", name), proposed, x);
	free(name);
}

static void
given_up(void *arg)
{
	struct exporting *x = arg;

	if (!x->form)
		exporting_free(x);
}

/* ---- what ---- */

/* The marked ones in their order as well, and after them those that the filter hides. */
static void
collect_ids(struct exporting *x, const struct source *rows)
{
	const struct source_class *class = rows->class;
	size_t shown = class->count(rows), marked;
	int64_t *marks = class->marks(rows, &marked);

	x->ids = mem_array(shown + marked, sizeof(*x->ids));
	for (size_t i = 0; i < shown; i++) {
		int64_t id = class->id(class->row(rows, i));

		if (!marked || class->marked(rows, id))
			x->ids[x->count++] = id;
	}
	for (size_t i = 0; i < marked; i++)
		x->ids[x->count++] = marks[i];
	free(marks);
}

void
export_ask(struct app *a, const struct source *rows)
{
	size_t marked = rows->class->mark_count(rows),
	       count = marked ? marked : rows->class->count(rows);
	struct exporting *x;
	struct screen *menu;
	char *title;

	if (!rows->class->ready(rows) || !count) {
		app_say(a, STYLE_WARNING,
		    count ? _("The rows are still coming.") : _("There is no monitor here."));
		return;
	}
	x = mem_alloc(sizeof(*x));
	*x = (struct exporting){.app = a};
	collect_ids(x, rows);
	title = mem_printf(
	    marked ? ngettext("Export %zu marked monitor", "Export %zu marked monitors", count)
		   : ngettext("Export %zu monitor", "Export %zu monitors", count),
	    count);
	menu = menu_new(title, NULL, &(struct menu_owner){chosen, given_up, x});
	free(title);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		menu_add(menu, _(forms[i].title), _(forms[i].text));
	app_push(a, menu);
}
