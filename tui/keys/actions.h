/* What can be done on the screens, and where: actions.def as enums and as data. Adding an action
 * there is all it takes: the parser of keybindings.conf, the help, the palette and the footer
 * follow. */
#ifndef TUI_KEYS_ACTIONS_H
#define TUI_KEYS_ACTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* Where a binding holds: a screen, or "*" for all. A screen's own bindings come before those of
 * "*". */
enum context {
#define CONTEXT(id, name) CONTEXT_##id,
#define ACTION(id, name, help, contexts, flags)
#include "tui/keys/actions.def"
#undef CONTEXT
#undef ACTION
	CONTEXT_COUNT
};

enum action {
	ACTION_NONE,
#define CONTEXT(id, name)
#define ACTION(id, name, help, contexts, flags) ACTION_##id,
#include "tui/keys/actions.def"
#undef CONTEXT
#undef ACTION
	ACTION_COUNT
};

enum action_flag {
	ACTION_IN_FOOTER = 1, /* in the last line while there is room, in the order of the table */
	ACTION_NEEDS_ROW = 2, /* acts on the row under the cursor */
	ACTION_ASKS = 4,      /* destroys: a question comes first */
	ACTION_CHANGES = 8,   /* nothing for whoever may only read */
	ACTION_KEEPS = 16     /* a reader may, and still it changes what the backend keeps */
};

struct action_info {
	const char *name;  /* "goto-first" */
	const char *help;  /* msgid of one line */
	uint32_t contexts; /* bits of enum context; CONTEXT_ANY alone: everywhere */
	unsigned flags;
};

const struct action_info *action_info(enum action a);
enum action action_from(const char *name); /* ACTION_NONE when there is none */
bool action_works_in(enum action a, enum context context);
const char *context_name(enum context context);
int context_from(const char *name); /* -1: none such */

#endif
