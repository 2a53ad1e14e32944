/* Somebody whom the team knows, chosen from a list; or one whose login is typed. */
#ifndef TUI_SCREENS_PERSON_CHOICE_H
#define TUI_SCREENS_PERSON_CHOICE_H

#include <jansson.h>

struct app;
struct buf;

struct person_choice {
	void (*chosen)(struct app *a, const char *login, void *arg);
	/* The last line of the list, for a login that is typed; NULL: there is no such line. */
	void (*other)(struct app *a, void *arg);
	void (*gone)(void *arg); /* last of all: frees arg; NULL: it is nobody's */
	void *arg;
};

/* Asks the backend whom it knows; *c is copied. */
void person_choose(struct app *a, const char *title, const struct person_choice *c);

/* What is said beside a login: "2 renewals, connected". person: as people.known has it. */
void person_words(const json_t *person, struct buf *out);

#endif
