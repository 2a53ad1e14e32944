/* Finds the backend, or starts one, which may take seconds: a child does it (client_open) and hands the connected descriptor
 * over. One try at a time. */
#ifndef TUI_MODEL_FINDER_H
#define TUI_MODEL_FINDER_H

#include <jansson.h>

#include <stdbool.h>

struct client_place;
struct finder;
struct loop;

/* How a try ends, later than finder_start returns; but for `failed` where there can be no child. */
struct finder_owner {
	void (*found)(int fd, json_t *hello,
	    void *arg); /* fd is the owner's; hello, borrowed: what the backend said */
	/* A code as of client_open and its values, stolen; NULL: none. */
	void (*failed)(const char *code, json_t *why, void *arg);
	void *arg;
};

/* place must live as long as it. */
struct finder *finder_new(
    struct loop *l, struct client_place *place, const struct finder_owner *owner);
/* False: the child of a try before is not gone yet, and nothing was begun. */
bool finder_start(struct finder *f);
bool finder_is_looking(const struct finder *f);
/* Nothing is told any more of the try under way. */
void finder_stop(struct finder *f);
void finder_free(struct finder *f); /* its child too; NULL is fine */

#endif
