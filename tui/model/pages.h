/* Fetches a whole list of the backend, page after page until an empty one: each is asked for after
 * the id of the last row of the one before, or after what that one's `next` says (0: it was the last), so they come in
 * the order of ids. */
#ifndef TUI_MODEL_PAGES_H
#define TUI_MODEL_PAGES_H

#include <jansson.h>

#include <stdbool.h>

struct link;
struct pages;

struct pages_owner {
	void (*arrived)(json_t *rows, void *arg); /* all of them; borrowed */
	void (*failed)(const json_t *error, void *arg);
	void *arg;
};

/* operation: "renewal.list"; member: of its answer, "renewals". Both live as long. */
struct pages *pages_new(
    struct link *link, const char *operation, const char *member, const struct pages_owner *owner);
void pages_free(struct pages *p); /* NULL is fine */
/* From the next pages_ask on that argument of the operation is true, or not given. flag lives as long. */
void pages_flag(struct pages *p, const char *flag, bool on);
/* While a list is under way: another one after it, since what changed may have been passed. */
void pages_ask(struct pages *p);
/* What was told of a row since it came: those that are still coming are so, too. data is borrowed. */
void pages_told(struct pages *p, int64_t id, json_t *data);
bool pages_busy(const struct pages *p); /* one is under way */

#endif
