#include "tui/screens/path_completion.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "tui/app.h"
#include "tui/model/files.h"
#include "tui/view/field.h"
#include "words/words.h"

static void
completed(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct path_completion *c = arg;
	const char *common = text_of(ok, "common"), *typed = field_value(c->field);
	const json_t *names = json_object_get(ok, "names");
	struct buf text = {0};

	sys_close(&fd);
	/* a folder may be slow to read: what was typed meanwhile stays */
	if (ok && !strncmp(common, typed, strlen(typed)))
		field_set(c->field, common);
	texts_join(names, NULL, "  ", &text);
	if (error)
		words_error(text_of(error, "code"), NULL, &text);
	else if (!text.len)
		buf_puts(&text, _("Nothing there begins so."));
	mem_replace(&c->names, json_array_size(names) == 1 ? NULL : buf_str(&text));
	buf_release(&text);
	app_changed(c->app);
}

void
path_complete(struct path_completion *c, struct app *a, struct field *field)
{
	c->app = a;
	c->field = field;
	files_call(a->files, "list", json_pack("{s:s}", "path", field_value(field)), completed, c);
}

void
path_completion_clear(struct path_completion *c)
{
	mem_replace(&c->names, NULL);
}

void
path_completion_release(struct path_completion *c)
{
	if (c->app)
		files_forget(c->app->files, c);
	mem_replace(&c->names, NULL);
}
