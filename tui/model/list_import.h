/* A list on its way into the backend: the child that reads it (inventory/list_worker.h), and what goes from there to the backend
 * (importing/import_run.h). It is tried whole first; what would become of each row is kept, so that it can be shown; then, when
 * somebody says so, it is written. Nothing here waits. */
#ifndef TUI_MODEL_LIST_IMPORT_H
#define TUI_MODEL_LIST_IMPORT_H

#include "importing/import_run.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct files;
struct link;
struct list_import;
struct loop;

enum import_phase {
	IMPORT_READING,
	IMPORT_TRYING,
	IMPORT_TRIED,   /* what would become of each row is known; or the columns do not do */
	IMPORT_LOOKING, /* whether the file is what it was */
	IMPORT_WRITING,
	IMPORT_WRITTEN,
	IMPORT_FAILED
};

struct list_import_owner {
	void (*changed)(void *arg); /* the phase did, or there is more to see */
	/* error: borrowed; NULL: a row was refused while it was being written, and nothing of it stays. It is failed where it
	 * was being written or could not be read; else as it was. */
	void (*refused)(const json_t *error, void *arg);
	void (*replaced)(void *arg); /* the file is another by now, and nothing was written */
	void *arg;
};

/* name, place (NULL: it has none) are copied; the descriptor is taken over. */
struct list_import *list_import_new(struct loop *l, struct link *k, struct files *f,
    const char *name, const char *place, int fd, const struct list_import_owner *owner);
void list_import_set_owner(struct list_import *im, const struct list_import_owner *owner);
void list_import_free(struct list_import *im); /* NULL is fine; also within its owner's functions */

enum import_phase list_import_phase(const struct list_import *im);
const char *list_import_name(const struct list_import *im);
const json_t *list_import_head(const struct list_import *im); /* NULL: not read yet */
/* Why nothing can be tried as the columns are: {"code","args"}; NULL: it can. */
const json_t *list_import_fault(const struct list_import *im);

/* What would become of the rows, so far: {"id","line","part"?,"state","who","result","said"?}, said being what the list says,
 * and result what monitor.import answered. */
const json_t *list_import_rows(const struct list_import *im);
const size_t *list_import_counts(const struct list_import *im); /* IMPORT_STATE_COUNT of them */
/* Of the writing. */
const size_t *list_import_written(const struct list_import *im);
int64_t list_import_number(const struct list_import *im);

/* fields: a name or null for each column of that sheet. It is tried anew. */
void list_import_map(struct list_import *im, size_t sheet, json_t *fields);
/* Some column is what somebody said of a list like it. */
bool list_import_recalled(const struct list_import *im);
/* That is forgotten, and the columns are as they are found. */
void list_import_forget(struct list_import *im);
/* What was tried, where the file is still the same. */
void list_import_write(struct list_import *im, bool keep_going, bool overwrite);
/* The file that is there now, with the columns as they are found. */
void list_import_again(struct list_import *im);

#endif
