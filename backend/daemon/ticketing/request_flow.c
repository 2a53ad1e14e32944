#include "daemon/ticketing/request_flow.h"

#include <stddef.h>
#include <string.h>

enum next_step {
	NEVER, /* that cannot happen then */
	NOW,
	AFTER_BACK_OFF,
	AFTER_A_WHILE, /* the longer, the older it is */
	AFTER_LOOK,    /* at the distance of its next look */
	AT_REST,       /* a person has to do something, or nobody */
	NOT_FOUND      /* which way hangs on how often it was looked for */
};

struct passage {
	enum ticket_request_state to;
	enum next_step next;
};

/* What is not named is { 0 }: NEVER. */
static const struct passage passages[TICKET_REQUEST_STATE_COUNT][EVENT_COUNT] =
    {
	[REQUEST_QUEUED] =
	    {
		[EVENT_SENT] = {REQUEST_SENDING, AT_REST},
		[EVENT_OVERTAKEN] = {REQUEST_NEEDS_ATTENTION, AT_REST},
		[EVENT_REFUSED] = {REQUEST_FAILED, AT_REST},
		[EVENT_RETRY] = {REQUEST_QUEUED, NOW},
		[EVENT_EDIT] = {REQUEST_QUEUED, NOW},
		[EVENT_BY_HAND] = {REQUEST_DONE, AT_REST},
		[EVENT_DROP] = {REQUEST_DROPPED, AT_REST},
		[EVENT_TAKE_OVER] = {REQUEST_QUEUED, NOW},
	    },
	[REQUEST_SENDING] =
	    {
		[EVENT_DID] = {REQUEST_DONE, AT_REST},
		[EVENT_HELD_UP] = {REQUEST_QUEUED, AFTER_BACK_OFF},
		[EVENT_CHANGED] = {REQUEST_QUEUED, NOW},
		[EVENT_REFUSED] = {REQUEST_FAILED, AT_REST},
		[EVENT_UNKNOWN] = {REQUEST_UNCERTAIN, AFTER_LOOK},
		[EVENT_INTERRUPTED] = {REQUEST_UNCERTAIN, AFTER_LOOK},
	    },
	[REQUEST_UNCERTAIN] =
	    {
		[EVENT_FOUND_NONE] = {REQUEST_UNCERTAIN, NOT_FOUND},
		[EVENT_FOUND_ONE] = {REQUEST_DONE, AT_REST},
		[EVENT_FOUND_SEVERAL] = {REQUEST_NEEDS_ATTENTION, AT_REST},
		[EVENT_LOOK_FAILED] = {REQUEST_UNCERTAIN, AFTER_A_WHILE},
		[EVENT_LOOK_REFUSED] = {REQUEST_NEEDS_ATTENTION, AT_REST},
		[EVENT_RETRY] = {REQUEST_UNCERTAIN, NOW},
		[EVENT_BY_HAND] = {REQUEST_DONE, AT_REST},
		[EVENT_DROP] = {REQUEST_DROPPED, AT_REST},
		[EVENT_TAKE_OVER] = {REQUEST_UNCERTAIN, NOW},
	    },
	[REQUEST_FAILED] =
	    {
		[EVENT_RETRY] = {REQUEST_QUEUED, NOW},
		[EVENT_EDIT] = {REQUEST_QUEUED, NOW},
		[EVENT_BY_HAND] = {REQUEST_DONE, AT_REST},
		[EVENT_DROP] = {REQUEST_DROPPED, AT_REST},
		[EVENT_TAKE_OVER] = {REQUEST_QUEUED, NOW},
	    },
	/* a late look may find it; a person who sends it again has it looked for once more before */
	[REQUEST_NEEDS_ATTENTION] =
	    {
		[EVENT_FOUND_NONE] = {REQUEST_NEEDS_ATTENTION, NOT_FOUND},
		[EVENT_FOUND_ONE] = {REQUEST_DONE, AT_REST},
		[EVENT_FOUND_SEVERAL] = {REQUEST_NEEDS_ATTENTION, AT_REST},
		[EVENT_LOOK_FAILED] = {REQUEST_NEEDS_ATTENTION, AFTER_A_WHILE},
		[EVENT_LOOK_REFUSED] = {REQUEST_NEEDS_ATTENTION, AT_REST},
		[EVENT_RETRY] = {REQUEST_UNCERTAIN, NOW},
		[EVENT_BY_HAND] = {REQUEST_DONE, AT_REST},
		[EVENT_DROP] = {REQUEST_DROPPED, AT_REST},
		[EVENT_TAKE_OVER] = {REQUEST_NEEDS_ATTENTION, AT_REST},
	    },
};

