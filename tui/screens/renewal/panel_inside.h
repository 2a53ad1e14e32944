/* Inside the panel of a renewal: what its parts share. panel.c is the screen, steps.c the pane of
 * phases and steps, step_page.c the pane of one step, next.c what Return does for each kind of
 * step, actions.c the other keys, asked.c those that ask first, question.c what they ask, question_said.c what others make of it meanwhile. */
#ifndef TUI_SCREENS_RENEWAL_PANEL_INSIDE_H
#define TUI_SCREENS_RENEWAL_PANEL_INSIDE_H

#include "tui/app.h"
#include "tui/model/renewal_model.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"

struct buf;
struct page;

struct panel {
	struct screen screen;
	struct app *app;
	int64_t id;
	struct renewal_model *model;
	char *step; /* key of the step under the cursor; NULL: none chosen yet */
	enum action
	    pending; /* its key came before the step was read in full; a paste is as Return */
	bool placed; /* the cursor was put on the next thing */
	bool right;  /* the keys scroll the step's pane; where there is room for one: it is shown */
	struct viewport steps; /* lines of the left pane */
	struct viewport page;  /* of the step's own */
	char *
	    inbox_file; /* name of a file of the inbox that is to be given to the step; NULL none */
	char *pasted;   /* a document that waits for its step to be read; NULL none */
	json_t *requests;            /* what is asked of Jira for it; NULL: not known */
	struct talk *talk;           /* talk.h's; NULL: nothing is asked of Jira from here */
	struct archiving *archiving; /* archive.c's; NULL: nothing was archived from here */
};

/* The step under the cursor; NULL: there is none (yet). */
const json_t *panel_step(const struct panel *p);
void panel_go(struct panel *p, const char *key); /* the cursor goes there */
void panel_go_next(struct panel *p);             /* to what is to be done next */

/* ---- company.c ---- */
void panel_company_add(const struct panel *p, struct buf *out); /* who else is here */
int64_t panel_renewal(const struct screen *s);

/* ---- handover.c ---- */
void panel_hand_over(struct panel *p); /* asks to whom */

/* ---- steps.c ---- */
void steps_draw(struct panel *p, int row, int column, int width, int height);
bool steps_move(struct panel *p, enum action action); /* false: the action does not move */

/* ---- step_page.c ---- */
struct page *panel_page(const struct panel *p, const json_t *step);
/* What the copy key shows: the ticket's text, a folder, a value; the caller frees; "" nothing. */
char *step_copy_text(const json_t *step);
const char *step_copy_lacks(
    const json_t *step); /* a value that it lacks, by name; "" it is finished */

/* ---- step_tickets.c ---- */
/* How the tickets stand that a step waits on, makes or answers, and what is asked of Jira for it. */
void step_tickets_write(const struct panel *p, const json_t *step, int64_t now, struct page *page);
/* The ticket that the step's texts name; else the one that it waits on or makes, or whose answer it deals with; ""
 * none. */
const char *step_ticket_key(const json_t *renewal, const json_t *step);
/* The step that waits for a ticket which they answered: now it is our turn there. "" none. */
const char *step_answered_key(const json_t *renewal);
/* It is such a step. */
bool step_is_answered(const json_t *renewal, const json_t *step);
void panel_ask_requests(struct panel *p);
/* What Jira is asked for the step and is not done; NULL: nothing. */
const json_t *panel_step_request(const struct panel *p, const json_t *step);

/* ---- actions.c ---- */
bool panel_action(struct panel *p, enum action action);
bool panel_offers(const struct panel *p, enum action action); /* it means something here now */
/* Does an act without asking anything; what is wrong is said in the last line. */
void panel_do(struct panel *p, const char *what, const char *step, json_t *args, const char *note);
/* A text lacks the value of that name: asks for it where a person can say it here, else says that it is lacking. */
void panel_ask_lacking(struct panel *p, const char *name);
bool panel_value_is_date(const struct panel *p, const char *name);
/* The line added last asks for that value: what it can be chosen from. */
void panel_value_chooses(struct screen *inputs, const char *name);

/* The cursor goes on when its step needs nothing more of us. */
void panel_go_on(struct panel *p);

