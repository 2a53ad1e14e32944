/* The data of the events that are about no row. */
#include "daemon/operations/operations.h"

#include "daemon/daemon.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/push.h"
#include "daemon/state/open_renewals.h"
#include "daemon/ticketing/outbox.h"
#include "store/store.h"
#include "store/ticket_requests.h"
#include "store/tickets.h"

static json_t *
gone(int64_t id)
{
	return json_pack("{s:I, s:n}", "id", (json_int_t)id, "version");
}

static json_t *
ticket_data(struct daemon *d, const char *login, int64_t id)
{
	struct ticket t;
	json_t *data;

	if (store_ticket_get(d->store, id, &t, NULL) < 0)
		return gone(id);
	data = ticket_full_json(d, &t, login);
	ticket_release(&t);
	return data;
}

static json_t *
request_data(struct daemon *d, int64_t id)
{
	struct ticket_request r;
	json_t *data;

	if (store_ticket_request_get(d->store, id, &r, NULL) < 0)
		return gone(id);
	data = outbox_json(d->outbox, &r, false);
	ticket_request_release(&r);
	return data;
}

static json_t *
head_data(struct daemon *d)
{
	int64_t seq;

	return store_event_head(d->store, &seq, NULL) < 0
		   ? json_object()
		   : json_pack("{s:I}", "head", (json_int_t)seq);
}

json_t *
news_data(struct daemon *d, const struct session *s, enum news_kind kind, int64_t id)
{
	const struct renewal_summary *summary;

	switch (kind) {
	case NEWS_RENEWAL:
		summary = open_renewals_find(d->open_renewals, id);
		return summary ? renewal_summary_json(summary) : gone(id);
	case NEWS_TICKET:
		return ticket_data(d, session_actor(s)->login, id);
	case NEWS_TICKET_REQUEST:
		return request_data(d, id);
	case NEWS_TRAIL:
		return head_data(d);
	case NEWS_PEOPLE:
		return people_on_consoles_json(d);
	case NEWS_NOTICE:
		return notices_json(d, session_actor(s)->login);
	case NEWS_TODAY:
		return today_data(d, id);
	case NEWS_COUNT:
		break;
	}
	return json_object();
}

static bool
tell_of_use(const struct ticket_use *u, void *arg)
{
	server_news(arg, NEWS_TICKET, u->ticket);
	return true;
}

void
news_of_renewal(struct daemon *d, int64_t id)
{
	const struct renewal_summary *summary = open_renewals_find(d->open_renewals, id);

	if (!d->server)
		return;
	if (!summary || !summary->monitor_count)
		server_news(d->server, NEWS_RENEWAL, id);
	store_ticket_use_of_renewal(d->store, id, tell_of_use, d->server, NULL);
}
