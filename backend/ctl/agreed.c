/* What operations on tickets ask before they do it: on a terminal as a question, otherwise a refusal that names --yes. */
#include "ctl/agreed.h"

#include "base/buf.h"
#include "base/members.h"
#include "words/words.h"

#include <unistd.h>

json_t *
ctl_agreed_all(void)
{
	return json_pack("[s, s, s, s, s, s, s]", "unknown-ticket", "other-project",
	    "ticket-in-use", "becomes-one", "no-such-ticket", "no-permission", "other-issue");
}

bool
ctl_agrees_to(struct ctl *ctl, const json_t *error, json_t *args)
{
	const char *code = text_of(error, "code");
	struct buf question = {0};
	bool yes = isatty(STDIN_FILENO) && isatty(STDERR_FILENO) &&
		   words_ticket_question(code, json_object_get(error, "args"), &question) &&
		   ctl_agrees(ctl, buf_str(&question), false);

	if (yes)
		text_add(args, "agreed", code);
	buf_release(&question);
	return yes;
}
