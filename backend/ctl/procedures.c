/* procedure check, list, show: of the files as they are on this machine. No backend is asked: what
 * is checked is mostly not in its place yet. */
#include "ctl/ctl.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "procedure/library.h"
#include "words/words.h"

enum { FILE_MAX_BYTES = READ_FILE_MAX_BYTES };

static struct library *
library_here(void)
{
	char **folders = library_folders(true);
	size_t count = 0;
	struct library *l;

	while (folders[count])
		count++;
	l = library_load((const char *const *)folders, count);
	while (count)
		free(folders[--count]);
	free(folders);
	return l;
}

/* ---- check ---- */

/* The whole text of a file; NULL after saying why not. */
static char *
slurp(struct ctl *ctl, const char *path)
{
	FILE *f = fopen(path, "re");
	struct err err = {0};
	struct buf b = {0};
	char chunk[4096];
	size_t n;

	while (f && b.len <= FILE_MAX_BYTES && (n = fread(chunk, 1, sizeof(chunk), f)))
		buf_add(&b, chunk, n);
	if (!f || ferror(f))
		err_file(&err, "cannot open", path);
	else if (b.len > FILE_MAX_BYTES)
		err_set(&err, "too-large", "%s", path);
	if (f)
		fclose(f);
	if (!err.code)
		return buf_steal(&b);
	ctl_complain_err(ctl, &err);
	buf_release(&b);
	return NULL;
}

static void
say_lines(const struct complaints *c)
{
	for (size_t i = 0; i < c->count; i++)
		ctl_say("%s", c->lines[i]);
}

/* Mistakes; and what texts can lack, which is one only where no words stand for it. */
static int
say_complaints(const struct complaints *wrong, const struct complaints *lacking,
    const struct complaints *remarks)
{
	size_t count = wrong->count + lacking->count;

	say_lines(remarks);
	say_lines(wrong);
	say_lines(lacking);
	if (!count)
		ctl_say("%s", _("No mistake was found."));
	return count ? EXIT_FAILED : EXIT_DONE;
}

static int
procedure_check(struct ctl *ctl, int argc, char **argv)
{
	int count, code = ctl_arguments(ctl, argc, argv, NULL, 0, 0, 1, &argv, &count);
	struct complaints complaints = {0}, lacking = {0}, remarks = {0};
	struct library *l;
	char *text;

	if (code)
		return code;
	l = library_here();
	text = count ? slurp(ctl, argv[0]) : NULL;
	if (text)
		library_check(l, argv[0], text, &complaints);
	if (text || !count)
		library_check_missing(l, count ? argv[0] : NULL, text, &lacking, &remarks);
	if (text || !count)
		code =
		    say_complaints(count ? &complaints : library_complaints(l), &lacking, &remarks);
	else
		code = EXIT_FAILED;
	complaints_release(&complaints);
	complaints_release(&lacking);
	complaints_release(&remarks);
	free(text);
	library_free(l);
	return code;
}

/* ---- list, show ---- */

static json_t *
definition_json(const struct definition *d)
{
	json_t *steps = json_array();

	for (size_t i = 0; i < d->step_count; i++) {
		const struct step *s = &d->steps[i];

		json_array_append_new(
		    steps, json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", s->id, "number", s->number,
			       "phase", d->phases[s->phase].id, "kind", step_kind_text(s->kind),
			       "title", s->title));
	}
	return json_pack("{s:s, s:s, s:s, s:b, s:s, s:o}", "name", d->name, "title", d->title,
	    "file", d->file, "usable", d->usable, "digest", d->digest, "steps", steps);
}

static int
procedure_list(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 0, 0, &argv, &count);
	struct library *l;
	struct table *t;
	json_t *list;
	const struct definition *d;

	if (code)
		return code;
	l = library_here();
	t = table_new();
	list = json_array();
	table_column(t, _("Procedure"), TABLE_WHOLE);
	table_column(t, _("Title"), TABLE_TEXT);
	table_column(t, _("State"), TABLE_WHOLE);
	table_column(t, _("File"), TABLE_SPARE);
	for (size_t i = 0; (d = library_at(l, i)); i++) {
		table_cell(t, d->name);
		table_cell(t, d->title);
		table_cell(t, d->usable ? _("correct") : _("wrong"));
		table_cell(t, d->file);
		json_array_append_new(list, definition_json(d));
	}
	if (flags[0].value)
		ctl_print_json(list);
	else
		table_print(t, stdout);
	json_decref(list);
	table_free(t);
	library_free(l);
	return EXIT_DONE;
}

static void
say_definition(const struct definition *d)
{
	ctl_say("%s  %s", d->name, d->title);
	for (size_t i = 0; i < d->phase_count; i++) {
		const struct phase *p = &d->phases[i];

		ctl_say("%s %s", p->number, p->title);
		for (size_t k = p->first; k < p->first + p->count; k++)
			ctl_say("  %-5s %-9s %-20s %s", d->steps[k].number,
			    step_kind_text(d->steps[k].kind), d->steps[k].id, d->steps[k].title);
	}
}

static int
procedure_show(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 1, 1, &argv, &count);
	const struct definition *d;
	struct library *l;
	json_t *json;

	if (code)
		return code;
	l = library_here();
	d = library_find(l, argv[0]);
	json = d ? definition_json(d) : json_pack("{s:s}", "name", argv[0]);
	if (!d)
		code = ctl_complain_code(ctl, "no-procedure", json);
	else if (flags[0].value)
		ctl_print_json(json);
	else
		say_definition(d);
	json_decref(json);
	library_free(l);
	return code;
}

const struct verb procedure_verbs[] = {
    {"check", "[FILE]", N_("look for mistakes in the procedures, or in one file"), procedure_check,
	NULL, NULL},
    {"list", "[--json]", N_("those of this machine"), procedure_list, NULL, NULL},
    {"show", "NAME [--json]", N_("its phases and steps"), procedure_show, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

int
procedure_run(struct ctl *ctl, int argc, char **argv)
{
	return ctl_verb(ctl, argc, argv);
}
