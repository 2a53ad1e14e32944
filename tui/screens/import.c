/* Which file: one that is there or was typed is read by a child, and only one that is a list leaves the prompt, so that another can
 * be given at once. From then on it is the preview's. */
#include "tui/screens/import.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "tui/app.h"
#include "tui/model/list_import.h"
#include "tui/screens/file_prompt.h"
#include "tui/screens/import_preview.h"
#include "words/words.h"

struct asking {
	struct app *app;
	struct list_import *import; /* that is being read; NULL */
	file_prompt_done_fn *done;
	void *prompt;
};

static void
asking_changed(void *arg)
{
	struct asking *q = arg;
	struct app *a = q->app;
	struct list_import *import = q->import;

	if (list_import_phase(import) == IMPORT_READING)
		return;
	q->import = NULL;
	q->done(NULL, q->prompt); /* q is gone */
	import_preview_open(a, import);
}

static void
asking_refused(const json_t *error, void *arg)
{
	struct asking *q = arg;
	struct list_import *import = q->import;

	q->import = NULL;
	q->done(error, q->prompt);
	list_import_free(import);
}

static void
send(void *arg, json_t *args, const int *fds, size_t count, file_prompt_done_fn *done, void *prompt)
{
	struct asking *q = arg;
	const struct list_import_owner owner = {
	    .changed = asking_changed, .refused = asking_refused, .arg = q};
	int spare = count > 1 ? fds[1] : -1;

	sys_close(&spare);
	q->done = done;
	q->prompt = prompt;
	list_import_free(q->import);
	q->import = list_import_new(q->app->loop, q->app->link, q->app->files,
	    text_of(args, "name"), string_of(args, "place"), fds[0], &owner);
	json_decref(args);
}

static void
forget(void *arg, void *prompt)
{
	struct asking *q = arg;

	(void)prompt;
	list_import_free(q->import);
	q->import = NULL;
}

static void
accepted(void *arg, const char *name)
{
	(void)arg;
	(void)name;
}

void
import_open(struct app *a)
{
	struct asking *q = mem_alloc(sizeof(*q));
	const struct file_prompt_owner owner = {.title = _("A list to import: .xlsx, or CSV"),
	    .role = FILE_PROMPT_LIST,
	    .domain = "",
	    .step = "",
	    .send = send,
	    .forget = forget,
	    .accepted = accepted,
	    .free = free,
	    .arg = q};

	*q = (struct asking){.app = a};
	app_push(a, file_prompt_new(a, &owner));
}
