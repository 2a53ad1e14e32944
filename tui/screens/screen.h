/* What a screen is, and the screens there are. A screen draws on the canvas of the app and
 * answers to keys; it knows neither terminal nor socket. */
#ifndef TUI_SCREENS_SCREEN_H
#define TUI_SCREENS_SCREEN_H

#include "tui/keys/keys.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct app;
struct buf;
struct screen;

struct screen_class {
	enum context context; /* whose bindings hold */
	bool over;            /* covers part of the screen: the one below is drawn first */
	void (*draw)(struct screen *s, struct app *a);
	/* A key before the bindings see it; true: used. NULL: none. */
	bool (*key)(struct screen *s, struct app *a, uint32_t key);
	void (*paste)(
	    struct screen *s, struct app *a, const char *text); /* NULL: pastes are swallowed */
	/* What was asked for here is about to open over it: keys are kept for that. NULL: never. */
	bool (*opening)(const struct screen *s);
	/* True: done. BACK and QUIT leave a screen that does not say so itself. */
	bool (*act)(struct screen *s, struct app *a, enum action action);
	/* What the backend told, other than of monitors: "renewal"; and "up", data NULL, when the
	 * connection is new. NULL: no interest. */
	void (*event)(struct screen *s, struct app *a, const char *name, const json_t *data);
	void (*free)(struct screen *s, struct app *a);
};

/* Every screen's struct begins with it. */
struct screen {
	const struct screen_class *class;
};

struct screen *list_new(void);
struct screen *detail_new(int64_t id);
struct screen *help_new(struct app *a);
struct screen *palette_new(struct app *a);
struct screen *sort_new(struct app *a);
struct screen *renewal_new(struct app *a, int64_t id);
/* To its panel and the step, and the file of the inbox is given there. */
void renewal_take(struct app *a, int64_t id, const char *step, const char *name);
struct screen *renewals_new(struct app *a);
struct screen *services_new(struct app *a);

/* row: what is edited, a short row's values; NULL: a new monitor. */
struct row;
struct screen *form_new(struct app *a, const struct row *row);

/* A question in words; yes is called on "s" or "y" (or Return where `plain`) and gets arg, which
 * is freed on no. */
struct screen *confirm_new(
    const char *question, bool plain, void (*yes)(struct app *a, void *arg), void *arg);
void confirm_drops_with(struct screen *s, void (*drop)(void *arg)); /* instead of free, on no */

/* One line of text at the bottom, and above it a hint (NULL: none). changed: after each key; done: on Return (accepted) or Esc.
 * text is borrowed. */
struct prompt_owner {
	void (*changed)(struct app *a, const char *text, void *arg);
	void (*done)(struct app *a, const char *text, bool accepted, void *arg);
	void *arg;
};
struct screen *prompt_new(
    const char *label, const char *hint, const char *text, const struct prompt_owner *owner);

/* ---- drawing that screens share (frame.c) ---- */
enum { SCREEN_LEAST_ROWS = 10, SCREEN_LEAST_COLUMNS = 40 };

/* The first line. title NULL: the views, with the one of that action active. */
void frame_draw_bar(struct app *a, const char *title);
void frame_draw_views(struct app *a, enum action active);
void frame_draw_counters(struct app *a, int row, const char *filter);
/* What is wrong with the connection or the store, in words; nothing when all is well. */
void frame_trouble(const struct app *a, struct buf *out);
/* What was said last, up to the row `last` and on as many above it as it takes; false: nothing. */
bool frame_draw_message(struct app *a, int last);
void frame_draw_footer(struct app *a, enum context context);
/* Only the actions that mean something now. */
void frame_draw_footer_of(struct app *a, enum context context,
    bool (*offered)(const void *arg, enum action action), const void *arg);
void frame_draw_too_small(struct app *a);
/* The first line shown, a page further or back: it moves with the cursor. The end is minded when drawn. */
size_t frame_scrolled(size_t top, int by);
/* The footer's word for an action, translated; NULL when it has none. */
const char *frame_label(enum action action);

void welcome_draw(struct app *a, int top);

/* ---- actions on a monitor that more than one screen offers (monitor.c) ---- */
void monitor_probe(struct app *a, const int64_t *ids, size_t count); /* ids NULL: all */
void monitor_retire(struct app *a, int64_t id);                      /* asks first */
void monitor_edit(struct app *a, int64_t id);
/* A screen that probes it and tells the attempt stage by stage (explain.c). */
void monitor_explain(struct app *a, int64_t id);

/* ---- beginning renewals (begin.c) ---- */
/* Opens the renewal of a monitor, or offers to begin one. */
void renewal_start_one(struct app *a, int64_t monitor);
/* For marked monitors: a renewal for each distinct certificate, said first. */
void renewal_start_marked(struct app *a);
/* A place to paste an alert, a mail or a ticket into; what it names is offered (renewal_start_alert.c). */
void renewal_start_alert(struct app *a);
/* For these monitors, one renewal for each distinct certificate. origin: "mail", "alert", "ticket";
 * NULL: the list. ticket: that asks for it; NULL none. */
void renewal_start_with(
    struct app *a, const int64_t *ids, size_t count, const char *origin, const char *ticket);

/* Plain pages (paper.c): the record of a renewal; all that a person has open, ids an array. */
void report_record(struct app *a, int64_t renewal);
void report_handover(struct app *a, const char *who, const json_t *ids);

/* How long renewals take, and the leads that come of it (leads.c). */
void leads_show(struct app *a);

#endif
