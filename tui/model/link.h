/* The console's end of the connection to the backend. Finding or starting a backend may take
 * seconds (finder.h); the console draws and takes keys meanwhile. When the connection is lost it is made again, after a pause
 * that grows. */
#ifndef TUI_MODEL_LINK_H
#define TUI_MODEL_LINK_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client_place;
struct clock;
struct link;
struct loop;

enum link_state { LINK_CONNECTING, LINK_UP, LINK_DOWN /* until the next try */ };

struct link_owner {
	void (*state)(struct link *k, void *arg); /* it changed */
	void (*event)(const char *name, const json_t *data, void *arg);
	/* The event of changed rows, which is not made into a tree: the text of the list of them. False: it is no such
	 * list. */
	bool (*rows)(const char *list, size_t len, void *arg);
	void (*silent)(struct link *k, void *arg); /* link_is_silent changed; may be NULL */
	void *arg;
};

/* The answer of one call: ok, or error {code, args} and ok NULL. Both are borrowed. When the
 * connection is lost first, code is "connection-lost"; "answer-lost" where it was sent and changes
 * something (link_changing): nobody knows whether it was done. */
typedef void link_answer_fn(const json_t *ok, const json_t *error, void *arg);

/* Starts to connect. place must live as long as the link. */
struct link *link_new(
    struct loop *l, const struct client_place *place, const struct link_owner *owner);
/* The end of it: what was asked is answered as when the connection is lost, while whoever asked is still there to hear it, and nothing
 * is sent any more. What was sent and is on its way goes on, as far as it goes without waiting. */
void link_close(struct link *k);
void link_free(struct link *k);

/* Where several people share the account: who sits here, said from now on with each connection, and a try at once. */
bool link_is_to_declare(const struct link *k); /* it is down until that is said */
void link_declare(struct link *k, const char *name);

enum link_state link_state(const struct link *k);
/* It is up, and what was asked some seconds ago is not answered, nor does the backend say anything else, though it was asked
 * how it is. */
bool link_is_silent(const struct link *k);
bool link_was_up(const struct link *k); /* since the program began */
/* Why it is down: a code as of client_open, or "connection-lost"; "" while up or at first. */
const char *link_error_code(const struct link *k);
const json_t *link_error_args(const struct link *k); /* the values of that code; NULL: none */
const char *link_login(const struct link *k); /* as the backend knows who is here; "" not yet */
/* Nothing may be changed: by the wish of whoever began the program, or for want of the right. */
bool link_is_readonly(const struct link *k);
bool link_is_reader(const struct link *k);      /* the former as well */
const json_t *link_hello(const struct link *k); /* what the backend last said; NULL before */

/* Steals args. Without a connection answers at once with "connection-lost"; where nothing may be changed through it and
 * the operation is none of those that the backend named, with "read-only-console"; still after this call returned. */
void link_call(struct link *k, const char *operation, json_t *args, link_answer_fn *fn, void *arg);
/* The same with files to hand over, at most HANDOVER_FILES_MAX, which are the link's from now on: they go also when
 * whoever asked has left himself out meanwhile. */
void link_call_fds(struct link *k, const char *operation, json_t *args, const int *fds,
    size_t fd_count, link_answer_fn *fn, void *arg);
/* As link_call, of what answers in parts (a list of items each, borrowed) before the answer itself: only what is still asked
 * for is told. */
typedef void link_part_fn(const json_t *items, void *arg);
void link_call_parts(struct link *k, const char *operation, json_t *args, link_part_fn *part,
    link_answer_fn *fn, void *arg);
/* As link_call, of what names a version, or changes what acts after it name: the console does not send another such one
 * before it is answered (app_act). */
void link_act(struct link *k, const char *operation, json_t *args, link_answer_fn *fn, void *arg);
bool link_is_acting(const struct link *k); /* one of those is not answered yet */
/* How many were sent that are not answered yet, of all that change something: those of link_act, and what the backend does not
 * name as reading. Whoever asked may have left himself out. */
size_t link_changing(const struct link *k);
/* Within link_answer_fn: the descriptor that came with the answer, the caller's from now on; -1: none. */
int link_claim_fd(struct link *k);
/* No answer will be given to arg any more. */
void link_forget(struct link *k, const void *arg);

#endif
