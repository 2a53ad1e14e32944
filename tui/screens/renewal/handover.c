/* Handing the renewal over: to one of those whom the team knows, chosen from a list, which is asked about, naming the
 * renewal; or to somebody else, whose login is typed, and asked about once more where nobody has it. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/mem.h"
#include "tui/screens/dialog.h"
#include "tui/screens/person_choice.h"
#include "words/words.h"

/* The panel may be closed by the time. */
static struct panel *
panel_still_open(const struct app *a, const int64_t *id)
{
	for (int i = a->depth; i-- > 0;)
		if (a->stack[i]->class->context == CONTEXT_RENEWAL &&
		    panel_renewal(a->stack[i]) == *id)
			return (struct panel *)a->stack[i];
	return NULL;
}

static void
person_chosen(struct app *a, const char *login, void *arg)
{
	struct panel *p = panel_still_open(a, arg);

	if (p)
		panel_ask_hand_over(p, login);
}

static void
ask_login(struct app *a, void *arg)
{
	struct panel *p = panel_still_open(a, arg);
	struct screen *inputs;
	char *text;

	if (!p)
		return;
	text = mem_printf(_("renewal %lld %s"), (long long)p->id, panel_renewal_name(p));
	inputs = panel_ask(
	    p, "hand-over", NULL, args_text, "to", NULL, _("Hand the renewal over"), text);
	dialog_add(inputs, _("To"), _("The login of whoever goes on with it."), "");
	dialog_chooses(inputs, VALUES_LOGINS);
	app_push(a, inputs);
	free(text);
}

void
panel_hand_over(struct panel *p)
{
	int64_t *id = mem_alloc(sizeof(*id));

	*id = p->id;
	person_choose(p->app, _("Hand the renewal over"),
	    &(struct person_choice){person_chosen, ask_login, free, id});
}
