/* What somebody is told that others did with his renewals while he may have been away. */
#include "words/words.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"

enum { NAME_SHOWN = 60 };

void
words_told(const json_t *notice, int64_t now, struct buf *out)
{
	char *by = text_cleaned(text_of(notice, "by"), NAME_SHOWN),
	     *name = text_cleaned(text_of(notice, "name"), NAME_SHOWN),
	     *note = text_cleaned(text_of(notice, "note"), 0);
	bool given = !strcmp(text_of(notice, "what"), "handed-over");
	struct buf when = {0};

	words_when(number_of(notice, "at"), now, &when);
	/* TRANSLATORS: a login, a number, a name, "yesterday at 17:40" */
	buf_printf(out,
	    given ? _("%s handed renewal %lld (%s) over to you, %s")
		  : _("%s took over renewal %lld (%s) from you, %s"),
	    by, (long long)number_of(notice, "renewal"), name, buf_str(&when));
	if (*note)
		buf_printf(out, ": %s", note);
	free(note);
	buf_release(&when);
	free(name);
	free(by);
}
