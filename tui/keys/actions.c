#include "tui/keys/actions.h"

#include "words/words.h"

static const struct action_info actions[ACTION_COUNT] = {
    [ACTION_NONE] = {.name = "", .help = ""},
#define CONTEXT(id, n)
#define ACTION(id, n, h, c, f) \
	[ACTION_##id] = {.name = (n), .help = (h), .contexts = (c), .flags = (f)},
#include "tui/keys/actions.def"
#undef CONTEXT
#undef ACTION
};

static const char *const contexts[CONTEXT_COUNT] = {
#define CONTEXT(id, n) [CONTEXT_##id] = (n),
#define ACTION(id, n, h, c, f)
#include "tui/keys/actions.def"
#undef CONTEXT
#undef ACTION
};

_Static_assert(CONTEXT_COUNT <= 32, "a set of contexts is a uint32_t");

const struct action_info *
action_info(enum action a)
{
	return &actions[a < ACTION_COUNT ? a : ACTION_NONE];
}

enum action
action_from(const char *name)
{
	for (enum action a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (!strcmp(actions[a].name, name))
			return a;
	return ACTION_NONE;
}

bool
action_works_in(enum action a, enum context context)
{
	uint32_t in = action_info(a)->contexts;

	return in & (1U << CONTEXT_ANY) || in & (1U << context) || context == CONTEXT_ANY;
}

const char *
context_name(enum context context)
{
	return contexts[context];
}

int
context_from(const char *name)
{
	for (int i = 0; i < CONTEXT_COUNT; i++)
		if (!strcmp(contexts[i], name))
			return i;
	return -1;
}
