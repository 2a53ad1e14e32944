/* keybindings.conf: a command a line, words separated by blanks.
 *
 *	bind CONTEXT KEY... ACTION      bind! says that an older binding is meant to be overridden
 *	unbind CONTEXT KEY...           "*": wherever these keys are bound
 *	include FILE                    relative to the file that it stands in
 *
 * A "#" at the start of a word opens a comment. What cannot be understood is complained about with
 * its place, and the next line counts again: somebody's slip must not leave him without keys. The
 * built-in file comes this way too. */
#include "tui/keys/keys_table.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"
#include "tui/keys/keyname.h"
#include "tui/keys/keys.h"
#include "words/words.h"

#include "default_keys.h"

enum {
	FILE_MAX_BYTES = 1 << 20,
	WORDS_MAX = 3 + SEQUENCE_MAX + 2, /* of a line: more than any command has */
	DEPTH_MAX = 16,                   /* files including files */
};

/* A file being read, and the one that included it. */
struct reading {
	const struct reading *by;
	struct keys *keys;
	const char *file; /* owned by keys */
	char *real;       /* to know a circle; NULL for the built-in one */
	int line;
};

#define ERROR(r, ...) keys_complain((r)->keys, (r)->file, (r)->line, true, __VA_ARGS__)

static const char *
file_keep(struct keys *k, const char *name)
{
	k->files = mem_resize(k->files, k->file_count + 1, sizeof(*k->files));
	return k->files[k->file_count++] = mem_strdup(name);
}

/* ---- the commands ---- */

/* Reads "CONTEXT KEY..." into b. */
static int
read_place(struct reading *r, char **words, int count, struct binding *b)
{
	int context = context_from(words[0]);

	if (context < 0) {
		ERROR(r, _("'%s' is not a screen"), words[0]);
		return -1;
	}
	if (count - 1 > SEQUENCE_MAX) {
		ERROR(r, _("a sequence has at most %d keys"), (int)SEQUENCE_MAX);
		return -1;
	}
	*b = (struct binding){.context = (enum context)context, .file = r->file, .line = r->line};
	for (int i = 1; i < count; i++) {
		const char *why;

		b->keys[b->length] = keyname_parse(words[i], &why);
		if (!b->keys[b->length++]) {
			if (why)
				ERROR(r, _("'%s' cannot be bound: %s"), words[i], _(why));
			else
				ERROR(r, _("'%s' is not a key"), words[i]);
			return -1;
		}
	}
	return 0;
}

static void
read_bind(struct reading *r, char **words, int count)
{
	struct binding b;

	if (count < 4) {
		ERROR(r, _("it should be: %s SCREEN KEY... ACTION"), words[0]);
		return;
	}
	if (read_place(r, words + 1, count - 2, &b))
		return;
	b.action = action_from(words[count - 1]);
	if (b.action == ACTION_NONE) {
		ERROR(r, _("'%s' is not an action"), words[count - 1]);
		return;
	}
	if (!action_works_in(b.action, b.context)) {
		ERROR(r, _("'%s' does nothing in '%s'"), words[count - 1], words[1]);
		return;
	}
	if (keys_typed(b.context, b.keys[0])) {
		ERROR(r, _("'%s' is a character that one types in '%s': it cannot be bound there"),
		    words[2], words[1]);
		return;
	}
	keys_bind(r->keys, &b, !strcmp(words[0], "bind!"));
}

static void
read_unbind(struct reading *r, char **words, int count)
{
	struct binding b;

	if (count < 3) {
		ERROR(r, _("it should be: %s SCREEN KEY..."), words[0]);
		return;
	}
	if (!read_place(r, words + 1, count - 1, &b) && !keys_unbind(r->keys, &b))
		keys_complain(r->keys, r->file, r->line, false,
		    _("nothing is bound to '%s' in '%s'"), words[2], words[1]);
}

static void file_read(struct keys *k, const struct reading *by, const char *path);

static void
read_include(struct reading *r, char **words, int count)
{
	const char *slash = strrchr(r->file, '/');
	char *folder, *path;

	if (count != 2) {
		ERROR(r, _("it should be: %s FILE"), words[0]);
		return;
	}
	folder = slash ? mem_strndup(r->file, (size_t)(slash - r->file) + 1) : mem_strdup("");
	path = words[1][0] == '/' ? mem_strdup(words[1]) : mem_printf("%s%s", folder, words[1]);
	file_read(r->keys, r, path);
	free(path);
	free(folder);
}

