#include "tui/screens/import_end.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tui/app.h"
#include "tui/model/done_acts.h"
#include "tui/model/list_import.h"
#include "words/import.h"
#include "words/words.h"

void
import_end_written(struct app *a, const struct list_import *im)
{
	const size_t *n = list_import_written(im);
	struct buf said = {0}, key = {0};
	json_t *items = json_array();

	words_import_counts(n[IMPORT_ADDED], n[IMPORT_CHANGED], n[IMPORT_SAME] + n[IMPORT_CONFLICT],
	    n[IMPORT_BAD], &said);
	buf_putc(&said, '.');
	if (list_import_number(im))
		json_array_append_new(
		    items, json_pack("{s:s, s:s, s:{s:I}}", "name", list_import_name(im), "do",
			       "monitor.undo-import", "args", "import",
			       (json_int_t)list_import_number(im)));
	done_acts_add(a->done, buf_str(&said), clock_wall(a->clock), items);
	keys_describe_first(a->keys, CONTEXT_LIST, ACTION_UNDO, &key);
	if (list_import_number(im) && key.len)
		app_sayf(a, STYLE_GOOD, _("%s %s undoes it."), buf_str(&said), buf_str(&key));
	else
		app_say(a, n[IMPORT_BAD] ? STYLE_WARNING : STYLE_GOOD, buf_str(&said));
	buf_release(&said);
	buf_release(&key);
	app_changed(a);
}

void
import_end_refused(struct app *a, const json_t *error)
{
	if (error)
		app_say_error(a, error);
	else
		app_say(a, STYLE_ERROR,
		    _("Nothing of the list stays: what was written of it is taken back."));
	app_changed(a);
}

/* Nobody looks at it any more. */
struct leaving {
	struct app *app;
	struct list_import *import;
};

static void
leaving_end(struct leaving *l)
{
	list_import_free(l->import);
	free(l);
}

static void
left_changed(void *arg)
{
	struct leaving *l = arg;

	if (list_import_phase(l->import) != IMPORT_WRITTEN)
		return;
	import_end_written(l->app, l->import);
	leaving_end(l);
}

static void
left_refused(const json_t *error, void *arg)
{
	struct leaving *l = arg;

	import_end_refused(l->app, error);
	leaving_end(l);
}

static void
left_replaced(void *arg)
{
	struct leaving *l = arg;

	app_say(l->app, STYLE_WARNING, _("The list was replaced meanwhile: nothing was imported."));
	app_changed(l->app);
	leaving_end(l);
}

void
import_end_leave(struct app *a, struct list_import *import)
{
	struct leaving *l = mem_alloc(sizeof(*l));
	const struct list_import_owner owner = {left_changed, left_refused, left_replaced, l};

	*l = (struct leaving){a, import};
	list_import_set_owner(import, &owner);
}
