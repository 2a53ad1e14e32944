/* Writes the list of monitors into a file of the user's, without waiting: full rows come from the backend, a child
 * (exporting/worker.h) makes the file of them in memory, and the child with the user's rights (files/worker.h) saves it. */
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
	    ids; /* in the order in which they are written; copied. Repeated ids, and those of rows that are gone, are left out */
	size_t count;
	int64_t now; /* s */
};

/* Called once: with the number of rows in the file, and its path; or with error, borrowed, and path NULL. May free the export. */
typedef void list_export_fn(size_t count, const char *path, const json_t *error, void *arg);

struct list_export *list_export_new(struct loop *l, struct link *k, struct files *f,
    const struct list_export_what *what, list_export_fn *fn, void *arg);
void list_export_free(struct list_export *x); /* NULL is fine; fn is not called any more */

#endif
