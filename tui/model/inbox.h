/* The inbox: the folder where files are put that a renewal waits for, what each of them is and
 * where it fits. What a file is costs the backend a look, so those that were there at the start
 * are asked about when somebody looks; one that comes while the console runs is asked about at
 * once, and if it fits an open renewal it is offered. */
#ifndef TUI_MODEL_INBOX_H
#define TUI_MODEL_INBOX_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct files;
struct inbox;
struct link;

struct inbox_file {
	char *name, *path;
	int64_t at, bytes;
	bool asked;              /* what it is; the answer may be under way */
	bool new;                /* came while the console runs, and nobody was told of it yet */
	json_t *document, *fits; /* of document.fits; NULL: not known (yet) */
	json_t *error;           /* why not; NULL none */
};

/* A file that came and fits. */
struct inbox_offer {
	char *name;      /* NULL: none */
	char *step;      /* its key */
	char *number;    /* of the step, as people say it; "" not known */
	int64_t renewal; /* its id */
};

struct inbox_owner {
	void (*changed)(void *arg); /* something to see is different */
	void (*offered)(void *arg); /* there is a new offer */
	void *arg;
};

struct inbox *inbox_new(struct link *k, struct files *f, const struct inbox_owner *owner);
void inbox_free(struct inbox *in); /* NULL is fine */
/* What the files role told. */
void inbox_told(struct inbox *in, const json_t *data);

const char *inbox_state(const struct inbox *in); /* "there" "missing" "denied"; "" not known */
size_t inbox_count(const struct inbox *in);
const struct inbox_file *inbox_get(const struct inbox *in, size_t i); /* newest first */
const struct inbox_file *inbox_find(const struct inbox *in, const char *name);
/* Somebody looks: what is not known of the newest is asked, all of it where again. */
void inbox_inspect(struct inbox *in, bool again);

void inbox_up(struct inbox *in); /* the backend can be asked (again) */

/* How it fits that step ("spki" "name"); NULL: it does not. */
const char *inbox_fits(const struct inbox_file *f, int64_t renewal, const char *step);
/* "CSR · CN=… · fits by its key", as far as it is known. */
void inbox_words(
    const struct inbox_file *f, int64_t renewal, const char *step, int64_t now, struct buf *out);

const struct inbox_offer *inbox_offer(const struct inbox *in);
void inbox_offer_done(struct inbox *in); /* it was taken, or is not wanted */

#endif
