/* What the screens of the console share, and what they may ask of it.
 *
 * Screens stand on a stack: the list is the lowest, and what is on top takes the keys. Every
 * handler only changes what is in memory; painting happens once after a turn of the loop, at
 * once after a key and at most ten times a second for what the backend sends. */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "base/buf.h"
#include "base/saved_filters.h"
#include "tui/keys/keys.h"
#include "tui/term/canvas.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct app;
struct typeahead;
struct client_place;
struct clock;
struct config;
struct done_acts;
struct files;
struct inbox;
struct link;
struct link_owner;
struct loop;
struct model;
struct people;
struct remembered;
struct screen;
struct monitor_detail;
struct today_rows;

/* What the backend says of itself (event "status"). */
struct backend_status {
	char mode[16];
	char login[64];      /* whom it takes us for */
	int64_t done, total; /* of the probes under way; total 0: none */
	bool jira;           /* tickets are followed and made there */
	char *hindered;  /* what keeps people from working, or from trusting what they see; "" */
	char *trouble;   /* that Jira does not answer, and what to do; "" */
	char backup[80]; /* that the last one failed, in a few words; "" */
};

/* What an action opens wherever it has a meaning and the screen on top does not deal with it. */
struct app_entry {
	enum action action;
	void (*open)(struct app *a);
	/* Of a view, which has a place in the first line: it is never open twice. */
	enum context view;
	const char *digit, *name; /* msgid; NULL: no view */
	const char *brief; /* the same where the name has no room; NULL: there is no shorter one */
};

/* Screens that others open without knowing them. */
struct app_ways {
	void (*monitor)(struct app *a, int64_t id);
	void (*renewal)(struct app *a, int64_t id, const char *step); /* "": at what is next */
	void (*unknown)(
	    struct app *a); /* several share the account: who sits here is to be asked */
	/* A key that does nothing on this screen; before: the keys of the sequence that it ends. May be NULL. */
	void (*dead_key)(struct app *a, enum context here, const char *before, uint32_t key);
	void (*connected)(struct app *a); /* what else is to be done with a new connection */
	/* How much waits in a view, said after its name in the first line; 0: nothing is said. */
	size_t (*waits)(const struct app *a, enum action view);
};

enum {
	APP_SLICE_MS = 1, /* of work between two looks at the keyboard */
	APP_SCREENS = 8,  /* that stand on each other */
	APP_SCREENS_MOST =
	    12 /* with the questions, menus and lines to type over the last of them */
};

struct app {
	const struct clock *clock;
	const struct config *config;
	const struct app_entry *entries;
	const struct app_ways *ways;
	struct loop *loop;
	struct link *link;
	struct files *files;
	struct inbox *inbox;
	struct today_rows *today;
	struct model *model;
	struct people *people;
	struct keys *keys;
	struct canvas *canvas;
	struct monitor_detail *monitor_detail;
	struct saved_filters *filters[SAVED_LANGUAGE_COUNT]; /* of whoever sits here */
	struct done_acts *done;        /* what was done from here and can be taken back */
	struct remembered *remembered; /* how whoever sits here left the console */
	enum context
	    view; /* that whoever leaves comes back to: quitting goes through those below */
	const char *filter_given; /* for the first view, by an option; NULL none */
	/* What was sent to the clipboard of the terminal came back by a paste: what is copied goes there. */
	bool clipboard;
	int trials; /* of that */
	struct backend_status status;
	/* By the last act on several that did not do all: {"head": what was done in words, "count", "list": [{"name", "why"}]}; NULL: none */
	json_t *left_out;
	json_t *notices; /* what whoever sits here is to be told (notice.list); NULL: not known */
	struct buf message; /* the last line says it until a key; "" none */
	unsigned message_style;
	struct screen *stack[APP_SCREENS_MOST];
	int depth;
	struct screen **refused; /* that found no room on it in this turn */
	size_t refused_count;
	struct typeahead *typeahead; /* keys for what is about to open */
	/* An act that waits for the answer of the one before it, and on what it would be done; ACTION_NONE */
	enum action postponed;
	const struct screen *postponed_on; /* never looked into */
	uint64_t postponed_chosen;
	size_t leaving;      /* changes that are waited for before it is left; 0: it is not */
	int awaited;         /* screens that were asked for and have not opened (app_await) */
	uint64_t moment;     /* another whenever what was asked for before is not wanted any more */
	uint64_t completing; /* app_await, of the names in a filter */
	bool repaint, repaint_soon; /* at once; with the next that the backend sends */
	bool resized;               /* once it has another size for good */
	bool small;                 /* the terminal is too small to work in */
};

/* Owns the screen from now on. Where too many are open already it says so, and the screen is none of them: it lives until the
 * end of the turn, for whoever pushed it goes on with it. */
void app_push(struct app *a, struct screen *s);
void app_free_refused(struct app *a); /* at the end of a turn */
void app_pop(struct app *a);
/* A screen was asked for which opens when the backend has answered: until app_arrived, said just before it is pushed or when
 * it will not be, keys are kept for it. Esc ends that, the loss of the connection, and any screen that opens or closes
 * meanwhile: what arrives after that is not wanted, and may open nothing, for it would take keys that are meant for what
 * stands there. Returns what app_arrived and app_awaits are given; never 0. */
uint64_t app_await(struct app *a);
bool app_awaits(const struct app *a, uint64_t asked); /* it is still wanted */
bool app_arrived(struct app *a, uint64_t asked); /* the same, and nothing is kept for it any more */
/* The same where an answer is given nothing else: app_asked returns the app, and frees what app_ask returned. */
struct app_asking;
struct app_asking *app_ask(struct app *a);
struct app *app_asked(struct app_asking *asking, bool *wanted);
void app_close(struct app *a, struct screen *s); /* with all that stands on it */
struct screen *app_top(const struct app *a);
/* The screen that s is drawn over; NULL for the lowest. */
struct screen *app_below(const struct app *a, const struct screen *s);
/* What the cursor of the top screen stands on (screen.h, chosen); 0: on nothing. */
uint64_t app_chosen(const struct app *a);

/* False: it changes something, and here nothing may be changed. */
bool app_offers(const struct app *a, enum action action);
/* Why it is not offered, in a few words for a line of a menu; NULL: it is. */
const char *app_why_not(const struct app *a, enum action action);
void app_say_not_offered(struct app *a); /* why */
/* The first key of an action on a screen, for a text that tells what to press; nothing is added where it is not offered. */
void app_describe_key(
    const struct app *a, enum context context, enum action action, struct buf *out);
/* As if its key had been pressed; what is not offered says why. What changes something waits until the act before it is
 * answered (link_act), and what is typed after it waits behind it: then it is done as long as it would be done to the same.
 * Esc ends that, and so does the loss of the connection. */
void app_act(struct app *a, enum action action);
/* Once a turn: whoever wants to leave does so when what was agreed to is done (link_changing), and sees what was refused of it. */
void app_leave_when_done(struct app *a);
void app_forget_typed(struct app *a); /* what waits for a screen, or for an answer */
/* Something to see changed otherwise than by a key. */
void app_changed(struct app *a);

/* Every screen hears of it, as of what the backend tells (screen.h, event). */
void app_tell(struct app *a, const char *name, const json_t *data);

/* The message takes the place of the footer until the next key. text is in the user's language. */
void app_say(struct app *a, unsigned style, const char *text);
bool app_warns(const struct app *a); /* it says what is wrong, or was refused */
void app_sayf(struct app *a, unsigned style, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The error of an answer, in words. */
void app_say_error(struct app *a, const json_t *error);

#endif
