/* Inside renewal_do: what an act's handler is given. For the renewal_*.c files only. */
#ifndef PROCEDURE_RENEWAL_ACTS_H
#define PROCEDURE_RENEWAL_ACTS_H

#include "procedure/renewal.h"
#include "procedure/renewal_flow.h"

#include "base/err.h"

struct doing {
	struct renewal *r;
	struct flow *flow;       /* as it was before the act */
	const struct node *node; /* NULL for an act on the renewal */
	json_t *record;          /* the node's; NULL with it */
	const struct site *site;
	const struct renewal_act *act;
	int32_t today;
	struct err *err;
};

/* 0, or -1 and err; what it changed before failing is put back by the caller. */
typedef int act_handler(struct doing *d);

const char *arg_text(const struct doing *d, const char *name); /* NULL unless a text, not "" */
/* What was given under that name cannot be (err_argument). */
int bad_argument(struct doing *d, const char *name, const char *reason);

/* The date of a follow-up that was given, if one was: -1 where it is none, or gone by. */
int follow_up_read(struct doing *d, const char **date);
void step_finish(struct doing *d, const struct node *n, enum step_state state);
void value_put(struct doing *d, const char *name, const char *value);

/* renewal_steps.c */
act_handler act_complete, act_choose, act_ticket, act_correct_ticket, act_value, act_tick,
    act_reject, act_note, act_comment;
/* renewal_files.c */
act_handler act_document, act_accept, act_archive, act_observe, act_seen, act_override,
    act_rolled_back;
/* renewal_whole.c */
act_handler act_claim, act_release, act_put_off, act_hand_over, act_take_over, act_pause,
    act_resume, act_urgent, act_set, act_fact, act_monitors, act_close, act_withdraw, act_reopen;
/* renewal_names.c */
act_handler act_names;
/* What the act "names" does, if it was given any; the step's record keeps what was confirmed. */
int names_confirm(struct doing *d);

#endif
