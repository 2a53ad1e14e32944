/* What operations on tickets share: a ticket as it is sent, and which one a request names. */
#ifndef DAEMON_OPERATIONS_TICKET_JSON_H
#define DAEMON_OPERATIONS_TICKET_JSON_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct daemon;
struct session;
struct ticket;

/* What the ticket is, with its URL where the site says where tickets are. A new reference. */
json_t *ticket_json(struct daemon *d, const struct ticket *t);
/* The same with "former", "uses" and "links", and what Jira said of it, as that person may see it; NULL: as everybody may. */
json_t *ticket_full_json(struct daemon *d, const struct ticket *t, const char *login);
/* The tickets of a renewal, each with the step and role it has there. */
json_t *ticket_list_of_renewal(struct daemon *d, int64_t renewal, const char *login);

/* What a person gave as a key: of Jira ("SIS-1", or what ticket_key finds in a URL), or a number of the system that
 * "system" of args names. New strings; false after answering. */
bool ticket_named(
    struct session *s, json_int_t id, const json_t *args, const char *name, int *sys, char **key);
/* The ticket that "id", or "key" with "system", of args names: 1; 0 when the key is not known, -1 after answering. *key is
 * the caller's either way. */
int ticket_find(
    struct session *s, json_int_t id, const json_t *args, struct ticket *t, int *sys, char **key);
/* The same of one that has to be known: -1 after answering. */
int ticket_known(struct session *s, json_int_t id, const json_t *args, struct ticket *t);

/* What is known of the key that is to be that of a step of the renewal, for the act "ticket" (procedure/renewal.h, found). */
json_t *ticket_found_json(struct daemon *d, const char *key, int64_t renewal, const char *step);
/* The same of one in Jira; nothing to release after -1. */
int ticket_in_jira(struct session *s, json_int_t id, const json_t *args, struct ticket *t);

/* Answers that Jira has another issue under the key of a ticket that it knew by that number (ticketing/facts.h). */
void ticket_is_other(
    struct session *s, json_int_t id, const char *key, int64_t known, const json_t *issue);

/* Is the code among the "agreed" of args? */
bool ticket_agreed(const json_t *args, const char *code);
/* A key of a project that is not among the site's: answers so unless it is agreed. */
bool ticket_of_other_project(
    struct session *s, json_int_t id, const json_t *args, int sys, const char *key);

/* Which ticket a request is about, for ticket_find and ticket_known; and what ticket_agreed looks at. */
/* clang-format off */
#define ARGUMENTS_TICKET \
	{"id", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "the ticket"}, \
	{"key", ARGUMENT_TEXT, .what = "in its place: a key that it has or had, or its URL"}, \
	{"system", ARGUMENT_TEXT, .what = "that the key is of, where several may have it"}
#define ARGUMENT_AGREED \
	{"agreed", ARGUMENT_TEXTS, .what = "codes of refusals that the person takes upon himself"}
/* clang-format on */

/* Bytes of what is kept of a ticket's title, status or assignee. */
enum { TICKET_TEXT_MOST = 300 };

/* Does he wait for Jira as often as one may? Answers so. */
bool ticket_waits_enough(struct session *s, json_int_t id);

#endif
