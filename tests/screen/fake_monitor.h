/* The monitors of the made-up backend (fake.c), always the same ones: what there is of each is drawn from its place in
 * the list. They are given as the protocol has them (caduca-protocol(7)). */
#ifndef SCREEN_FAKE_MONITOR_H
#define SCREEN_FAKE_MONITOR_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct monitor {
	int64_t id, version; /* id: its place in the list, from 1 */
	char *host, *name, *service, *environment, *tag, *kind, *proxy; /* owned, never NULL */
	json_t *nodes;                                                  /* a list, owned */
	int port, lead; /* port 0: in a file; lead -1: none of its own */
	int64_t not_before, not_after, checked_at;
	int64_t path_end;   /* 0: as not_after */
	int64_t overridden; /* the renewal in which its verification was; 0: none */
	bool retired, probing;
	const char *outcome;
};

/* As the command line has it: the time, and two things about the first monitor. */
struct made_for {
	int64_t now;        /* seconds since 1970 */
	int64_t chain_ends; /* in so many days; 0: as its certificate */
	int64_t overridden; /* as in struct monitor */
};

/* The same number gives the same one, all over 64 bits. */
uint64_t mixed(uint64_t n);

/* One of the names of services, whatever the number. */
const char *service_name(uint64_t n);

/* Fills in *m, which is at that place of the list, from 0. */
void monitor_make(struct monitor *m, size_t i, const struct made_for *made);

/* New objects, the caller's: a row of the list, and what monitor.show answers. */
json_t *monitor_row(const struct monitor *m);
json_t *monitor_show(const struct monitor *m, int64_t now);

#endif
