#include "daemon/ticketing/waits.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/renewals_of_tickets.h"
#include "daemon/state/writer.h"
#include "procedure/renewal_ask.h"
#include "store/tickets.h"

#include <string.h>
#include <unistd.h>

/* The act is the backend's own: nobody but it has read. */
static int
end_wait(struct waits *w, int64_t renewal, const char *step, const char *key, struct err *err)
{
	const struct actor machine = {.uid = geteuid(), .login = "caducad", .proven = true};
	struct renewal_act act = {.what = "complete",
	    .step = step,
	    .note = key,
	    .actor = machine.login,
	    .now = clock_wall(w->clock),
	    .version = -1};
	struct loaded_renewal t = {0};
	struct err why = {0};

	if (open_renewals_change(w->renewals, &machine, renewal, &act, &t, &why) == 0) {
		w->ended = mem_resize(w->ended, w->count + 1, sizeof(*w->ended));
		w->ended[w->count++] = t;
		return 0;
	}
	log_warning("renewal %lld: its wait for %s: %s", (long long)renewal, key, why.text);
	loaded_renewal_release(&t);
	if (!writer_may_later(&why))
		return 0;
	*err = why;
	return -1;
}

static int
end_waits(struct waits *w, int64_t renewal, const struct ticket *ticket, struct err *err)
{
	struct loaded_renewal t;
	struct renewal_step step;
	char key[RENEWAL_KEY_BYTES];
	bool ends = false;

	if (!open_renewals_find(w->renewals, renewal))
		return 0;
	if (open_renewals_read(w->renewals, renewal, &t, NULL) == 0)
		ends = renewal_wait_of_ticket(t.renewal, ticket->key, &step);
	if (ends)
		memcpy(key, step.key, sizeof(key));
	loaded_renewal_release(&t);
	return ends ? end_wait(w, renewal, key, ticket->key, err) : 0;
}

int
waits_end(struct waits *w, int64_t ticket, struct err *err)
{
	struct renewals_of_tickets l = {0};
	struct ticket t;
	int rc = store_ticket_get(w->store, ticket, &t, err);

	if (rc < 0)
		return -1;
	if (t.category == TICKET_DONE)
		renewals_of_ticket(&l, w->store, ticket, false);
	for (size_t i = 0; i < l.count && !rc; i++)
		rc = end_waits(w, l.ids[i], &t, err);
	free(l.ids);
	ticket_release(&t);
	return rc;
}

void
waits_ended(const struct waits *w)
{
	for (size_t i = 0; i < w->count; i++)
		open_renewals_written(w->renewals, &w->ended[i]);
}

void
waits_release(struct waits *w)
{
	for (size_t i = 0; i < w->count; i++)
		loaded_renewal_release(&w->ended[i]);
	free(w->ended);
	w->ended = NULL;
	w->count = 0;
}
