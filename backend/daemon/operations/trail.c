/* Operations on the audit trail: a page of it, and whether it holds. */
#include "daemon/operations/operations.h"

#include "base/members.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/session.h"
#include "daemon/trail_checks.h"
#include "store/store.h"
#include "wire/protocol.h"

enum {
	LOG_DEFAULT = 50,
	LOG_MAX = 200,
	LOG_BYTES = LINE_MAX_BYTES / 2,
	LOG_LOOKS = 2000 /* for a text in one go: nobody else is served meanwhile */
};

struct page {
	json_t *events;
	size_t room, bytes; /* how many there may be; as they will be in the line */
	const char *text;   /* only with that in it; "": whatever */
	int64_t last;       /* the last one looked at */
	int looked;         /* for the text: how many */
	bool full;          /* there may be more */
};

static json_t *
parsed(const char *text)
{
	json_t *value = *text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;

	return value ? value : json_null();
}

static bool
has_text(const struct event *e, const char *text)
{
	return !*text || text_contains(e->actor.login, text) || text_contains(e->what, text) ||
	       text_contains(e->before, text) || text_contains(e->after, text);
}

static bool
add_event(const struct event *e, void *arg)
{
	struct page *page = arg;

	page->full = *page->text && page->looked++ == LOG_LOOKS;
	if (page->full)
		return false;
	if (!has_text(e, page->text)) {
		page->last = e->seq;
		return true;
	}
	page->bytes += strlen(e->before) + strlen(e->after) + 250;
	page->full = json_array_size(page->events) == page->room ||
		     (page->bytes > LOG_BYTES && json_array_size(page->events));
	if (page->full)
		return false;
	page->last = e->seq;
	json_array_append_new(page->events,
	    json_pack("{s:I, s:I, s:I, s:s, s:b, s:s, s:I, s:o, s:o, s:s}", "seq",
		(json_int_t)e->seq, "at", (json_int_t)e->at, "uid", (json_int_t)e->actor.uid,
		"login", e->actor.login, "proven", e->actor.proven, "what", e->what, "subject",
		(json_int_t)e->subject, "before", parsed(e->before), "after", parsed(e->after),
		"hash", e->hash));
	return true;
}

static void
op_log(struct session *s, json_int_t id, const json_t *args)
{
	const struct event_filter filter = {.who = text_of(args, "who"),
	    .what = text_of(args, "what"),
	    .since = number_of(args, "since"),
	    .until = number_of(args, "until"),
	    .monitor = number_of(args, "monitor"),
	    .renewal = number_of(args, "renewal")};
	const bool forward = json_is_integer(json_object_get(args, "after"));
	struct page page = {.events = json_array(),
	    .room = (size_t)number_of(args, "limit"),
	    .text = text_of(args, "text")};
	struct err err = {0};
	int64_t next, head;

	if (!page.room || page.room > LOG_MAX)
		page.room = page.room ? LOG_MAX : LOG_DEFAULT;
	if (store_event_head(session_daemon(s)->store, &head, &err) < 0 ||
	    store_event_find(session_daemon(s)->store, &filter, number_of(args, "after"),
		number_of(args, "before"), forward, &next, add_event, &page, &err) < 0) {
		session_failed(s, id, &err);
		json_decref(page.events);
		return;
	}
	if (page.full)
		next = page.last;
	session_ok(s, id,
	    json_pack("{s:o, s:I, s:I}", "events", page.events, "next", (json_int_t)next, "head",
		(json_int_t)head));
}

static void
verified(void *session, json_int_t id, const char *head, const struct err *err)
{
	struct session *s = session;

	if (head)
		session_ok(s, id, json_pack("{s:s}", "head", head));
	else
		session_failed(s, id, err);
}

static void
op_log_verify(struct session *s, json_int_t id, const json_t *args)
{
	(void)args;
	trail_checks_ask(session_daemon(s)->trail_checks, verified, s, id);
}

const struct operation trail_operations[] = {
    {.name = "log",
	.right = RIGHT_READ,
	.run = op_log,
	.arguments = ARGUMENTS(
	    {"limit", ARGUMENT_NUMBER, .most = NUMBER_MOST,
		.what = "how many, 50 without it; a line holds no more than 200"},
	    {"before", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "\"next\" of the page before"},
	    {"after", ARGUMENT_NUMBER, .most = NUMBER_MOST,
		.what =
		    "the oldest first, from the one after that seq; \"next\" of the page before"},
	    {"who", ARGUMENT_TEXT,
		.what = "only of this login; several with commas; -anna,pau: of all but these"},
	    {"what", ARGUMENT_TEXT,
		.what = "only of this kind (monitor.edit) or family (monitor); as for who, several "
			"or all but these"},
	    {"since", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "only from that second on"},
	    {"until", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "only before that second"},
	    {"monitor", ARGUMENT_NUMBER, .most = NUMBER_MOST,
		.what = "only of this monitor, its renewals and their tickets"},
	    {"renewal", ARGUMENT_NUMBER, .most = NUMBER_MOST,
		.what = "only of this renewal and its tickets"},
	    {"text", ARGUMENT_TEXT, .what = "only with that text in login, what, before or after"}),
	.what =
	    "A page of the audit trail, newest first. It may be empty and have others behind "
	    "it: \"next\" is 0 where there are none; \"head\" is the seq of the newest line there "
	    "is. Of a list in a step, a value or a document of a renewal, before and after "
	    "have the end that differs: {\"kept\": how many stand before it, \"then\": [...]}.",
	.answer = "events, next, head"},
    {.name = "log.verify",
	.right = RIGHT_READ,
	.run = op_log_verify,
	.cost = COST_VERIFICATION,
	.what = "Computes the audit trail's hashes anew.",
	.answer = "head"},
    {.name = NULL},
};
