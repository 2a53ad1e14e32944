/* What the panel does with a ticket of its renewal in Jira: a `talk`, of which there is one at a time, which the panel owns:
 * what it asked is forgotten with it. Which ticket is meant is asked where there are several, that of the step first.
 * talk.c has what all of them share; ticket_file.c, ticket_comment.c and ticket_attach.c are what is done. */
#ifndef TUI_SCREENS_RENEWAL_TALK_H
#define TUI_SCREENS_RENEWAL_TALK_H

#include "tui/screens/renewal/panel_inside.h"

struct talk {
	struct panel *panel;
	char *step, *key;           /* key: of the ticket; NULL: not chosen yet */
	void (*go)(struct talk *t); /* once it is */
	json_t *list;               /* what a menu shows: tickets, or attachments */
	json_t *args;               /* of ticket.fetch */
	json_t *taken; /* what the gate said, while the file is put into the inbox; NULL */
	char *place;   /* where the file will be; NULL: it is not kept */
	struct screen *password; /* asked for; NULL */
	char *body;              /* of a comment, as it will be said */
	bool internal, desk; /* for the team alone, as the backend proposes it; on a service desk */
	struct screen *preview; /* under the editor of the comment */
	uint64_t awaited;       /* app_await */
};

/* step: its key. Asks which ticket, if there are several, then goes on. */
void talk_begin(struct panel *p, const char *step, void (*go)(struct talk *t));
/* It is over: error says why, unless it went well. */
void talk_end(struct talk *t, const json_t *error);

#endif
