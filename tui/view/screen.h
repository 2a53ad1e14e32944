/* What a screen is. A screen draws on the canvas of the app and answers to keys; it knows neither
 * terminal nor socket. */
#ifndef TUI_VIEW_SCREEN_H
#define TUI_VIEW_SCREEN_H

#include "tui/keys/actions.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct app;
struct buf;
struct screen;

/* On less than this no screen is drawn. */
enum { SCREEN_LEAST_ROWS = 10, SCREEN_LEAST_COLUMNS = 40 };

struct screen_class {
	enum context context; /* whose bindings hold */
	bool over;            /* covers part of the screen: the one below is drawn first */
	void (*draw)(struct screen *s, struct app *a);
	/* What is under the cursor, in words, for whoever hears the screen. NULL, or nothing said: what is drawn there. */
	void (*say)(const struct screen *s, const struct app *a, struct buf *out);
	/* A key before the bindings see it; true: used. NULL: none. */
	bool (*key)(struct screen *s, struct app *a, uint32_t key);
	void (*paste)(
	    struct screen *s, struct app *a, const char *text); /* NULL: pastes are swallowed */
	/* A click in a cell of the screen; NULL: it means nothing. */
	void (*click)(struct screen *s, struct app *a, int row, int column);
	/* What was asked for here is about to open over it: keys are kept for that. NULL: never. */
	bool (*opening)(const struct screen *s);
	/* What an act would be done to, as a number that is another where that is others. NULL: always the same. */
	uint64_t (*chosen)(const struct screen *s);
	/* True: done. BACK and QUIT leave a screen that does not say so itself. */
	bool (*act)(struct screen *s, struct app *a, enum action action);
	/* Asks for its filter, in a prompt that begins with text. NULL: it has none. */
	void (*ask_filter)(struct screen *s, const char *text);
	/* What the backend told, other than of monitors: "renewal"; and "up", data NULL, when the
	 * connection is new. NULL: no interest. */
	void (*event)(struct screen *s, struct app *a, const char *name, const json_t *data);
	int64_t (*renewal)(const struct screen *s); /* that is open on it; NULL: none ever is */
	void (*free)(struct screen *s, struct app *a);
};

/* Every screen's struct begins with it. */
struct screen {
	const struct screen_class *class;
};

#endif
