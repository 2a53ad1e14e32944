#include "words/service_token.h"

#include "base/buf.h"
#include "base/members.h"
#include "words/words.h"

void
words_service_token(const json_t *trouble, struct buf *out)
{
	struct buf date = {0};

	words_date_time(number_of(trouble, "since"), &date);
	words_error(text_of(trouble, "code"), json_object_get(trouble, "args"), out);
	buf_putc(out, ' ');
	buf_printf(out,
	    flag_of(trouble, "tried_again")
		? _("Since %s; it is tried again every minute.")
		: _("Since %s; it is tried again as soon as its file changes."),
	    buf_str(&date));
	buf_release(&date);
}
