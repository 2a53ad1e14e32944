/* Which key does what (keybindings.conf). The shipped file is the default, embedded, and goes
 * through the same parser as a user's. */
#ifndef TUI_KEYS_KEYS_H
#define TUI_KEYS_KEYS_H

#include "tui/keys/actions.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct buf;

struct keys;

/* Reads the built-in file, then each path of the list that exists. Complaints ("file:line: …",
 * in the user's language) are kept; a line with a complaint never keeps the others from
 * counting. */
struct keys *keys_load(const char *const *paths, size_t count);
/* The same with /etc/caduca/keybindings.conf, then $XDG_CONFIG_HOME/caduca/keybindings.conf. */
struct keys *keys_load_default(void);
void keys_free(struct keys *k);
size_t keys_complaint_count(const struct keys *k);
const char *keys_complaint(const struct keys *k, size_t i);
bool keys_failed(const struct keys *k); /* a complaint is an error, not a warning */

/* Feeds one key. Returns the action; ACTION_NONE with *pending true while a sequence is under
 * way (no time-out: the table decides), false when the key means nothing. In a context where one
 * types (form) a key that types a character is never a binding: what gives ACTION_NONE there and
 * is below K_NAME_FIRST is text. */
enum action keys_feed(struct keys *k, enum context context, uint32_t key, bool *pending);
/* The keys of a sequence under way, as a person reads them; nothing where none is. */
void keys_describe_pending(const struct keys *k, struct buf *out);
/* What a key does on another screen, the first in their order, that nothing does on this one; ACTION_NONE: nothing.
 * Not looked for where one types or chooses. */
enum action keys_elsewhere(
    const struct keys *k, enum context here, uint32_t key, enum context *there);
void keys_reset(struct keys *k); /* forgets a sequence under way */

/* The keys bound to an action as a person reads them ("g g", "F5", "Retorn"), separated by ", ":
 * the shortest sequences first, then as they stand in the files. Nothing is added when there is
 * none. */
void keys_describe(const struct keys *k, enum context context, enum action a, struct buf *out);
/* Only the first of them: the footer. */
void keys_describe_first(
    const struct keys *k, enum context context, enum action a, struct buf *out);

/* caduca --check-keys [FILE]: prints every binding and every complaint of the built-in file and
 * FILE (NULL: of the files that the console reads). Returns the exit status: 1 when there was an
 * error. */
int keys_check(const char *file, FILE *out);

/* True when the key types a character on that screen: it is never a binding there. */
bool keys_typed(enum context context, uint32_t key);

#endif
