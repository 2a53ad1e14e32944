/* Bytes of a terminal made into keys, pastes and what a mouse does. It knows no curses and no clock: the caller
 * feeds what it read and says when what is left over has waited long enough. */
#ifndef TUI_TERM_INPUT_H
#define TUI_TERM_INPUT_H

#include "tui/term/key.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	INPUT_ESCAPE_MS = 25,    /* an ESC alone for that long is the key */
	INPUT_SEQUENCE_MS = 500, /* a sequence that stops half-way for that long is dropped */
	INPUT_GIVE_UP_MS =
	    2000, /* ESC or ^C and then silence within a paste: a person who wants out */
	INPUT_PASTE_MAX_BYTES = 1 << 20
};

struct decoder;

struct decoder *input_new(void);
void input_free(struct decoder *d);

/* The terminal may be one of Latin-1: what is no UTF-8 is a letter or sign of that. */
void input_allow_latin1(struct decoder *d);

/* The mouse was asked for (SGR, mode 1006): what it does is input. Otherwise it is dropped, as is all but the
 * first button and the wheel. */
void input_allow_mouse(struct decoder *d);

/* A sequence of bytes that this terminal sends for a key, beside those that everybody sends. */
void input_learn(struct decoder *d, const char *sequence, uint32_t key);

void input_feed(struct decoder *d, const char *bytes, size_t len);
/* The next key or paste; false when there is none (yet). A paste is valid until the next call. */
bool input_next(struct decoder *d, struct input *in);

/* How long to wait for more before calling input_flush, in ms; -1: nothing is half-way. */
int input_wait_ms(const struct decoder *d);
/* Nothing more came: a lone ESC is the key, ESC and one more byte is Alt, any longer start of a
 * sequence is dropped. A paste that never ended is dropped too: it was ESC or ^C, then silence. */
void input_flush(struct decoder *d);

#endif