/* ---- asked.c: what is asked about before it is done ---- */
void panel_ask_urgent(struct panel *p); /* takes the channel, or leaves it */
void panel_ask_again(struct panel *p, const json_t *step);
void panel_ask_take_over(struct panel *p); /* nobody's is claimed, and nothing asked */
void panel_claim(struct panel *p);         /* what somebody has is released, which is asked about */
void panel_ask_undo(struct panel *p);
/* What was done is kept, to be taken back from any view; what was undone here is kept no more. panel: struct panel. */
void panel_acted(const char *operation, const json_t *args, const json_t *ok, void *panel);
void panel_ask_hand_over(struct panel *p, const char *login);
const char *panel_renewal_name(const struct panel *p); /* what it is for */

/* ---- question.c: one or more lines whose answer becomes an act ---- */
struct question;
struct question_said;
typedef json_t *question_args_fn(struct question *q, const char *const *texts, const char **note,
    const char **problem, size_t *line);
struct question {
	struct panel *panel;
	struct screen *inputs;
	const char *what;
	char *step;             /* NULL: of the renewal */
	question_args_fn *args; /* what is typed, as the act wants it; NULL and *problem: refused */
	json_t *known;          /* before it was asked; for args; NULL nothing */
	const char *name;       /* of the argument that the first line is */
	json_t *sent;           /* the arguments; NULL: none yet */
	struct question_said *said; /* what its lines said when it was asked */
};
struct screen *panel_ask(struct panel *p, const char *what, const char *step,
    question_args_fn *args, const char *name, json_t *known, const char *title, const char *text);

question_args_fn args_note, args_text;

/* ---- question_said.c: what somebody else may change while it is typed ---- */
/* As it is now. */
struct question_said *question_said_new(const struct question *q);
void question_said_free(struct question *q); /* and nothing is asked for it any more */
/* Somebody else changed it since: it is told, and what was typed is submitted again or asked about (dialog_meet). False:
 * nobody did. */
bool question_meet(struct question *q);

/* Which step a list over the panel is about. */
struct panel_spot {
	struct panel *panel;
	char *step;
};
struct panel_spot *panel_spot_new(struct panel *p); /* of the step under the cursor */
void panel_spot_free(void *spot);

/* ---- next.c ---- */
void panel_next(struct panel *p);
/* A wait runs that doing this step would end: it may be done before its turn. */
bool panel_ends_wait(const struct panel *p, const json_t *step);
bool panel_has_next(const struct panel *p, const json_t *step);
void panel_next_addresses(struct panel *p, const json_t *step); /* verify.c */
/* All is done but to close it. */
bool panel_is_done(const struct panel *p);
void panel_close(struct panel *p); /* asks first */
/* What Return would do now, in words. */
const char *panel_next_words(const struct panel *p, const json_t *step);

/* ---- names.c: what the certificate is asked for ---- */
void names_ask(struct panel *p);
/* The two lines, as they stand; what was typed in them, as members of an act. */
void names_lines_add(const struct panel *p, struct screen *inputs);
void names_args_put(json_t *args, const char *const *texts);
/* What line i of the two would say now; the caller frees. */
char *names_line(const struct panel *p, size_t i);
/* Names of today's certificate that are not asked for, with blanks between; the caller frees. */
char *names_lost(const struct panel *p);
/* The step was done with names that have changed since. */
bool names_are_old(const json_t *renewal, const json_t *step);
void names_write(struct page *page, const json_t *renewal, const json_t *step);

/* ---- file.c: a file for a step ---- */
void panel_next_file(struct panel *p, const json_t *step);
/* The file step under the cursor, or the one that ends the wait there; NULL: neither is there. */
const json_t *panel_file_step(const struct panel *p);
/* What was pasted, to that step; once that under the cursor was read in full. */
void panel_use_pasted(struct panel *p);
void panel_forget_pasted(struct panel *p); /* it may be a key: nothing of it stays */
/* What failed, in words to forward; the caller frees; "" nothing did. */
char *step_failures(const json_t *step);

/* ---- talk.h: files and comments of the tickets in Jira ---- */
void panel_fetch(struct panel *p);   /* what is attached to one, for panel_file_step */
void panel_comment(struct panel *p); /* the text of the step under the cursor, shown first */
void panel_attach(struct panel *p);  /* a CSR or a certificate of the renewal */
void panel_talk_free(struct panel *p);

/* ---- archive.c ---- */
void panel_next_archive(struct panel *p, const json_t *step);
struct page;
void panel_archive_write(const struct panel *p, const json_t *step, struct page *page);
void panel_archive_free(struct panel *p);

/* ---- the sheet of fields to copy (copy_sheet.c) ---- */
struct screen *sheet_new(struct panel *p, const char *step);

#endif
