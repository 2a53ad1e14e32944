/* What the parts of the keys share: keys.c (the table of bindings) and keys_read.c (the files). */
#ifndef TUI_KEYS_KEYS_TABLE_H
#define TUI_KEYS_KEYS_TABLE_H

#include "tui/keys/actions.h"

#include <stddef.h>

enum { SEQUENCE_MAX = 4 }; /* keys in a row */

/* One line of a file. ACTION_NONE hides what "*" binds to the same keys. */
struct binding {
	enum context context;
	enum action action;
	uint32_t keys[SEQUENCE_MAX];
	int length;
	const char *file; /* owned by struct keys */
	int line;
};

struct complaint {
	char *text;
	bool error;
};

struct keys {
	/* In the order of the files; no two of a context have the same keys. */
	struct binding *bindings;
	size_t binding_count;
	struct complaint *complaints;
	size_t complaint_count;
	char **files; /* every name that a binding may point to */
	size_t file_count;

	uint32_t fed[SEQUENCE_MAX]; /* the sequence under way */
	int fed_count;
	enum context fed_in;
};

/* Adds a binding; what it pushes aside is removed, and complained about unless it was meant
 * (bind!). */
void keys_bind(struct keys *k, const struct binding *b, bool meant);
/* Takes keys away from a context, from all of them when it is CONTEXT_ANY; false when nothing
 * was bound. */
bool keys_unbind(struct keys *k, const struct binding *b);

/* Keeps "file:line: text" (line 0: no line). */
void keys_complain(struct keys *k, const char *file, int line, bool error, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* keys_read.c */
void keys_read_builtin(struct keys *k);
void keys_read_file(struct keys *k, const char *path); /* complains when it cannot be read */

#endif