static const struct command {
	const char *name;
	void (*read)(struct reading *r, char **words, int count);
} commands[] = {
    {"bind", read_bind},
    {"bind!", read_bind},
    {"unbind", read_unbind},
    {"include", read_include},
};

/* ---- lines and files ---- */

/* Splits the line where it stands; returns the words, at most WORDS_MAX of them. */
static int
split(char *line, char **words)
{
	static const char blank[] = " \t\r\f\v";
	int count = 0;

	for (line += strspn(line, blank); *line && *line != '#'; line += strspn(line, blank)) {
		if (count == WORDS_MAX)
			break;
		words[count++] = line;
		line += strcspn(line, blank);
		if (*line)
			*line++ = '\0';
	}
	return count;
}

static void
line_read(struct reading *r, char *line)
{
	char *words[WORDS_MAX];
	int count = split(line, words);

	if (!count)
		return;
	if (count == WORDS_MAX) {
		ERROR(r, _("too many words"));
		return;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(commands[i].name, words[0])) {
			commands[i].read(r, words, count);
			return;
		}
	ERROR(r, _("'%s' is not a command: bind, bind!, unbind and include are"), words[0]);
}

static void
text_read(struct reading *r, char *text, size_t len)
{
	char *end = text + len;

	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		text += 3; /* a mark that editors on Windows leave */
	for (char *next; text < end; text = next) {
		next = memchr(text, '\n', (size_t)(end - text));
		next = next ? next : end;
		*next++ = '\0'; /* the byte after the last line is ours too */
		r->line++;
		if (strlen(text) < (size_t)(next - 1 - text))
			ERROR(r, _("there is a NUL byte in this line"));
		else
			line_read(r, text);
	}
}

/* Complains where the file is being read already, or too deep in others. */
static bool
is_circle(struct keys *k, const struct reading *by, const char *real, const char *path)
{
	int depth = 0;

	for (const struct reading *r = by; r; r = r->by, depth++)
		if (r->real && real && !strcmp(r->real, real)) {
			keys_complain(k, by->file, by->line, true,
			    _("'%s' is being read already (%s:%d): the files include each other"),
			    path, r->file, r->line);
			return true;
		}
	if (depth > DEPTH_MAX)
		keys_complain(k, by->file, by->line, true,
		    _("'%s': too many files include one another"), path);
	return depth > DEPTH_MAX;
}

/* The reason in the user's language, of the file by its path. */
static void
complain_unread(struct keys *k, const char *file, int line, const char *path, const struct err *err)
{
	struct err named = *err;
	struct buf words = {0};

	if (strcmp(err->code, "io") != 0)
		snprintf(named.text, sizeof(named.text), "%s", path);
	words_err(&named, &words);
	keys_complain(k, file, line, true, "%s", buf_str(&words));
	buf_release(&words);
}

static void
file_read(struct keys *k, const struct reading *by, const char *path)
{
	struct reading r = {.by = by, .keys = k, .real = realpath(path, NULL)};
	struct err err = {0};
	size_t len = 0;
	char *text = NULL;

	if (is_circle(k, by, r.real, path))
		goto out;
	text = sys_read_file(path, FILE_MAX_BYTES, &len, &err);
	if (text) {
		r.file = file_keep(k, path);
		text_read(&r, text, len);
	} else if (by) {
		complain_unread(k, by->file, by->line, path, &err);
	} else {
		complain_unread(k, path, 0, path, &err);
	}
out:
	free(text);
	free(r.real);
}

void
keys_read_file(struct keys *k, const char *path)
{
	file_read(k, NULL, path);
}

void
keys_read_builtin(struct keys *k)
{
	struct reading r = {.keys = k, .file = file_keep(k, "built-in")};
	struct buf text = {0};

	for (size_t i = 0; i < sizeof(default_keys) / sizeof(*default_keys); i++) {
		buf_puts(&text, default_keys[i]);
		buf_putc(&text, '\n');
	}
	text_read(&r, text.data, text.len);
	buf_release(&text);
}
