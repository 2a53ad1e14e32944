#include "ctl/renewal_close.h"

#include "base/buf.h"
#include "base/mem.h"
#include "words/words.h"

int
asks_retire(struct ctl *ctl, const json_t *renewal, bool retire, bool keep)
{
	const json_t *monitors = json_object_get(renewal, "monitors");
	struct buf day = {0}, names = {0};
	char *question;
	bool agreed;

	if (!*text_of(renewal, "retires") || keep || retire)
		return keep ? 0 : 1;
	words_day(text_of(renewal, "retires"), &day);
	texts_join(monitors, "name", ", ", &names);
	question =
	    mem_printf(_("Close it, and retire %s on %s? (--retire: yes; --keep: close it and go "
			 "on watching)"),
		buf_str(&names), buf_str(&day));
	agreed = ctl_agrees(ctl, question, false);
	free(question);
	buf_release(&day);
	buf_release(&names);
	return agreed ? 1 : -1;
}
