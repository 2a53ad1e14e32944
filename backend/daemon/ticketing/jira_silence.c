#include "daemon/ticketing/jira_silence.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool
is_among(const char *const *codes, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(codes[i], code))
			return true;
	return false;
}

/* Nothing came from Jira. */
static bool
says_silent(const char *code)
{
	static const char *const codes[] = {
	    "jira-unreachable", "jira-tls", "jira-timeout", "jira-down"};

	return is_among(codes, sizeof(codes) / sizeof(*codes), code);
}

/* Nothing went out. */
static bool
says_nothing(const char *code)
{
	static const char *const codes[] = {
	    "no-token", "bad-token", "no-jira", "jira-misset", "worker-gone"};

	return is_among(codes, sizeof(codes) / sizeof(*codes), code);
}

static bool
is_told(const struct jira_silence *s)
{
	return s->failures >= JIRA_SILENCE_LEAST;
}

static void
forget(struct jira_silence *s)
{
	free(s->code);
	json_decref(s->args);
	*s = (struct jira_silence){.answered_at = s->answered_at};
}

bool
jira_silence_note(struct jira_silence *s, const char *code, const json_t *args, int64_t now)
{
	bool told = is_told(s), same;

	if (code && says_nothing(code))
		return false;
	if (!code || !says_silent(code)) {
		s->answered_at = now;
		forget(s);
		return told;
	}
	same = s->code && !strcmp(s->code, code) && (s->args == args || json_equal(s->args, args));
	s->since = s->since ? s->since : now;
	if (!told)
		s->failures++;
	mem_replace(&s->code, code);
	json_decref(s->args);
	s->args = json_deep_copy(args);
	return is_told(s) && (!told || !same);
}

json_t *
jira_silence_json(const struct jira_silence *s)
{
	if (!is_told(s))
		return json_null();
	return json_pack(
	    "{s:I, s:s, s:O?}", "since", (json_int_t)s->since, "code", s->code, "args", s->args);
}

void
jira_silence_release(struct jira_silence *s)
{
	forget(s);
}
