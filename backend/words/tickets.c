/* The words for tickets: what they are for, how far they are, and what is asked before something odd is done. */
#include "words/words.h"

#include "base/buf.h"
#include "base/members.h"

#include <string.h>

static const char *const categories[] = {
    [TICKET_NEW] = N_("not begun"),
    [TICKET_DOING] = N_("under way"),
    [TICKET_DONE] = N_("resolved"),
    [TICKET_UNKNOWN] = N_("nobody looked yet"),
};

static const char *const roles[] = {
    [TICKET_ROLE_ORIGIN] = N_("its origin"),
    [TICKET_ROLE_CSR] = N_("the CSR"),
    [TICKET_ROLE_HEAD] = N_("the head of service"),
    [TICKET_ROLE_REQUEST] = N_("the request"),
    [TICKET_ROLE_INSTALL] = N_("the installation"),
    [TICKET_ROLE_ANSWER] = N_("to be answered"),
    [TICKET_ROLE_OTHER] = N_("another matter"),
};

_Static_assert(sizeof(categories) / sizeof(*categories) == TICKET_CATEGORY_COUNT, "one for each");
_Static_assert(sizeof(roles) / sizeof(*roles) == TICKET_ROLE_COUNT, "one for each");

const char *
words_ticket_role(enum ticket_role role)
{
	return _(roles[role]);
}

const char *
words_ticket_system(enum ticket_system where)
{
	static const char *const names[] = {
	    [TICKET_SYSTEM_JIRA] = "Jira",
	    [TICKET_SYSTEM_REMEDY] = "Remedy",
	    [TICKET_SYSTEM_EACAT] = "EACAT",
	    [TICKET_SYSTEM_OTHER] = N_("elsewhere"),
	};

	return where == TICKET_SYSTEM_OTHER ? _(names[where]) : names[where];
}

/* One that somebody looked at without saying how far it is is not one that nobody looked at. */
static void
put_category(const json_t *ticket, struct buf *out)
{
	int category = ticket_category_from(text_of(ticket, "category"));

	if (category < 0)
		buf_puts(out, text_of(ticket, "category"));
	else if (category == TICKET_UNKNOWN && number_of(ticket, "looked_at"))
		buf_puts(out, _("looked at"));
	else
		buf_puts(out, _(categories[category]));
}

void
words_ticket_state_short(const json_t *ticket, struct buf *out)
{
	if (*text_of(ticket, "missing"))
		buf_puts(out, _("not shown"));
	else if (flag_of(ticket, "needs_answer"))
		buf_puts(out, _("to answer"));
	else if (ticket_category_from(text_of(ticket, "category")) == TICKET_UNKNOWN &&
		 !number_of(ticket, "looked_at"))
		buf_puts(out, _("not seen"));
	else
		put_category(ticket, out);
}

void
words_ticket_use(const json_t *use, struct buf *out)
{
	int role = ticket_role_from(text_of(use, "role"));
	const char *domain = text_of(use, "domain");
	const json_t *step = json_object_get(use, "holder");

	if (number_of(use, "renewal"))
		buf_printf(out, _("renewal %lld %s"), (long long)number_of(use, "renewal"),
		    *domain ? domain : text_of(use, "name"));
	else
		buf_printf(out, _("monitor %lld %s"), (long long)number_of(use, "monitor"),
		    text_of(use, "name"));
	if (role >= 0)
		buf_printf(out, ": %s", words_ticket_role((enum ticket_role)role));
	if (step)
		buf_printf(out, " (%s %s)", text_of(step, "number"), text_of(step, "title"));
	else if (role < 0)
		buf_printf(out, " (%s)", text_of(use, "step"));
}

void
words_ticket_state(const json_t *ticket, struct buf *out)
{
	put_category(ticket, out);
	if (*text_of(ticket, "status"))
		buf_printf(out, " (%s)", text_of(ticket, "status"));
	if (flag_of(ticket, "needs_answer"))
		buf_printf(out, ", %s", _("needs an answer"));
	if (!strcmp(text_of(ticket, "missing"), "hidden"))
		buf_printf(out, ", %s", _("it is in Jira, which does not let it be seen"));
	else if (!strcmp(text_of(ticket, "missing"), "another"))
		buf_printf(out, ", %s", _("Jira has another ticket under its key"));
	else if (*text_of(ticket, "missing"))
		buf_printf(out, ", %s",
		    number_of(ticket, "number")
			? _("Jira does not show it any more: deleted, or hidden")
			: _("Jira shows no such ticket"));
	else if (number_of(ticket, "answered_at"))
		buf_printf(out, ", %s", _("they answered"));
}

void
words_ticket_comment(const json_t *comment, struct buf *out)
{
	const json_t *internal = json_object_get(comment, "internal");

	words_date_time(number_of(comment, "at"), out);
	if (*text_of(comment, "author"))
		buf_printf(out, " · %s", text_of(comment, "author"));
	if (json_is_boolean(internal))
		buf_printf(out, " · %s",
		    json_is_true(internal) ? _("for the team alone")
					   : _("for everyone who sees the ticket"));
}

void
words_ticket_attachment(const json_t *attachment, struct buf *out)
{
	size_t size = (size_t)number_of(attachment, "size");

	words_date_time(number_of(attachment, "at"), out);
	if (*text_of(attachment, "author"))
		buf_printf(out, " · %s", text_of(attachment, "author"));
	buf_puts(out, " · ");
	buf_printf(out, ngettext("%zu byte", "%zu bytes", size), size);
}

/* ---- what is asked first ---- */

static void
ask_in_use(const json_t *args, struct buf *out)
{
	int role = ticket_role_from(text_of(args, "role"));
	const char *words = role < 0 ? "" : words_ticket_role((enum ticket_role)role);

	if (number_of(args, "renewal"))
		buf_printf(out,
		    _("%s is a ticket of renewal %lld already (%s). Is it for this too?"),
		    text_of(args, "key"), (long long)number_of(args, "renewal"), words);
	else
		buf_printf(out, _("%s is for something else already (%s). Is it for this too?"),
		    text_of(args, "key"), words);
}

bool
words_ticket_question(const char *code, const json_t *args, struct buf *out)
{
	const char *key = text_of(args, "key");

	if (!strcmp(code, "unknown-ticket"))
		buf_printf(out, _("%s is not known here yet. Is that its key?"), key);
	else if (!strcmp(code, "other-project"))
		buf_printf(out, _("%s is not a ticket of %s. Is it the one all the same?"), key,
		    text_of(args, "project"));
	else if (!strcmp(code, "ticket-in-use"))
		ask_in_use(args, out);
	else if (!strcmp(code, "no-such-ticket"))
		buf_printf(out,
		    _("Jira does not show %s: deleted, hidden, or there never was one. Is that its "
		      "key all the same?"),
		    key);
	else if (!strcmp(code, "no-permission"))
		buf_printf(out,
		    _("%s is in Jira, and hidden from you. Is that its key all the same?"), key);
	else if (!strcmp(code, "other-issue"))
		buf_printf(out,
		    _("Jira has another ticket under %s: number %s there, and it was %lld. Is it "
		      "the "
		      "same one all the same?"),
		    key, text_of(args, "number"), (long long)number_of(args, "known"));
	else if (!strcmp(code, "becomes-one"))
		buf_printf(out,
		    _("%s is known already, as a ticket of its own. Are %s and that one ticket?"),
		    text_of(args, "to"), key);
	else if (!strcmp(code, "unknown-person"))
		buf_printf(out, _("I do not know %s: hand the renewal over all the same?"),
		    text_of(args, "login"));
	else
		return false;
	return true;
}
