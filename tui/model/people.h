/* Who else has a console open, and on which renewal, as the backend last told; and which one is open here, which it is
 * told. While there is no connection nobody is known to be there. */
#ifndef TUI_MODEL_PEOPLE_H
#define TUI_MODEL_PEOPLE_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct link;
struct people;

struct people *people_new(struct link *k);
void people_free(struct people *p);

void people_told(struct people *p, const json_t *data); /* the event "people" */
void people_connected(struct people *p, bool up);       /* there is a new connection, or none */
/* The renewal that is open here; 0: none. Said when it is another one than before. */
void people_tell_at(struct people *p, int64_t renewal);

/* Their names with commas between, of those in that renewal; how many there are. */
size_t people_in(const struct people *p, int64_t renewal, struct buf *out);
/* "op2 (12), op3": all of them, and the renewals that they are in. How many there are. */
size_t people_all(const struct people *p, struct buf *out);
bool people_any_in_renewal(const struct people *p);

/* ---- whom the team knows, for who chooses somebody ---- */

/* Asks the backend (people.known); what was known before is forgotten. */
void people_ask_known(struct people *p);
bool people_are_known(const struct people *p); /* that was answered, even that nobody can say */
/* Calls fn once, when they are: at the answer that is under way. Instead of what was to be called before. */
void people_await_known(struct people *p, void (*fn)(void *arg), void *arg);
void people_each_known(const struct people *p, void (*fn)(const char *login, void *arg), void *arg);

#endif
