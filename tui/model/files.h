/* The console's hold on the `files` role (files/worker.h): what needs the user's own rights on his
 * files is asked of a child, which may be stuck on a dead mount while the console goes on. It is
 * started when it is first needed, killed when it does not answer in time, and started again for
 * the next request. The inbox is watched by a child of its own, for the same reason. */
#ifndef TUI_MODEL_FILES_H
#define TUI_MODEL_FILES_H

#include "tui/model/asked_child.h"

struct files;
struct loop;

/* ok or error as link.h has them, and the descriptor that came with ok, the callee's; -1 none. */
typedef asked_child_fn files_answer_fn;

/* inbox: called with the data of each event "inbox". */
struct files *files_new(struct loop *l, void (*inbox)(const json_t *data, void *arg), void *arg);
void files_free(struct files *f); /* NULL is fine; no answer is given any more */

/* operation: "open", "list", "archive", "place", "read", "filter". Steals args. Answers after this call returned. */
void files_call(
    struct files *f, const char *operation, json_t *args, files_answer_fn *fn, void *arg);
/* The same of "put" and "save", with the descriptor that goes with it, taken over. */
void files_call_fd(
    struct files *f, const char *operation, json_t *args, int fd, files_answer_fn *fn, void *arg);
/* No answer will be given to arg any more. */
void files_forget(struct files *f, const void *arg);

/* From now on; a child that dies is started again. Once. */
void files_watch(struct files *f, const char *folder);

#endif
