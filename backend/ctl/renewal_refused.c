/* What an act on a step was refused for, and what there would have been instead: the steps of the renewal, the acts
 * of such a step, its choices, the values that one of them asks for. */
#include "ctl/renewal_fetch.h"
#include "ctl/renewal_say.h"
#include "ctl/renewal_step.h"

#include "base/buf.h"
#include "base/mem.h"
#include "words/words.h"

const json_t *
step_call_step(struct step_call *c)
{
	json_t *error = NULL, *ok;

	if (c->step)
		return c->step;
	ok = ctl_try(c->ctl, "renewal.step",
	    json_pack("{s:I, s:s}", "id", c->number, "step", c->act.step), &error);
	c->step = json_incref(json_object_get(ok, "step"));
	json_decref(ok);
	json_decref(error);
	return c->step;
}

const json_t *
step_call_renewal(struct step_call *c)
{
	json_t *got = c->renewal ? NULL : renewal_get(c->ctl, c->number);

	if (got)
		c->renewal = json_incref(json_object_get(got, "renewal"));
	json_decref(got);
	return c->renewal;
}

const json_t *
step_option_of(const json_t *step, const char *value)
{
	return object_with(json_object_get(step, "options"), "value", value);
}

void
known_add(struct buf *list, const char *name, const char *title)
{
	buf_printf(list, "%s%s", list->len ? ", " : "", name);
	if (*title)
		buf_printf(list, " (%s)", title);
}

void
known_say(struct ctl *ctl, struct buf *list)
{
	char *line = mem_printf(_("There are: %s"), buf_str(list));

	if (list->len)
		ctl_complain(ctl, line);
	free(line);
	buf_release(list);
}

static void
say_steps(struct step_call *c)
{
	json_t *phase, *step;
	struct buf list = {0};
	size_t i, k;

	json_array_foreach(json_object_get(step_call_renewal(c), "phases"), i, phase)
		json_array_foreach(json_object_get(phase, "steps"), k, step) {
			const char *key = text_of(step, "key"), *slash = strrchr(key, '/');

			known_add(&list, slash ? slash + 1 : key, text_of(step, "number"));
		}
	known_say(c->ctl, &list);
}

/* Those that are commands of their own. */
void
renewal_step_acts_of(const json_t *step, struct buf *list)
{
	for (const struct verb *v = renewal_step_acts; v->name; v++)
		if (texts_have(json_object_get(step, "acts"), v->name))
			known_add(list, v->name, "");
}

void
step_say_acts(struct step_call *c)
{
	struct buf list = {0};

	renewal_step_acts_of(step_call_step(c), &list);
	known_say(c->ctl, &list);
}

static void
say_options(struct step_call *c)
{
	struct buf list = {0};
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(step_call_step(c), "options"), i, one)
		known_add(&list, text_of(one, "value"), text_of(one, "title"));
	known_say(c->ctl, &list);
}

static void
say_checks_failed(struct step_call *c)
{
	struct buf list = {0};
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(step_call_step(c), "checks"), i, one)
		if (check_state_from(text_of(one, "result")) == CHECK_FAILED)
			known_add(&list, text_of(one, "name"),
			    words_check(text_of(one, "name"), CHECK_FAILED));
	known_say(c->ctl, &list);
}

/* ---- refused ---- */

/* "--ca-nom is needed: Nom de la CA". */
static bool
say_value_needed(struct step_call *c, const char *name)
{
	const json_t *option = c->count ? step_option_of(step_call_step(c), c->arguments[0]) : NULL;
	char *line;

	if (!texts_have(json_object_get(option, "asks"), name))
		return false;
	line =
	    mem_printf(_("--%s is needed: %s"), name, words_asked_name(step_call_renewal(c), name));
	ctl_complain(c->ctl, line);
	free(line);
	return true;
}

int
step_say_refused(struct step_call *c, const json_t *error)
{
	const json_t *args = json_object_get(error, "args");
	const char *code = text_of(error, "code"), *field = text_of(args, "field");
	bool first = c->form && c->form->arguments[0] && !strcmp(field, c->form->arguments[0]);

	if (json_object_get(c->values, field) || !say_value_needed(c, field))
		ctl_complain_code(c->ctl, code, args);
	if (!strcmp(code, "no-step"))
		say_steps(c);
	else if (!strcmp(code, "bad-state"))
		step_say_acts(c);
	else if (!strcmp(code, "reason-needed"))
		ctl_complain(c->ctl, _("It is given with --note TEXT."));
	else if (first && !strcmp(c->act.what, "accept"))
		say_checks_failed(c);
	else if (first)
		say_options(c);
	return EXIT_FAILED;
}
