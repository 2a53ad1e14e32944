/* All procedures of an installation, read by the daemon (state/open_renewals.c) and by caducactl. Procedures
 * refer to one another, to templates and to the site, so they are read together: first which file counts for
 * each name (the last folder that has it), then each procedure with the templates it uses, and last what one
 * says of another. Sources stand in the order of their names.
 *
 * The text of a procedure with its templates appended to it is its pin: a text that stands alone, so that a
 * renewal goes on by what was in force when it began, whatever becomes of the files. Every mistake is
 * collected with file and line; a procedure with one is not usable, and the others are. Once loaded a library
 * is constant, but for being freed. */
#include "procedure/library.h"

#include "procedure/check.h"
#include "procedure/site.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define SUFFIX ".procedure"

struct source {
	char *name; /* without the suffix */
	char *path;
	struct definition *definition; /* NULL: nothing of it could be read */
};

struct library {
	char **folders;
	size_t folder_count;
	struct source *sources; /* by name */
	size_t count;
	struct site *site;
	struct complaints complaints;
	bool starved; /* there was no descriptor to read something with */
	char *stamps; /* of all files, from before the first was read */
};

/* ---- which files ---- */

/* The last folder that has the file; NULL when none has. */
static char *
file_find(const struct library *l, const char *name)
{
	for (size_t i = l->folder_count; i-- > 0;) {
		char *path = path_join(l->folders[i], name);

		if (access(path, F_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

static char *
template_file(const void *ctx, const char *name)
{
	char *relative = mem_printf("templates/%s.txt", name), *path = file_find(ctx, relative);

	free(relative);
	return path;
}

static void
source_put(struct library *l, const char *file, const char *folder)
{
	size_t len = strlen(file), suffix = strlen(SUFFIX);
	char *name;

	if (*file == '.' || len <= suffix || strcmp(file + len - suffix, SUFFIX) != 0)
		return;
	name = mem_strndup(file, len - suffix);
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->sources[i].name, name)) {
			free(l->sources[i].path);
			l->sources[i].path = path_join(folder, file);
			free(name);
			return;
		}
	l->sources = mem_resize(l->sources, l->count + 1, sizeof(*l->sources));
	l->sources[l->count++] = (struct source){name, path_join(folder, file), NULL};
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(((const struct source *)a)->name, ((const struct source *)b)->name);
}

static void
sources_list(struct library *l)
{
	for (size_t i = 0; i < l->folder_count; i++) {
		DIR *dir = opendir(l->folders[i]);
		struct dirent *e;

		l->starved |= !dir && (errno == EMFILE || errno == ENFILE);

		while (dir && (e = readdir(dir)))
			source_put(l, e->d_name, l->folders[i]);
		if (dir)
			closedir(dir);
	}
	if (l->count)
		qsort(l->sources, l->count, sizeof(*l->sources), compare_names);
}

/* ---- the pin: the file and the templates that it uses, as one text that stands alone ---- */

static void
add_quoted(struct buf *b, const char *text)
{
	buf_putc(b, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_putc(b, '\\');
		if (*text == '\n')
			buf_puts(
			    b, "\\n\"\n    \""); /* a line of the template is a line of the file */
		else if (*text == '\t')
			buf_puts(b, "\\t");
		else if (*text != '\r')
			buf_putc(b, *text);
	}
	buf_putc(b, '"');
}

struct pin {
	const struct library *l;
	struct names used;
	struct buf text;
	struct complaints *out;
};

static void
pin_template(struct pin *p, const char *name)
{
	char *path, *text;
	struct err err = {0};

	if (!name || names_have(&p->used, name))
		return;
	path = template_file(p->l, name);
	if (!path)
		return; /* the check complains where it is named */
	text = sys_read_file(path, READ_FILE_MAX_BYTES, NULL, &err);
	if (!text)
		complaints_add(p->out, path, 0, "%s", err.text);
	else {
		p->used.items =
		    mem_resize(p->used.items, p->used.count + 1, sizeof(*p->used.items));
		buf_puts(&p->text,
		    p->used.count ? ",\n  { name = "
				  : "\n# The templates, as they were.\ntemplates = (\n  { name = ");
		p->used.items[p->used.count++] = name;
		add_quoted(&p->text, name);
		buf_puts(&p->text, "; text = ");
		add_quoted(&p->text, text);
		buf_puts(&p->text, "; }");
	}
	free(text);
	free(path);
}

static struct definition *
definition_read(const struct library *l, const char *file, const char *text, struct complaints *out)
{
	struct complaints unheard = {
	    0}; /* of templates that are not there yet; all is read again below */
	struct definition *first = definition_from_text(file, text, &unheard), *whole;
	struct pin p = {.l = l, .out = out};

	buf_puts(&p.text, text);
	for (size_t i = 0; first && !first->template_count && i < first->step_count; i++) {
		pin_template(&p, first->steps[i].template);
		pin_template(&p, first->steps[i].reminder);
		for (size_t k = 0; k < first->steps[i].instead_count; k++) {
			pin_template(&p, first->steps[i].instead[k].template);
			pin_template(&p, first->steps[i].instead[k].reminder);
		}
	}
	if (p.used.count)
		buf_puts(&p.text, "\n);\n");
	whole = definition_from_text(file, buf_str(&p.text), out);
	free(p.used.items);
	buf_release(&p.text);
	definition_free(first);
	complaints_release(&unheard);
	return whole;
}

/* ---- all of them ---- */

static const struct definition *
find_any(const void *ctx, const char *name)
{
	return library_find(ctx, name);
}

static void
sources_read(struct library *l)
{
	for (size_t i = 0; i < l->count; i++) {
		struct source *s = &l->sources[i];
		struct err err = {0};
		char *text = sys_read_file(s->path, READ_FILE_MAX_BYTES, NULL, &err);

		l->starved |= !text && !strcmp(err.code, "no-descriptors");
		if (!text)
			complaints_add(&l->complaints, s->path, 0, "%s", err.text);
		else
			s->definition = definition_read(l, s->path, text, &l->complaints);
		if (s->definition && strcmp(s->definition->name, s->name) != 0) {
			complaints_add(&l->complaints, s->path, 0,
			    "its name is '%s', not that of its file", s->definition->name);
			s->definition->usable = false;
		}
		free(text);
	}
	for (size_t i = 0; i < l->count; i++) {
		struct definition *d = l->sources[i].definition;
		size_t before = l->complaints.count;

		if (!d)
			continue;
		definition_check_against(d, l->site, find_any, l, template_file, &l->complaints);
		d->usable = d->usable && l->complaints.count == before;
	}
}

/* Whether some decision of it can give the value. */
static bool
can_choose(const struct definition *d, const char *name, const char *value)
{
	for (size_t i = 0; i < d->step_count; i++) {
		const struct step *s = &d->steps[i];

		if (s->kind == STEP_DECISION && s->sets && !strcmp(s->sets, name) &&
		    step_option(s, value))
			return true;
	}
	return false;
}

static void
kind_check(struct library *l, const char *path, const struct site_kind *k)
{
	const struct definition *d = library_find(l, k->procedure);
	const char *name, *value;

	if (!d)
		complaints_add(&l->complaints, path, 0, "kind '%s': no procedure is called '%s'",
		    k->id, k->procedure);
	for (size_t i = 0; d && (value = site_kind_choice(k, i, &name)); i++)
		if (!can_choose(d, name, value))
			complaints_add(&l->complaints, path, 0,
			    "kind '%s': '%s' cannot choose '%s' for '%s'", k->id, d->name, value,
			    name);
}

static void
kinds_check(struct library *l, const char *path)
{
	const struct site_kind *k;

	for (size_t i = 0; (k = site_kind(l->site, i)); i++)
		kind_check(l, path, k);
}

/* ---- whether they are still what was read ---- */

static void
add_stamps(const char *folder, struct buf *out)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	struct stat st;

	while (dir && (e = readdir(dir)))
		if (*e->d_name != '.' && fstatat(dirfd(dir), e->d_name, &st, 0) == 0)
			buf_printf(out, "%s %llu %lld %lld.%ld %lld.%ld\n", e->d_name,
			    (unsigned long long)st.st_ino, (long long)st.st_size,
			    (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
			    (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
	if (dir)
		closedir(dir);
}

/* The caller's. */
static char *
stamps_now(const struct library *l)
{
	struct buf stamps = {0};
	char *text;

	for (size_t i = 0; i < l->folder_count; i++) {
		char *templates = path_join(l->folders[i], "templates");

		buf_printf(&stamps, "%s\n", l->folders[i]);
		add_stamps(l->folders[i], &stamps);
		add_stamps(templates, &stamps);
		free(templates);
	}
	text = mem_strdup(buf_str(&stamps));
	buf_release(&stamps);
	return text;
}

bool
library_is_current(const struct library *l)
{
	char *now = stamps_now(l);
	bool same = !l->starved && !strcmp(now, l->stamps);

	free(now);
	return same;
}

struct library *
library_load(const char *const *folders, size_t count)
{
	struct library *l = mem_alloc(sizeof(*l));
	struct complaints unheard = {0}; /* of an empty site: that there is none says it all */
	char *path;

	l->folders = mem_array(count + 1, sizeof(*l->folders));
	for (size_t i = 0; i < count; i++)
		l->folders[l->folder_count++] = mem_strdup(folders[i]);
	l->stamps = stamps_now(l);
	path = file_find(l, "site.conf");
	if (!path) {
		complaints_add(
		    &l->complaints, "site.conf", 0, "is in none of the folders of procedures");
		l->site = site_from_text("site.conf", "", &unheard);
		complaints_release(&unheard);
	} else {
		l->site = site_load(path, &l->complaints);
	}
	sources_list(l);
	sources_read(l);
	kinds_check(l, path ? path : "site.conf");
	free(path);
	return l;
}

bool
library_is_whole(const struct library *l)
{
	return !l->starved;
}

void
library_free(struct library *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++) {
		definition_free(l->sources[i].definition);
		free(l->sources[i].name);
		free(l->sources[i].path);
	}
	for (size_t i = 0; i < l->folder_count; i++)
		free(l->folders[i]);
	free(l->folders);
	free(l->stamps);
	free(l->sources);
	site_free(l->site);
	complaints_release(&l->complaints);
	free(l);
}

char **
library_folders(bool personal)
{
	static const char *const shipped[] = {"../backend/procedures",
	    "../../backend/procedures" /* build/san */, "../share/caduca/procedures"};
	char **folders = mem_array(4, sizeof(*folders)), *user, *path = NULL;
	size_t n = 0;

	for (size_t i = 0; !path && i < sizeof(shipped) / sizeof(*shipped); i++) {
		path = path_sibling(shipped[i]);
		if (access(path, X_OK) < 0) {
			free(path);
			path = NULL;
		}
	}
	folders[n++] = path ? path : mem_strdup(CADUCA_PREFIX "/share/caduca/procedures");
	folders[n++] = mem_strdup(PATH_SYSTEM_CONFIG "/procedures");
	if (personal) {
		user = path_user_config();
		folders[n++] = path_join(user, "procedures");
		free(user);
	}
	return folders;
}

const struct definition *
library_find(const struct library *l, const char *name)
{
	for (size_t i = 0; name && i < l->count; i++)
		if (!strcmp(l->sources[i].name, name))
			return l->sources[i].definition;
	return NULL;
}

const struct definition *
library_at(const struct library *l, size_t i)
{
	for (size_t k = 0; k < l->count; k++)
		if (l->sources[k].definition && i-- == 0)
			return l->sources[k].definition;
	return NULL;
}

const struct site *
library_site(const struct library *l)
{
	return l->site;
}

const struct complaints *
library_complaints(const struct library *l)
{
	return &l->complaints;
}

void
library_check(const struct library *l, const char *file, const char *text, struct complaints *out)
{
	struct definition *d = definition_read(l, file, text, out);

	if (d)
		definition_check_against(d, l->site, find_any, l, template_file, out);
	definition_free(d);
}

void
library_check_missing(const struct library *l, const char *file, const char *text,
    struct complaints *out, struct complaints *remarks)
{
	struct complaints told = {0}; /* by library_check */
	struct definition *d = text ? definition_read(l, file, text, &told) : NULL;

	for (size_t i = 0; !text && i < l->count; i++)
		if (l->sources[i].definition)
			definition_check_missing(
			    l->sources[i].definition, l->site, l, template_file, out, remarks);
	if (d)
		definition_check_missing(d, l->site, l, template_file, out, remarks);
	definition_free(d);
	complaints_release(&told);
}
