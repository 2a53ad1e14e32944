/* Asks for a file: one of the inbox, a path, or a paste of its content; and for the password of a
 * PKCS#12. Whoever asks says what for, and sends it; it stays open until a file was accepted. */
#ifndef TUI_SCREENS_FILE_PROMPT_H
#define TUI_SCREENS_FILE_PROMPT_H

#include <jansson.h>

#include <stddef.h>
#include <stdint.h>

struct app;
struct screen;

/* error: borrowed; NULL: it was accepted. */
typedef void file_prompt_done_fn(const json_t *error, void *prompt);

/* No document: a list of monitors. */
#define FILE_PROMPT_LIST "list"

/* The texts are copied. */
struct file_prompt_owner {
	const char *title;
	/* "csr" "key" "certificate" "p12": what a file is taken for; or FILE_PROMPT_LIST */
	const char *role;
	const char *domain; /* what a paste is named after; "" none */
	/* of whom the inbox's files are held against; 0 and "": of nobody */
	int64_t renewal;
	const char *step;
	/* Steals args (name, place, password, exposed of "renewal.file" and "monitor.file") and the
	 * descriptors; answers once. */
	void (*send)(void *arg, json_t *args, const int *fds, size_t count,
	    file_prompt_done_fn *done, void *prompt);
	void (*forget)(void *arg, void *prompt); /* prompt goes: it is not answered any more */
	void (*accepted)(void *arg, const char *name); /* says so; the screen goes */
	void (*free)(void *arg);
	void *arg;
};

struct screen *file_prompt_new(struct app *a, const struct file_prompt_owner *owner);
void file_prompt_name(
    struct screen *s, const char *name); /* one of the inbox, as if it was chosen */
void file_prompt_content(struct screen *s, const char *text); /* what was pasted */

#endif
