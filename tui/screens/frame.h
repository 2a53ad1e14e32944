/* What every screen has around it: the first lines and the last. */
#ifndef TUI_SCREENS_FRAME_H
#define TUI_SCREENS_FRAME_H

#include "tui/keys/actions.h"

#include <stdbool.h>
#include <stddef.h>

struct app;
struct buf;
struct canvas;

/* The first line. title NULL: the views, with the one of that action active. */
void frame_draw_bar(struct app *a, const char *title);
int frame_draw_title(struct app *a, const char *title); /* the column after it */
void frame_draw_views(struct app *a, enum action active);
/* What is wrong with the connection or the store, in words; nothing when all is well. */
void frame_trouble(const struct app *a, struct buf *out);
/* In a row of its own; false: there is none. */
bool frame_draw_trouble(struct app *a, int row);
enum { FRAME_PUT_GAP = 3 }; /* left of a text of frame_put_right */
/* Text that ends at *right, which goes to the left of it, while there is room from `left` on. */
void frame_put_right(
    struct canvas *c, int row, int *right, int left, unsigned style, const char *text);
/* What every list says above its last line as long as it is so, that Jira does not answer and what to do: how many lines
 * that takes (0: there is nothing to say, or no room), and drawing it from that row on. */
int frame_notice_rows(const struct app *a);
void frame_draw_notice(struct app *a, int row, int rows);
/* What was said last, up to the row `last` and on as many above it as it takes; false: nothing. */
bool frame_draw_message(struct app *a, int last);
void frame_draw_footer(struct app *a, enum context context);

/* A last line of what means something now. */
struct footer {
	bool (*offered)(const void *arg, enum action action);
	const void *arg;
	bool filtered; /* going back takes a filter away first, and is called so */
};
void frame_draw_footer_of(struct app *a, enum context context, const struct footer *f);
bool frame_offers_all(const void *arg, enum action action); /* true */

/* What the help says of an action; where nothing may be changed, only what is left of it. */
const char *frame_help(const struct app *a, enum action action);
/* An action in a word or two, in its imperative, else what the help says of it. */
const char *frame_label(const struct app *a, enum context context, enum action action);

#endif
