#include "base/terms.h"

#include <stddef.h>

#define X(id, text) text,
static const char *const outcome_texts[] = {OUTCOMES(X)};
static const char *const problem_texts[] = {PROBLEMS(X)};
static const char *const staple_answer_texts[] = {STAPLE_ANSWERS(X)};
static const char *const kind_texts[] = {KINDS(X)};
static const char *const right_texts[] = {RIGHTS(X)};
static const char *const urgency_texts[] = {URGENCIES(X)};
static const char *const attention_texts[] = {ATTENTIONS(X)};
static const char *const change_kind_texts[] = {CHANGE_KINDS(X)};
static const char *const monitor_type_texts[] = {MONITOR_TYPES(X)};
static const char *const step_kind_texts[] = {STEP_KINDS(X)};
static const char *const step_state_texts[] = {STEP_STATES(X)};
static const char *const step_source_texts[] = {STEP_SOURCES(X)};
static const char *const meaning_texts[] = {MEANINGS(X)};
static const char *const purpose_texts[] = {PURPOSES(X)};
static const char *const asked_type_texts[] = {ASKED_TYPES(X)};
static const char *const form_field_type_texts[] = {FORM_FIELD_TYPES(X)};
static const char *const renewal_state_texts[] = {RENEWAL_STATES(X)};
static const char *const renewal_end_texts[] = {RENEWAL_ENDS(X)};
static const char *const renewal_origin_texts[] = {RENEWAL_ORIGINS(X)};
static const char *const check_state_texts[] = {CHECK_STATES(X)};
static const char *const check_grade_texts[] = {CHECK_GRADES(X)};
static const char *const health_texts[] = {HEALTHS(X)};
static const char *const document_role_texts[] = {DOCUMENT_ROLES(X)};
static const char *const ticket_system_texts[] = {TICKET_SYSTEMS(X)};
static const char *const ticket_category_texts[] = {TICKET_CATEGORIES(X)};
static const char *const ticket_role_texts[] = {TICKET_ROLES(X)};
static const char *const ticket_link_how_texts[] = {TICKET_LINKS(X)};
static const char *const ticket_request_kind_texts[] = {TICKET_REQUEST_KINDS(X)};
static const char *const ticket_request_state_texts[] = {TICKET_REQUEST_STATES(X)};
#undef X
#define X(id, text, port) text,
static const char *const protocol_texts[] = {PROTOCOLS(X)};
#undef X
#define X(id, text, port) port,
static const int protocol_ports[] = {PROTOCOLS(X)};
#undef X

_Static_assert(PROBLEM_COUNT <= 63, "a set of problems is a uint64_t, kept in an int64_t");

static int
index_of(const char *const *texts, int count, const char *text)
{
	for (int i = 0; text && i < count; i++)
		if (!strcmp(texts[i], text))
			return i;
	return -1;
}

#define TERM(noun, COUNT)                                                   \
	const char *noun##_text(enum noun value)                            \
	{                                                                   \
		return (unsigned)value < COUNT ? noun##_texts[value] : "?"; \
	}                                                                   \
	int noun##_from(const char *text)                                   \
	{                                                                   \
		return index_of(noun##_texts, COUNT, text);                 \
	}

TERM(outcome, OUTCOME_COUNT)
TERM(problem, PROBLEM_COUNT)
TERM(staple_answer, STAPLE_ANSWER_COUNT)
TERM(kind, KIND_COUNT)
TERM(monitor_type, MONITOR_TYPE_COUNT)
TERM(right, RIGHT_COUNT)
TERM(protocol, PROTOCOL_COUNT)
TERM(urgency, URGENCY_COUNT)
TERM(attention, ATTENTION_COUNT)
TERM(change_kind, CHANGE_KIND_COUNT)
TERM(step_kind, STEP_KIND_COUNT)
TERM(step_state, STEP_STATE_COUNT)
TERM(step_source, STEP_SOURCE_COUNT)
TERM(meaning, MEANING_COUNT)
TERM(purpose, PURPOSE_COUNT)
TERM(asked_type, ASKED_TYPE_COUNT)
TERM(form_field_type, FORM_FIELD_TYPE_COUNT)
TERM(renewal_state, RENEWAL_STATE_COUNT)
TERM(renewal_end, RENEWAL_END_COUNT)
TERM(renewal_origin, RENEWAL_ORIGIN_COUNT)
TERM(check_state, CHECK_STATE_COUNT)
TERM(check_grade, CHECK_GRADE_COUNT)
TERM(health, HEALTH_COUNT)
TERM(document_role, DOCUMENT_ROLE_COUNT)
TERM(ticket_system, TICKET_SYSTEM_COUNT)
TERM(ticket_category, TICKET_CATEGORY_COUNT)
TERM(ticket_role, TICKET_ROLE_COUNT)
TERM(ticket_link_how, TICKET_LINK_COUNT)
TERM(ticket_request_kind, TICKET_REQUEST_KIND_COUNT)
TERM(ticket_request_state, TICKET_REQUEST_STATE_COUNT)

bool
step_state_settled(enum step_state s)
{
	return s == STATE_DONE || s == STATE_SKIPPED || s == STATE_NOT_APPLICABLE;
}

int
protocol_port(enum protocol p)
{
	return (unsigned)p < PROTOCOL_COUNT ? protocol_ports[p] : protocol_ports[PROTOCOL_TLS];
}
