#include "tui/screens/who_is_there.h"

#include "base/buf.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/dialog.h"
#include "words/words.h"

/* The screen goes; where the name is none, or the account turns out to be another's, it is asked anew. */
static void
submitted(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	char name[256];

	(void)arg;
	snprintf(name, sizeof(name), "%s", texts[0]);
	app_close(a, inputs);
	link_declare(a->link, name);
}

void
who_is_there_ask(struct app *a)
{
	const struct dialog_owner owner = {.submit = submitted, .passes = true};
	struct buf why = {0};
	struct screen *inputs;

	words_error(link_error_code(a->link), link_error_args(a->link), &why);
	inputs = dialog_new(_("Who is there?"), buf_str(&why), &owner);
	dialog_add(
	    inputs, _("Name"), _("The trail will say that it was declared, not proven."), "");
	app_push(a, inputs);
	buf_release(&why);
}
