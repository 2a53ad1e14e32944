/* Inside `renewal step`: one call of it, and what is said where it is refused. */
#ifndef CTL_RENEWAL_STEP_H
#define CTL_RENEWAL_STEP_H

#include "ctl/renewal_act.h"

struct buf;

enum { STEP_ARGUMENTS_MOST = 2 };

/* What an act is given besides the options that all of them have. */
struct form {
	const char *act;
	const char *arguments[STEP_ARGUMENTS_MOST]; /* members of the act; NULL: none */
	int needed;                                 /* how many of them */
	unsigned options;
	bool date;          /* they are dates */
	const char *values; /* the member that its --NAME TEXT are; NULL: "values" */
};

struct step_call {
	struct ctl *ctl;
	json_int_t number;
	struct act act;
	struct flag *flags;
	const struct form *form; /* of the act; NULL: it is given nothing */
	char **arguments;        /* after the act */
	int count;
	json_t *values;  /* --NAME TEXT, and --with NAME=VALUE */
	json_t *step;    /* of renewal.step; NULL until it was asked for */
	json_t *renewal; /* of renewal.show; the same */
	bool wrong;
};

/* ---- renewal_refused.c ---- */

/* Asked for once; NULL when there is none. The call's. */
const json_t *step_call_step(struct step_call *c);
const json_t *step_call_renewal(struct step_call *c);

/* A choice of a step by its value, or NULL. */
const json_t *step_option_of(const json_t *step, const char *value);

/* "a (title), b": and then said, if there is anything, and released. */
void known_add(struct buf *list, const char *name, const char *title);
void known_say(struct ctl *ctl, struct buf *list);

/* Says the error, and what there would have been. The exit code. */
int step_say_refused(struct step_call *c, const json_t *error);
void step_say_acts(struct step_call *c);

#endif
