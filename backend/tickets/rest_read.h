/* What Jira's REST interface (version 2, Server and Data Center) says of tickets, in our shapes. All of it is a
 * stranger's: whatever is absent or of another type is read as "", 0 or none, and every text is clean and bounded. */
#ifndef TICKETS_REST_READ_H
#define TICKETS_REST_READ_H

#include <jansson.h>

#include <stdint.h>

/* The fields that rest_read_issue reads, for the query of a request, and as a list. */
#define REST_ISSUE_FIELDS(X) \
	X("summary")         \
	X("status")          \
	X("assignee")        \
	X("reporter")        \
	X("created")         \
	X("updated")         \
	X("project")         \
	X("issuetype")       \
	X("labels")          \
	X("issuelinks")      \
	X("comment")         \
	X("attachment")

/* {"key","id","summary","status","category":"new"|"doing"|"done"|"unknown","assignee","reporter","created","updated"
 * (epoch), "project","type","labels":[…],"links":[keys],"comments":{"count","last":{"author","at","body"}|null},
 * "attachments":[{"id","name","size","mime","author","at","content"}]}; NULL where it has no key or no id. */
json_t *rest_read_issue(const json_t *issue);

/* {"id","author","at","body"} */
json_t *rest_read_comment(const json_t *comment);

/* {"id","name","size","mime","author","at","content"} */
json_t *rest_read_attachment(const json_t *attachment);

/* The clean text of a member, of at most that many bytes; a number as its digits, else "". */
json_t *rest_read_text(const json_t *object, const char *name, size_t most);

/* "2026-11-23T17:55:01.000+0100" as seconds since the epoch; 0 where it is none. */
int64_t rest_read_time(const char *text);

#endif
