/* What the certificate is asked for, in the panel: the two lines in which it is typed, by the key for it and with a
 * choice that confirms it; and what follows from it, on the page of a step. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/screens/dialog.h"
#include "tui/view/page.h"
#include "words/words.h"

/* Texts of an array, from number `from` on, with `between` between them; the caller frees. */
static char *
joined(const json_t *texts, size_t from, const char *between)
{
	struct buf b = {0};

	buf_puts(&b, "");
	for (size_t i = from; i < json_array_size(texts); i++)
		buf_printf(&b, "%s%s", i > from ? between : "",
		    json_string_value(json_array_get(texts, i)));
	return buf_steal(&b);
}

char *
names_line(const struct panel *p, size_t i)
{
	const json_t *r = renewal_model_get(p->model);

	return i ? joined(json_object_get(r, "names"), 1, " ") : mem_strdup(text_of(r, "domain"));
}

void
names_lines_add(const struct panel *p, struct screen *inputs)
{
	const json_t *r = renewal_model_get(p->model);
	char *others = names_line(p, 1);

	dialog_add(inputs, _("Subject name"),
	    _("What the certificate is made for; *.exemple.cat is one of a whole domain."),
	    text_of(r, "domain"));
	dialog_add(inputs, _("Other names"),
	    _("Those that it has to cover besides, with blanks between."), others);
	dialog_may_be_empty(inputs);
	free(others);
}

void
names_args_put(json_t *args, const char *const *texts)
{
	static const char between[] = " ,;\t";
	const char *typed = texts[1];
	json_t *names = json_array();

	while (*(typed += strspn(typed, between))) {
		size_t len = strcspn(typed, between);

		json_array_append_new(names, json_stringn(typed, len));
		typed += len;
	}
	json_object_set_new(args, "subject", json_string(texts[0]));
	json_object_set_new(args, "names", names);
}

static json_t *
args_names(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	json_t *args = args_text(q, texts, note, problem, line);

	if (args)
		names_args_put(args, texts);
	return args;
}

void
names_ask(struct panel *p)
{
	struct screen *inputs = panel_ask(p, "names", NULL, args_names, "subject", NULL,
	    _("What the certificate is asked for"), NULL);

	names_lines_add(p, inputs);
	app_push(p->app, inputs);
}

char *
names_lost(const struct panel *p)
{
	return joined(json_object_get(renewal_model_get(p->model), "names_lost"), 0, " ");
}

/* ---- what follows ---- */

static void
write_list(struct page *page, unsigned style, const char *label, const json_t *names)
{
	char *text = joined(names, 0, ", ");

	if (*text)
		page_addf(page, style, 0, "%s: %s", label, text);
	free(text);
}

bool
names_are_old(const json_t *renewal, const json_t *step)
{
	return object_with(json_object_get(renewal, "made_with_old_names"), "key",
		   text_of(step, "key")) != NULL;
}

void
names_write(struct page *page, const json_t *renewal, const json_t *step)
{
	const json_t *options = json_object_get(step, "options"), *o;
	bool confirms = false;
	size_t i;

	if (names_are_old(renewal, step))
		page_add(page, STYLE_WARNING, 0, _("Made with the names of before: do it again."));
	json_array_foreach(options, i, o)
		confirms |= flag_of(o, "confirms_names");
	if (confirms)
		write_list(page, STYLE_TEXT, _("Names"), json_object_get(renewal, "names"));
	if (confirms)
		write_list(page, STYLE_WARNING, _("Names of the present one that are left out"),
		    json_object_get(renewal, "names_lost"));
	if (!renewal_step_settled(step))
		write_list(page, STYLE_WARNING, _("Hosts of its monitors that no name covers"),
		    json_object_get(renewal, "uncovered"));
}
