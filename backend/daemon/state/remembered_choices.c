#include "daemon/state/remembered_choices.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/state/open_renewals.h"
#include "store/answers.h"

struct remembered_choices {
	struct store *store;
	struct open_renewals *renewals;
};

struct remembered_choices *
remembered_choices_new(struct store *store, struct open_renewals *renewals)
{
	struct remembered_choices *c = mem_alloc(sizeof(*c));

	*c = (struct remembered_choices){store, renewals};
	return c;
}

void
remembered_choices_free(struct remembered_choices *c)
{
	free(c);
}

static bool
is_asked_once(const struct renewal_step *s)
{
	return s->step->kind == STEP_DECISION && s->step->remember;
}

static const char *
chosen(const struct renewal_step *s)
{
	return string_of(s->record, "choice");
}

/* Whoever takes an answer back wants another. */
static bool
takes_back(const struct renewal_act *act)
{
	return !strcmp(act->what, "undo") || !strcmp(act->what, "again");
}

int
remembered_choices_keep(const struct remembered_choices *c, const struct actor *actor,
    const struct renewal_act *act, const struct loaded_renewal *t, struct err *err)
{
	struct renewal_step s;

	if (strcmp(act->what, "choose") != 0 || !act->step ||
	    !renewal_step_find(t->renewal, act->step, &s) || !is_asked_once(&s) || !chosen(&s))
		return 0;
	return store_answer_put(c->store, actor->login, s.key, chosen(&s), err);
}

static bool
is_usual(const struct step *s, const char *value)
{
	const struct step_option *o = value ? step_option(s, value) : NULL;

	return o && o->usual;
}

/* Makes the choice; false where it is not known, or could not be made. */
static bool
answer(const struct remembered_choices *c, const struct actor *actor,
    const struct renewal_act *after, const struct renewal_step *s, struct loaded_renewal *t)
{
	struct renewal_act act = {.what = "choose",
	    .step = s->key,
	    .actor = after->actor,
	    .now = after->now,
	    .version = -1};
	struct loaded_renewal next = {0};
	struct err err = {0};
	char *value = NULL;
	json_t *args;
	bool made;

	if (store_answer_get(c->store, actor->login, s->key, &value, &err) < 0)
		log_warning("renewal %lld: what was answered to %s: %s", (long long)t->record.id,
		    s->key, err.text);
	if (!is_usual(s->step, value)) {
		free(value);
		return false;
	}
	act.args = args = json_pack("{s:s, s:b}", "value", value, "remembered", true);
	made = open_renewals_do(c->renewals, actor, t->record.id, &act, &next, &err) == 0;
	if (made) {
		struct loaded_renewal before = *t;
		*t = next;
		next = before;
	} else {
		log_warning("renewal %lld: %s is not answered as before: %s",
		    (long long)t->record.id, s->key, err.text);
	}
	loaded_renewal_release(&next);
	json_decref(args);
	free(value);
	return made;
}

/* The first that is asked and known is answered; what is read belongs to the state before. */
static bool
answer_one(const struct remembered_choices *c, const struct actor *actor,
    const struct renewal_act *after, struct loaded_renewal *t)
{
	size_t count, i = 0;
	struct renewal_step *all = renewal_steps(t->renewal, &count), s = {0};

	while (i < count && !(is_asked_once(&all[i]) && all[i].ready &&
				all[i].state == STATE_TODO && !chosen(&all[i])))
		i++;
	if (i < count)
		s = all[i];
	free(all);
	return i < count && answer(c, actor, after, &s, t);
}

/* Whoever helps with another's renewal does not answer for them. */
static bool
is_theirs(const struct loaded_renewal *t, const struct actor *actor)
{
	const char *owner = t->record.owner;

	return !owner || !*owner || !strcmp(owner, actor->login);
}

void
remembered_choices_follow(const struct remembered_choices *c, const struct actor *actor,
    const struct renewal_act *act, struct loaded_renewal *t)
{
	while (!takes_back(act) && is_theirs(t, actor) && answer_one(c, actor, act, t))
		continue;
}
