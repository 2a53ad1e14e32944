/* The list of monitors on its way into a file of the user's: the rows come from the backend, with all that is known of each, the
 * child that writes files (exporting/worker.h) makes one of them in memory, and the child with the user's rights saves it
 * (files/worker.h). Nothing here waits. */
#ifndef TUI_MODEL_LIST_EXPORT_H
#define TUI_MODEL_LIST_EXPORT_H

#include <jansson.h>

#include <stddef.h>
#include <stdint.h>

struct files;
struct link;
struct list_export;
struct loop;

struct list_export_what {
	const char *form,
	    *shape;       /* as exporting/worker.h has them; they live as long as the program */
	const char *path; /* copied */
	const int64_t *
	    ids; /* in the order in which they are written; copied. What is twice, or gone, is no trouble */
	size_t count;
	int64_t now; /* s */
};

/* Once: of how many rows the file is, and its path; or error, borrowed, and path NULL. It can be freed within. */
typedef void list_export_fn(size_t count, const char *path, const json_t *error, void *arg);

struct list_export *list_export_new(struct loop *l, struct link *k, struct files *f,
    const struct list_export_what *what, list_export_fn *fn, void *arg);
void list_export_free(struct list_export *x); /* NULL is fine; fn is not called any more */

#endif
