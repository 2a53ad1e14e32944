#include "base/terms.h"

#include <stddef.h>

#define X(id, text) text,
static const char *const outcome_texts[] = {OUTCOMES(X)};
static const char *const problem_texts[] = {PROBLEMS(X)};
static const char *const kind_texts[] = {KINDS(X)};
static const char *const right_texts[] = {RIGHTS(X)};
static const char *const urgency_texts[] = {URGENCIES(X)};
static const char *const monitor_type_texts[] = {MONITOR_TYPES(X)};
#undef X
#define X(id, text, port) text,
static const char *const protocol_texts[] = {PROTOCOLS(X)};
#undef X
#define X(id, text, port) port,
static const int protocol_ports[] = {PROTOCOLS(X)};
#undef X

_Static_assert(PROBLEM_COUNT <= 32, "a set of problems is a uint32_t");

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
TERM(kind, KIND_COUNT)
TERM(monitor_type, MONITOR_TYPE_COUNT)
TERM(right, RIGHT_COUNT)
TERM(protocol, PROTOCOL_COUNT)
TERM(urgency, URGENCY_COUNT)

int
protocol_port(enum protocol p)
{
	return (unsigned)p < PROTOCOL_COUNT ? protocol_ports[p] : protocol_ports[PROTOCOL_TLS];
}
