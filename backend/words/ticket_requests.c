/* The words for what is asked of Jira. */
#include "words/words.h"

#include "base/buf.h"
#include "base/members.h"

const char *
words_request_state(enum ticket_request_state state)
{
	static const char *const texts[] = {
	    [REQUEST_QUEUED] = N_("waiting"),
	    [REQUEST_SENDING] = N_("being sent"),
	    [REQUEST_UNCERTAIN] = N_("not known"),
	    [REQUEST_DONE] = N_("done"),
	    [REQUEST_FAILED] = N_("refused"),
	    [REQUEST_NEEDS_ATTENTION] = N_("needs attention"),
	    [REQUEST_DROPPED] = N_("dropped"),
	};
	_Static_assert(
	    sizeof(texts) / sizeof(*texts) == TICKET_REQUEST_STATE_COUNT, "one for each");

	return _(texts[state]);
}

void
words_request(const json_t *request, struct buf *out)
{
	const char *key = text_of(json_object_get(request, "ticket"), "key"),
		   *other = text_of(json_object_get(request, "other"), "key");
	int kind = ticket_request_kind_from(text_of(request, "kind"));

	if (kind == REQUEST_CREATE)
		buf_printf(out, _("create: %s"), text_of(request, "title"));
	else if (kind == REQUEST_LINK)
		buf_printf(out, _("link %s to %s"), key, other);
	else if (kind == REQUEST_COMMENT)
		buf_printf(out, _("comment on %s"), key);
	else if (kind == REQUEST_ATTACH)
		buf_printf(out, _("attach %s to %s"), text_of(request, "name"), key);
	else
		buf_puts(out, text_of(request, "kind"));
}

void
words_request_reason(const json_t *request, struct buf *out)
{
	if (*text_of(request, "reason"))
		words_error(text_of(request, "reason"), json_object_get(request, "args"), out);
}
