/* Asks for a file: one of the inbox, a path, or a paste of its content; and for the password of a
 * PKCS#12. Whoever asks says what for, and sends it; it stays open until a file was taken. */
#ifndef TUI_SCREENS_GIVE_H
#define TUI_SCREENS_GIVE_H

#include <jansson.h>

#include <stddef.h>
#include <stdint.h>

struct app;
struct screen;

/* error: borrowed; NULL: it was taken. */
typedef void give_done_fn(const json_t *error, void *give);

/* The texts are copied. */
struct give_owner {
	const char *title;
	const char *role;   /* "csr" "key" "certificate" "p12": what a file is taken for */
	const char *domain; /* what a paste is named after; "" none */
	/* of whom the inbox's files are held against; 0 and "": of nobody */
	int64_t renewal;
	const char *step;
	/* Steals args (name, place, password, exposed of "renewal.file" and "monitor.file") and the
	 * descriptors; answers once. */
	void (*send)(void *arg, json_t *args, const int *fds, size_t count, give_done_fn *done,
	    void *give);
	void (*forget)(void *arg, void *give); /* give goes: it is not answered any more */
	void (*taken)(void *arg, const char *name); /* says so; the screen goes */
	void (*free)(void *arg);
	void *arg;
};

struct screen *give_new(struct app *a, const struct give_owner *owner);
void give_name(struct screen *s, const char *name);    /* one of the inbox, as if it was chosen */
void give_content(struct screen *s, const char *text); /* what was pasted */

#endif
