/* What raises attention, and what a person did about it, of one monitor. */
#include "words/words.h"

#include "base/buf.h"
#include "base/members.h"

void
words_acceptance(const json_t *acceptance, struct buf *out)
{
	int problem = problem_from(text_of(acceptance, "problem"));
	struct buf day = {0};

	words_day(text_of(acceptance, "until"), &day);
	buf_printf(out, _("%s until %s, %s: %s"),
	    problem < 0 ? text_of(acceptance, "problem")
			: words_problem_short((enum problem)problem),
	    buf_str(&day), text_of(acceptance, "by"), text_of(acceptance, "reason"));
	if (!flag_of(acceptance, "holds"))
		buf_printf(out, " (%s)", _("it holds no longer"));
	buf_release(&day);
}
