/* Days as an iCalendar (RFC 5545) that calendars follow: whole days of the local zone, each with a UID that stays the same, so that
 * reading it again moves what moved. */
#ifndef INVENTORY_AGENDA_H
#define INVENTORY_AGENDA_H

#include <stdint.h>

struct buf;

struct agenda_day {
	const char *uid;                              /* before its "@caduca" */
	int64_t at;                                   /* some time of the day */
	const char *summary, *description, *category; /* one line each, UTF-8 */
};

void agenda_begin(struct buf *out, const char *name);
void agenda_add(struct buf *out, const struct agenda_day *day, int64_t now);
void agenda_end(struct buf *out);

#endif