/* Seconds before each look: the first soon, for mostly it was done and only the answer was lost. */
static const int look_waits[REQUEST_LOOKS] = {5, 15, 30, 60, 120, 300};
enum { LATE_WAIT = 1800, BACK_OFF_MOST = 600 };

static int64_t
look_wait(int looks)
{
	return looks < REQUEST_LOOKS ? look_waits[looks] : LATE_WAIT;
}

/* At least so long, a quarter of it more at random, and not before Jira wants to be asked. */
static int64_t
spread(int64_t wait, const struct request_facts *f)
{
	wait = wait < REQUEST_BACK_OFF_LEAST ? REQUEST_BACK_OFF_LEAST : wait;
	wait = wait < BACK_OFF_MOST ? wait : BACK_OFF_MOST;
	wait += (int64_t)(f->chance % ((uint64_t)wait / 4 + 1));
	wait = wait > f->retry_after ? wait : f->retry_after;
	return wait < REQUEST_WAIT_MOST ? wait : REQUEST_WAIT_MOST;
}

/* Doubled each time. */
static int64_t
back_off(int times)
{
	int64_t wait = REQUEST_BACK_OFF_LEAST;

	for (int i = 1; i < times && wait < BACK_OFF_MOST; i++)
		wait *= 2;
	return wait;
}

static void
not_found(struct ticket_request *r, const struct request_facts *f)
{
	if (f->repeats) {
		/* by itself it goes out ever later, and in the end waits for a person */
		r->state = r->tries < REQUEST_REPEATS ? REQUEST_QUEUED : REQUEST_NEEDS_ATTENTION;
		r->next_at = r->state == REQUEST_QUEUED && r->tries > 1
				 ? f->now + spread(back_off(r->tries), f)
				 : 0;
		r->looks = 0;
		return;
	}
	r->looks++;
	if (r->looks >= REQUEST_LOOKS)
		r->state = REQUEST_NEEDS_ATTENTION;
	r->next_at =
	    r->looks < REQUEST_LOOKS + REQUEST_LATE_LOOKS ? f->now + look_wait(r->looks) : 0;
}

bool
request_flow(struct ticket_request *r, enum request_event e, const struct request_facts *f)
{
	const struct passage *p = &passages[r->state][e];

	switch (p->next) {
	case NEVER:
		return false;
	case NOW:
		r->next_at = 0;
		break;
	case AFTER_BACK_OFF:
		r->next_at = f->now + spread(back_off(r->tries), f);
		break;
	case AFTER_A_WHILE:
		r->next_at = f->now + spread((f->now - r->created_at) / 4, f);
		break;
	case AFTER_LOOK:
		r->looks = 0;
		r->next_at = f->now + look_wait(0);
		break;
	case AT_REST:
		r->next_at = 0;
		break;
	case NOT_FOUND:
		not_found(r, f);
		return true;
	}
	r->state = p->to;
	r->tries = e == EVENT_RETRY ? 0 : r->tries + (e == EVENT_SENT);
	return true;
}

bool
request_flow_fits(const struct ticket_request *r, enum request_event e)
{
	return passages[r->state][e].next != NEVER;
}

bool
request_is_sought(const struct ticket_request *r)
{
	return r->state == REQUEST_UNCERTAIN || (r->state == REQUEST_NEEDS_ATTENTION && r->next_at);
}

bool
request_may_pass(const char *code)
{
	static const char *const codes[] = {"jira-unreachable", "jira-timeout", "jira-busy",
	    "jira-down", "jira-tls", "worker-gone", "no-token", "token-refused", "captcha",
	    "login-page", "no-jira", "jira-misset"};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (!strcmp(codes[i], code))
			return true;
	return false;
}
