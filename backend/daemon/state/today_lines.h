/* One line of today.list: of what is in memory of a thing, and the time, whether it needs a hand now, and for which
 * reasons. No store, no clock; daemon/state/today.h keeps the lines and makes them anew when something changed.
 *
 * A line is {"id","subject","name","ours","reasons":[{"code","at",…}]} with "monitor", "renewal", "ticket",
 * "request", "waiting_on" and "claimed_by" where they apply. Nothing in it depends on the time but which reasons there are:
 * how long ago something was is for the reader to say. */
#ifndef DAEMON_STATE_TODAY_LINES_H
#define DAEMON_STATE_TODAY_LINES_H

#include "expiry/today.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct renewal_summary;
struct row;
struct ticket;
struct ticket_request;

#define TODAY_SUBJECTS(X)     \
	X(MONITOR, "monitor") \
	X(RENEWAL, "renewal") \
	X(TICKET, "ticket")   \
	X(REQUEST, "request") \
	X(BACKEND, "backend") /* its number is the kind of its only reason, plus one */

enum today_subject {
#define X(id, text) TODAY_OF_##id,
	TODAY_SUBJECTS(X)
#undef X
	    TODAY_SUBJECT_COUNT
};

/* Of every line: the subject and its number in one. */
int64_t today_id(enum today_subject subject, int64_t number);
enum today_subject today_subject_of(int64_t id);
int64_t today_number_of(int64_t id);

/* The time at which a line is made, and when it is to be made anew though nothing changed. */
struct today_time {
	int64_t now;
	int32_t day;      /* the local date */
	int64_t midnight; /* when it ends */
	int64_t look; /* seconds after which a ticket is to be looked at, where no machine does */
	int64_t next; /* made earlier where a line has to be; INT64_MAX at first */
};

/* Each a new reference; NULL: no hand is needed. */
json_t *today_line_of_monitor(const struct row *row, struct today_time *t);

/* tickets: {"key","step","done","by_machine","since": somebody last looked, "answered_at"}; rows: of its monitors, NULL
 * where one is not watched. */
json_t *today_line_of_renewal(const struct renewal_summary *r, const json_t *tickets,
    const struct row *const *rows, struct today_time *t);

/* One that no open renewal uses; name: of a monitor that does. */
json_t *today_line_of_ticket(const struct ticket *ticket, bool by_machine, int64_t answered_at,
    int64_t monitor, const char *name, struct today_time *t);

/* r: the open renewal on whose account it is; NULL. */
json_t *today_line_of_request(const struct ticket_request *q, const struct renewal_summary *r);

/* extra: what its reason says besides; stolen, NULL nothing. */
json_t *today_line_of_backend(enum today_kind kind, int64_t at, json_t *extra);

#endif
