#include "daemon/probing/findings.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/probing/rollback.h"
#include "daemon/probing/scheduler.h"
#include "daemon/probing/succession.h"
#include "daemon/state/renewal_summary.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"

enum { ADDRESSES_TOLD = 1000 /* bytes */ };

struct findings {
	const struct clock *clock;
	struct store *store;
	struct roster *roster;
	const struct rollback *rollback;
	struct probe_listener listener;
};

static bool
is_ours(const struct findings *f, const struct row *row, const struct replaced *r)
{
	const struct renewal_summary *open = row->renewal;

	if (!open)
		return rollback_explains(f->rollback, row->monitor.id, r->before, r->after);
	return !open->awaited || !strcmp(open->awaited, r->after) ||
	       !strcmp(open->awaited, r->before);
}

static uint32_t
changes_of(const struct findings *f, const struct row *row, const struct replaced *r)
{
	const uint32_t of_machines = CHANGE_BIT(CHANGE_ISSUER) | CHANGE_BIT(CHANGE_LOST_NAMES) |
				     CHANGE_BIT(CHANGE_EARLIER_END);
	json_t *before = certificate_facts(f->roster, r->before, f->store),
	       *after = certificate_facts(f->roster, r->after, f->store);
	uint32_t changes = before && after ? succession_changes(before, after) : 0;

	json_decref(before);
	json_decref(after);
	return row->monitor.kind == KIND_AUTOMATIC ? changes & of_machines : changes;
}

static bool
is_told(const struct stored_finding *f, const char *address)
{
	json_t *addresses = words_of(f->addresses, " ");
	bool told = texts_have(addresses, address);

	json_decref(addresses);
	return told;
}

static void
meet_again(struct stored_finding *known, const char *address, int64_t now)
{
	char *more;

	known->seen_at = now;
	if (is_told(known, address) || strlen(known->addresses) + strlen(address) > ADDRESSES_TOLD)
		return;
	more = mem_printf("%s %s", known->addresses, address);
	free(known->addresses);
	known->addresses = more;
}

static void
find(const struct findings *f, struct row *row, const struct replaced *r, int64_t now)
{
	struct stored_finding *known = row_finding(row, r->before, r->after), new = {0};

	if (known && known->acknowledged_at)
		return;
	if (known) {
		meet_again(known, r->address, now);
		row->findings_unsaved = true;
		return;
	}
	new = (struct stored_finding){.monitor = row->monitor.id,
	    .changes = changes_of(f, row, r),
	    .at = now,
	    .seen_at = now,
	    .addresses = r->address,
	    .login = mem_strdup(""),
	    .note = mem_strdup("")};
	memcpy(new.before, r->before, sizeof(new.before));
	memcpy(new.after, r->after, sizeof(new.after));
	if (new.changes && row_add_finding(row, &new)) {
		row->findings_unsaved = true;
		log_warning(
		    "monitor %lld serves another certificate at %s, and no renewal is behind it",
		    (long long)row->monitor.id, r->address);
	}
	free(new.login);
	free(new.note);
}

static void
look(struct row *row, const json_t *result, void *arg)
{
	const struct findings *f = arg;

	(void)result;
	for (size_t i = 0; i < row->replaced_count; i++)
		if (!is_ours(f, row, &row->replaced[i]))
			find(f, row, &row->replaced[i], clock_wall(f->clock));
	row_forget_replaced(row);
}

struct findings *
findings_new(const struct clock *clock, struct store *store, struct roster *roster,
    const struct rollback *rollback, struct scheduler *scheduler)
{
	struct findings *f = mem_alloc(sizeof(*f));

	*f = (struct findings){.clock = clock,
	    .store = store,
	    .roster = roster,
	    .rollback = rollback,
	    .listener = {.seen = look, .arg = f}};
	scheduler_listen(scheduler, &f->listener);
	return f;
}

void
findings_free(struct findings *f)
{
	free(f);
}
