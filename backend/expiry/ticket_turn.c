#include "expiry/ticket_turn.h"

#include "base/members.h"
#include "base/terms.h"

const json_t *
ticket_use(const json_t *ticket)
{
	const json_t *uses = json_object_get(ticket, "uses"), *one;
	size_t i;

	json_array_foreach(uses, i, one)
		if (flag_of(one, "open"))
			return one;
	return json_array_get(uses, 0);
}

bool
ticket_is_resolved(const json_t *ticket)
{
	return ticket_category_from(text_of(ticket, "category")) == TICKET_DONE;
}

enum ticket_turn
ticket_turn_of(const json_t *ticket)
{
	const json_t *use = ticket_use(ticket);

	if (flag_of(ticket, "needs_answer") || number_of(ticket, "answered_at"))
		return TURN_ANSWER;
	if (!number_of(ticket, "looked_at") && !number_of(ticket, "read_at"))
		return TURN_UNSEEN;
	if (!number_of(use, "renewal"))
		return TURN_NONE;
	return *text_of(use, "waiting_on") && !ticket_is_resolved(ticket) ? TURN_THEIRS : TURN_OURS;
}
