/* The team's work and the backend, as numbers: counted by what their lists say, never a series for each but of open renewals.
 * A count is there also where it is 0, but of a phase in which no renewal is. */
#include "inventory/metrics.h"

#include "base/members.h"
#include "base/terms.h"
#include "expiry/ticket_turn.h"
#include "expiry/today.h"
#include "inventory/exposition.h"

enum turn { OURS, THEIRS, NOBODYS, TURNS };

static const char *const turn_texts[TURNS] = {"ours", "theirs", "none"};

/* ---- renewals ---- */

enum { PHASES_COUNTED = 16 }; /* of what is further it is said that it is in the last of them */

static int64_t
phase_of(const json_t *renewal)
{
	int64_t phase = number_of(renewal, "phase");

	return phase < 0 ? 0 : phase < PHASES_COUNTED ? phase : PHASES_COUNTED - 1;
}

static enum turn
turn_of_renewal(const json_t *renewal)
{
	return *text_of(renewal, "waiting_on") ? THEIRS : OURS;
}

static void
put_renewals(struct exposition *x, const json_t *renewals)
{
	size_t counts[PHASES_COUNTED][NOBODYS] = {0}, i;
	const json_t *one;

	json_array_foreach(renewals, i, one)
		counts[phase_of(one)][turn_of_renewal(one)]++;
	exposition_family(x, "caduca_renewals", "How many renewals are open in each phase.");
	for (size_t p = 0; p < PHASES_COUNTED; p++)
		for (size_t t = 0; t < NOBODYS; t++)
			if (counts[p][t] || !p) {
				exposition_sample(x);
				exposition_label_number(x, "phase", (int64_t)p);
				exposition_label(x, "turn", turn_texts[t]);
				exposition_value(x, (int64_t)counts[p][t]);
			}
}

static void
put_renewal_ages(struct exposition *x, const json_t *renewals)
{
	const json_t *one;
	size_t i;

	exposition_family(x, "caduca_renewal_opened_timestamp_seconds",
	    "When each open renewal was opened, its phase and whose turn it is.");
	json_array_foreach(renewals, i, one) {
		exposition_sample(x);
		exposition_label_number(x, "renewal", number_of(one, "id"));
		exposition_label(x, "domain", text_of(one, "domain"));
		exposition_label_number(x, "phase", phase_of(one));
		exposition_label_number(x, "phases", number_of(one, "phases"));
		exposition_label(x, "turn", turn_texts[turn_of_renewal(one)]);
		exposition_label(x, "state", text_of(one, "state"));
		exposition_value(x, number_of(one, "opened_at"));
	}
}

/* ---- tickets, and what needs a hand ---- */

static enum turn
turn_of_ticket(const json_t *ticket)
{
	enum ticket_turn turn = ticket_turn_of(ticket);

	return turn == TURN_THEIRS ? THEIRS : turn == TURN_NONE ? NOBODYS : OURS;
}

static void
put_tickets(struct exposition *x, const json_t *tickets)
{
	size_t counts[TICKET_SYSTEM_COUNT][TURNS] = {0}, i;
	const json_t *one;

	json_array_foreach(tickets, i, one) {
		int sys = ticket_system_from(text_of(one, "system"));

		counts[sys < 0 ? TICKET_SYSTEM_OTHER : sys][turn_of_ticket(one)]++;
	}
	exposition_family(
	    x, "caduca_tickets", "How many tickets are open, by system and whose turn it is.");
	for (size_t s = 0; s < TICKET_SYSTEM_COUNT; s++)
		for (size_t t = 0; t < TURNS; t++) {
			exposition_sample(x);
			exposition_label(x, "system", ticket_system_text((enum ticket_system)s));
			exposition_label(x, "turn", turn_texts[t]);
			exposition_value(x, (int64_t)counts[s][t]);
		}
}

static void
put_today(struct exposition *x, const json_t *lines)
{
	size_t counts[TODAY_KIND_COUNT][NOBODYS] = {0}, i;
	const json_t *one;

	json_array_foreach(lines, i, one)
		if (today_kind_of(one) < TODAY_KIND_COUNT)
			counts[today_kind_of(one)][today_is_ours(one) ? OURS : THEIRS]++;
	exposition_family(x, "caduca_today",
	    "How many things need a hand now, by the first reason and whose turn it is.");
	for (size_t k = 0; k < TODAY_KIND_COUNT; k++)
		for (size_t t = 0; t < NOBODYS; t++) {
			exposition_sample(x);
			exposition_label(x, "reason", today_kind_text((enum today_kind)k));
			exposition_label(x, "turn", turn_texts[t]);
			exposition_value(x, (int64_t)counts[k][t]);
		}
}

/* ---- the backend ---- */

static void
put_number(struct exposition *x, const char *name, const char *help, bool known, int64_t value)
{
	exposition_family(x, name, help);
	if (!known)
		return;
	exposition_sample(x);
	exposition_value(x, value);
}

/* Where there are none there is no Jira, or no backup is asked for. */
static void
put_backend(struct exposition *x, const json_t *status)
{
	const json_t *backup = json_object_get(status, "backup"),
		     *jira = json_object_get(status, "jira"),
		     *silent = json_object_get(jira, "silent");

	put_number(x, "caduca_database_ok", "Whether the backend can write its database.", true,
	    !strcmp(text_of(status, "store"), "ok"));
	put_number(x, "caduca_probe_workers", "How many workers probe.", true,
	    number_of(status, "workers"));
	put_number(x, "caduca_probe_workers_ok", "Whether workers that end start again.", true,
	    !json_is_object(json_object_get(status, "workers_fault")));
	put_number(x, "caduca_backup_last_timestamp_seconds", "When the last backup was made.",
	    number_of(backup, "last") != 0, number_of(backup, "last"));
	put_number(x, "caduca_backup_ok", "Whether the last attempt to make one did.",
	    json_is_object(backup), !number_of(backup, "failed_at"));
	put_number(x, "caduca_jira_ok", "Whether Jira answers.", json_is_object(jira),
	    !json_is_object(silent));
}

void
metrics_of_team(struct exposition *x, const struct metrics *m)
{
	put_renewals(x, m->renewals);
	put_renewal_ages(x, m->renewals);
	put_tickets(x, m->tickets);
	put_today(x, m->today);
	put_backend(x, m->status);
}
