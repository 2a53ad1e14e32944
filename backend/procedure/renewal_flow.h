/* What counts and what is ready, worked out from the choices made so far. For the renewal_*.c
 * files only. */
#ifndef PROCEDURE_RENEWAL_FLOW_H
#define PROCEDURE_RENEWAL_FLOW_H

#include "procedure/renewal_doc.h"

/* Whether a step counts: no, yes, or that hangs on a choice not yet made. */
enum counts { COUNTS_NO, COUNTS_YES, COUNTS_UNDECIDED };

#define NODE_NONE SIZE_MAX

struct node {
	const struct definition *definition;
	const struct step *step;
	char *key;
	size_t part;
	enum step_state own; /* as recorded */
	enum counts counts;
	bool settled; /* done, skipped, not applicable; with a sub-procedure: that too */
	bool ready;
	bool hurried;    /* a wait that goes by the urgent figure of its days */
	bool visiting;   /* guards against conditions that ask for themselves */
	size_t known_in; /* the round of the flow in which `known` was worked out; 0: none */
	enum counts known;
	size_t next_decision; /* the next node that decides on the same value; NODE_NONE */
	enum passing {
		PASSING_UNKNOWN,
		PASSING_NO,
		PASSING_YES
	} passing; /* for nobody in particular */
};

enum part_how { PART_MAIN, PART_SWITCH, PART_SUB, PART_URGENT };

struct part {
	const struct definition *definition;
	enum part_how how;
	const char *from; /* phase it is entered at; NULL: its first */
	size_t by;        /* node of the decision that brought it in (PART_SWITCH, PART_SUB) */
	bool active;
	size_t first, count; /* its nodes */
};

struct flow {
	const struct renewal *r;
	struct part parts[RENEWAL_PINS_MAX];
	size_t part_count;
	struct node *nodes;
	size_t count;
	const char *procedure; /* the one that is followed */
	struct ids decisions;  /* by value: the first node that decides on it */
	size_t round;          /* begins anew when another procedure comes into force */
	size_t circles;        /* met so far: conditions that ask for themselves */
	size_t visits;         /* how often a node was worked out: what a walk costs */
};

void flow_init(struct flow *f, const struct renewal *r);
void flow_release(struct flow *f);

/* By key, or by id or number: of the procedure that is followed first, then of any. */
struct node *flow_find(const struct flow *f, const char *name);
struct node *flow_of(const struct flow *f, const struct definition *d, const struct step *s);

/* Would it be ready but for waits that end with it? Then it may be done, and they end. */
bool flow_may_begin(const struct flow *f, const struct node *n);

/* What of its `after` is still open, as "1.2 Esperar…", new; NULL when nothing is. */
char *flow_open_before(const struct flow *f, const struct node *n);

/* The nodes that a name of a node's `after` means: one step, or those of a phase; none of a
 * procedure not in force. */
size_t flow_named(const struct flow *f, const struct node *n, const char *name, size_t *first);

enum step_state node_state(const struct node *n);

/* Is that choice to be given a reason, as the renewal is? */
bool flow_needs_reason(struct flow *f, const struct step_option *option);

/* The texts of a step as the renewal is: the rule is not looked at. */
struct step_texts flow_texts(struct flow *f, const struct step *s);

/* The choice that gives a value in force, or NULL. */
const struct step_option *flow_choice(struct flow *f, const char *name);

#endif
