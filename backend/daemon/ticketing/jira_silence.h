/* Whether Jira answers at all, whoever asks and whatever: what it refuses is an answer too. One failure alone is nothing
 * to tell, for the next try may find it back; several in a row are. The time is an argument. */
#ifndef DAEMON_TICKETING_JIRA_SILENCE_H
#define DAEMON_TICKETING_JIRA_SILENCE_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

enum { JIRA_SILENCE_LEAST = 2 /* failures in a row, before it is told */ };

struct jira_silence {
	int64_t answered_at; /* when it last answered; 0: not yet */
	int64_t since;       /* when the failures began; 0: there are none */
	int failures;
	char *code; /* of the last failure; NULL */
	json_t *args;
};

/* The end of one thing that was asked: code NULL is an answer. What says nothing of Jira (the worker ended, there was no
 * token to ask with) is left out. True: what is told of it is otherwise than before. */
bool jira_silence_note(struct jira_silence *s, const char *code, const json_t *args, int64_t now);
/* {"since","code","args"}; null: it answers, or nothing is known. A new reference. */
json_t *jira_silence_json(const struct jira_silence *s);
void jira_silence_release(struct jira_silence *s);

#endif
