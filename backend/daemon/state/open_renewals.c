/* The summaries of the open renewals stand in the order of their ids; each row of a monitor points to the summary of its
 * renewal, of which it has one at most. A summary is never changed but for its contradiction: an act makes a new one, and
 * the rows are pointed to it before the old one goes.
 *
 * An act is: read the record, make the engine, do it, and in one transaction the record, its line of the audit trail,
 * and for a closing the certificates of its file monitors. Only after the commit do memory, rows and listeners change. */
#include "daemon/state/open_renewals.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/state/file_certificate.h"
#include "daemon/state/roster.h"
#include "daemon/state/services_index.h"
#include "daemon/state/writer.h"
#include "procedure/calendar.h"
#include "procedure/pin_cache.h"
#include "procedure/renewal_meaning.h"
#include "store/ticket_reads.h"
#include "store/tickets.h"

struct open_renewals {
	struct store *store;
	struct roster *roster;
	struct writer *writer;
	const struct file_certificates *files;
	bool personal;
	struct library *library;
	struct pin_cache *pins;
	struct renewal_summary **items; /* of the open ones, in order of id */
	size_t count;
	struct renewal_listener *listeners;
};

static char *
find_pin(void *ctx, const char *digest)
{
	char *text = NULL;

	return store_pin_get(ctx, digest, &text, NULL) < 0 ? NULL : text;
}

struct open_renewals *
open_renewals_new(struct store *store, struct roster *roster, struct writer *writer,
    const struct file_certificates *files, bool personal)
{
	struct open_renewals *o = mem_alloc(sizeof(*o));

	*o = (struct open_renewals){.store = store,
	    .roster = roster,
	    .writer = writer,
	    .files = files,
	    .personal = personal,
	    .pins = pin_cache_new(find_pin, store)};
	return o;
}

void
open_renewals_listen(struct open_renewals *o, struct renewal_listener *l)
{
	l->next = o->listeners;
	o->listeners = l;
}

void
open_renewals_free(struct open_renewals *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->count; i++)
		renewal_summary_free(o->items[i]);
	free(o->items);
	library_free(o->library);
	pin_cache_free(o->pins);
	free(o);
}

const struct library *
open_renewals_library(struct open_renewals *o, bool anew)
{
	struct library *read;
	char **folders;
	size_t count = 0;

	if (o->library && (!anew || library_is_current(o->library)))
		return o->library;
	folders = library_folders(o->personal);
	while (folders[count])
		count++;
	read = library_load((const char *const *)folders, count);
	if (!o->library || library_is_whole(read)) { /* else what was read before is better */
		library_free(o->library);
		o->library = read;
	} else {
		library_free(read);
	}
	while (count)
		free(folders[--count]);
	free(folders);
	return o->library;
}

/* ---- who is told ---- */

static void
tell_installing(const struct open_renewals *o, struct row *row)
{
	for (const struct renewal_listener *l = o->listeners; l; l = l->next)
		if (l->installing)
			l->installing(row, l->arg);
}

static void
tell_written(const struct open_renewals *o, const struct stored_renewal *r)
{
	for (const struct renewal_listener *l = o->listeners; l; l = l->next)
		if (l->written)
			l->written(r, l->arg);
}

static void
tell_noticed(const struct open_renewals *o, const char *login)
{
	for (const struct renewal_listener *l = o->listeners; l; l = l->next)
		if (l->noticed)
			l->noticed(login, l->arg);
}

static void
tell_shown(const struct open_renewals *o, int64_t id)
{
	for (const struct renewal_listener *l = o->listeners; l; l = l->next)
		if (l->shown)
			l->shown(id, l->arg);
}

/* ---- summaries in memory, and in the rows ---- */

static size_t
place_of(const struct open_renewals *o, int64_t id)
{
	size_t from = 0, to = o->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (o->items[middle]->id < id)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

const struct renewal_summary *
open_renewals_at(const struct open_renewals *o, size_t i)
{
	return i < o->count ? o->items[i] : NULL;
}

const struct renewal_summary *
open_renewals_find(const struct open_renewals *o, int64_t id)
{
	size_t i = place_of(o, id);

	return i < o->count && o->items[i]->id == id ? o->items[i] : NULL;
}

/* What the ticket to install the certificate says, while its uses are gone through. */
struct seeing {
	struct store *store;
	struct renewal_watch *watch;
};

static void
show_in_rows(
    struct open_renewals *o, const struct renewal_summary *of, const struct renewal_summary *shown)
{
	for (size_t i = 0; i < of->monitor_count; i++) {
		struct row *row = roster_find(o->roster, of->monitors[i]);
		if (!row)
			continue;
		row->renewal = shown;
		roster_changed(o->roster, row);
		if (shown && shown->installing)
			tell_installing(o, row);
	}
}

/* What its monitors serve until, or as is declared, 0 when that is not known, and when the last of that was seen. */
static int64_t
served_until(const struct open_renewals *o, const struct renewal_summary *summary, int64_t *seen_at)
{
	int64_t until = 0;

	*seen_at = 0;
	for (size_t i = 0; i < summary->monitor_count; i++) {
		const struct row *row = roster_find(o->roster, summary->monitors[i]);
		int64_t end = row ? row_leaf_end(row) : 0;

		if (end && (!until || end < until)) {
			until = end;
			*seen_at = row->seen_at;
		}
	}
	return until;
}

static bool
see_install(const struct ticket_use *u, void *arg)
{
	struct seeing *seeing = arg;
	struct ticket t;
	int64_t since;

	if (u->role != TICKET_ROLE_INSTALL ||
	    store_ticket_get(seeing->store, u->ticket, &t, NULL) < 0)
		return true;
	/* What a person saw is dated by his look, what Jira says by its own last change. */
	since = t.changed_at > t.looked_at ? t.changed_at : t.looked_at;
	if (t.category == TICKET_DONE && since > seeing->watch->ticket_done_at)
		seeing->watch->ticket_done_at = since;
	seeing->watch->ticket_open |= t.category == TICKET_NEW || t.category == TICKET_DOING;
	ticket_release(&t);
	return true;
}

/* With several, it is resolved when all are. */
static void
watch_install(const struct open_renewals *o, struct renewal_summary *summary)
{
	struct seeing seeing = {o->store, &summary->watch};

	store_ticket_use_of_renewal(o->store, summary->id, see_install, &seeing, NULL);
	if (summary->watch.ticket_open)
		summary->watch.ticket_done_at = 0;
}

/* Is the new certificate what every monitor serves? */
static bool
served_everywhere(const struct open_renewals *o, const struct renewal_summary *summary)
{
	for (size_t i = 0; summary->awaited && i < summary->monitor_count; i++) {
		const struct row *row = roster_find(o->roster, summary->monitors[i]);

		if (row && (!row->leaf || strcmp(row->leaf->sha256, summary->awaited) != 0))
			return false;
	}
	return summary->awaited && summary->monitor_count;
}

static const char *
contradiction_of(const struct open_renewals *o, const struct renewal_summary *summary)
{
	int64_t seen_at, until = served_until(o, summary, &seen_at);
	struct renewal_watch watch = summary->watch;

	watch.ticket_open = watch.ticket_open && served_everywhere(o, summary);
	return renewal_contradiction(&watch, until, seen_at);
}

/* The certificate in use became known, or is another old one, after the renewal was opened: what waits on its end
 * (the urgent channel, texts) follows. The act is the backend's own: nobody but it has seen. */
static void
follow_expiry(struct open_renewals *o, const struct renewal_summary *summary)
{
	const struct actor machine = {.uid = geteuid(), .login = "caducad", .proven = true};
	int64_t seen_at, until = served_until(o, summary, &seen_at), id = summary->id,
			 anew = renewal_expires_anew(&summary->watch, until);
	json_t *args;
	struct renewal_act act = {
	    .what = "fact", .actor = machine.login, .now = seen_at, .version = -1};
	struct loaded_renewal t = {0};
	struct err err = {0};

	if (!anew)
		return;
	act.args = args = json_pack("{s:s, s:I}", "name", "expires", "value", (json_int_t)anew);
	if (open_renewals_do(o, &machine, id, &act, &t, &err) < 0)
		log_warning("renewal %lld: its date of expiry: %s", (long long)id, err.text);
	loaded_renewal_release(&t);
	json_decref(args);
}

void
open_renewals_recheck(struct open_renewals *o, int64_t id)
{
	const struct renewal_summary *known = open_renewals_find(o, id);
	struct renewal_summary *summary;
	const char *now;

	if (!known)
		return;
	follow_expiry(o, known);
	summary = o->items[place_of(o, id)]; /* the act has put another */
	now = contradiction_of(o, summary);
	if (now == summary->contradiction)
		return;
	summary->contradiction = now;
	if (now)
		log_warning("renewal %lld: %s", (long long)id, now);
	show_in_rows(o, summary, summary);
	tell_shown(o, id);
}

static void
forget(struct open_renewals *o, size_t i)
{
	show_in_rows(o, o->items[i], NULL);
	renewal_summary_free(o->items[i]);
	o->count--;
	memmove(&o->items[i], &o->items[i + 1], (o->count - i) * sizeof(*o->items));
}

/* Of a ticket that no step holds, nothing here says that its answer was taken up: only a look does. */
static bool
note_answer(const char *step, int64_t answered_at, void *arg)
{
	struct renewal_summary *summary = arg;

	summary->answered = !json_object_get(summary->holders, step) ||
			    renewal_summary_is_due(summary, step, answered_at);
	return !summary->answered;
}

/* Closed ones are in the store alone. */
static void
put(struct open_renewals *o, struct renewal_summary *summary)
{
	const int64_t id = summary->id;
	size_t i = place_of(o, id);

	if (i < o->count && o->items[i]->id == id)
		forget(o, i);
	if (summary->state == RENEWAL_CLOSED) {
		renewal_summary_free(summary);
		tell_shown(o, id);
		return;
	}
	o->items = mem_resize(o->items, o->count + 1, sizeof(*o->items));
	memmove(&o->items[i + 1], &o->items[i], (o->count - i) * sizeof(*o->items));
	o->items[i] = summary;
	o->count++;
	watch_install(o, summary);
	summary->contradiction = contradiction_of(o, summary);
	store_ticket_read_answered_each(o->store, id, note_answer, summary, NULL);
	show_in_rows(o, summary, summary);
	tell_shown(o, id);
}

void
open_renewals_written(struct open_renewals *o, const struct loaded_renewal *t)
{
	tell_written(o, &t->record);
	for (size_t i = 0; i < NOTIFIED_MOST && t->told.logins[i]; i++)
		tell_noticed(o, t->told.logins[i]);
	put(o, renewal_summary_of(&t->record, t->renewal));
}

/* Another renewal that has one of its monitors now, and that monitor's name; NULL: none. */
static const struct renewal_summary *
rival_of(const struct open_renewals *o, const struct loaded_renewal *t, const char **name)
{
	for (size_t i = 0; i < t->record.monitor_count; i++) {
		const struct row *row = roster_find(o->roster, t->record.monitors[i]);
		if (!row || !row->renewal || row->renewal->id == t->record.id)
			continue;
		*name = row->monitor.name;
		return row->renewal;
	}
	return NULL;
}

/* ---- from the store ---- */

/* The head of the service stands in the service: who changes there changes in every open renewal.
 * What is in the renewal counts where the service does not know. */
static void
fill_service(const struct open_renewals *o, const struct stored_renewal *r, json_t *doc)
{
	const struct row *row = r->monitor_count ? roster_find(o->roster, r->monitors[0]) : NULL;
	const struct service *s = row ? row->service : NULL;
	const struct {
		const char *name, *value;
	} known[] = {
	    {"service", row ? row_service(row) : ""},
	    {"head", s ? s->head : ""},
	    {"head-mail", s ? s->head_mail : ""},
	    {"head-user", s ? s->head_user : ""},
	    {"project-head", s ? s->project_head : ""},
	};
	json_t *values = json_object_get(doc, "values");

	if (!values)
		json_object_set_new(doc, "values", values = json_object());
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (*known[i].value)
			json_object_set_new(values, known[i].name,
			    json_pack("{s:s, s:s}", "value", known[i].value, "from", "service"));
}

/* The first one that was linked as the one that asked for it. */
static void
tell_origin(struct renewal *renewal, const struct stored_renewal *r)
{
	for (size_t i = 0; i < r->ticket_count; i++)
		if (r->tickets[i].by_hand && r->tickets[i].role == TICKET_ROLE_ORIGIN) {
			renewal_origin_link(renewal, r->tickets[i].key);
			return;
		}
}

static struct renewal *
make_engine(struct open_renewals *o, const struct stored_renewal *r, struct err *err)
{
	json_t *doc = json_loads(r->snapshot, 0, NULL);
	struct renewal *renewal;

	if (doc && !r->closed_at)
		fill_service(o, r, doc);
	if (json_is_object(doc))
		json_object_set_new(doc, "id", json_integer(r->id));
	renewal = renewal_from_json(doc, o->pins, err);
	if (renewal)
		tell_origin(renewal, r);
	return renewal;
}

int
open_renewals_read(struct open_renewals *o, int64_t id, struct loaded_renewal *t, struct err *err)
{
	*t = (struct loaded_renewal){0};
	if (store_renewal_get(o->store, id, &t->record, err) < 0)
		return -1;
	t->renewal = make_engine(o, &t->record, err);
	return t->renewal ? 0 : -1;
}

json_t *
open_renewals_listed(struct open_renewals *o, const struct stored_renewal *r)
{
	const struct renewal_summary *known = open_renewals_find(o, r->id);
	struct renewal *renewal = known ? NULL : make_engine(o, r, NULL);
	struct renewal_summary *made = renewal ? renewal_summary_of(r, renewal) : NULL;
	json_t *item = known || made ? renewal_summary_json(known ? known : made) : NULL;

	renewal_summary_free(made);
	renewal_free(renewal);
	return item;
}

void
loaded_renewal_release(struct loaded_renewal *t)
{
	record_release(&t->record);
	renewal_free(t->renewal);
	notified_release(&t->told);
	*t = (struct loaded_renewal){0};
}

struct loading {
	int64_t *ids;
	size_t count;
};

static bool
recall(const struct stored_renewal *r, void *arg)
{
	const struct open_renewals *o = arg;
	json_t *doc = json_loads(r->snapshot, 0, NULL);

	for (const struct renewal_listener *l = o->listeners; l; l = l->next)
		if (l->recalled)
			l->recalled(r, doc, l->arg);
	json_decref(doc);
	return true;
}

int
open_renewals_recall(struct open_renewals *o, struct err *err)
{
	return store_renewal_each(o->store, 0, recall, o, err);
}

static bool
note_id(const struct stored_renewal *r, void *arg)
{
	struct loading *l = arg;

	l->ids = mem_resize(l->ids, l->count + 1, sizeof(*l->ids));
	l->ids[l->count++] = r->id;
	return true;
}

/* One that cannot be read is said and left where it is: the others go on. */
int
open_renewals_load(struct open_renewals *o, struct err *err)
{
	const struct complaints *complaints = library_complaints(open_renewals_library(o, true));
	struct loading l = {0};
	int rc = store_renewal_each_open(o->store, note_id, &l, err);

	for (size_t i = 0; i < complaints->count; i++)
		log_warning("%s", complaints->lines[i]);
	for (size_t i = 0; i < l.count && !rc; i++) {
		struct err why = {0};
		struct loaded_renewal t;
		if (open_renewals_read(o, l.ids[i], &t, &why) < 0)
			log_error("renewal %lld cannot be read: %s", (long long)l.ids[i], why.text);
		else
			open_renewals_written(o, &t);
		loaded_renewal_release(&t);
	}
	for (size_t i = 0; i < l.count && !rc; i++)
		open_renewals_recheck(o, l.ids[i]);
	free(l.ids);
	return rc;
}

/* ---- to the store ---- */

int
open_renewals_write(struct open_renewals *o, const struct actor *actor, struct loaded_renewal *t,
    const json_t *event, struct err *err)
{
	char *what = mem_printf("renewal.%s", string_of(event, "what"));
	json_t *after = json_deep_copy(json_object_get(event, "after"));
	const struct definition *pin;
	int rc = 0;

	stored_renewal_update(&t->record, t->renewal);
	for (size_t i = 0; !rc && !t->record.id && (pin = renewal_pin(t->renewal, i)); i++)
		rc = store_pin_put(o->store, pin->digest, pin->pin, err);
	if (!rc)
		rc = t->record.id ? store_renewal_update(o->store, &t->record, err)
				  : store_renewal_insert(o->store, &t->record, err);
	if (json_object_get(event, "step"))
		json_object_set(after, "step", json_object_get(event, "step"));
	if (json_object_get(event, "note"))
		json_object_set(after, "note", json_object_get(event, "note"));
	if (json_object_get(event, "check"))
		json_object_set(after, "check", json_object_get(event, "check"));
	if (!rc)
		rc = writer_event(o->writer, actor, what, t->record.id,
		    json_object_get(event, "before"), after, err);
	if (!rc)
		rc = notices_of_act(o->store, actor->login, t->record.id, event, &t->told, err);
	json_decref(after);
	free(what);
	return rc;
}

int
open_renewals_change(struct open_renewals *o, const struct actor *actor, int64_t id,
    const struct renewal_act *act, struct loaded_renewal *t, struct err *err)
{
	json_t *event;
	int rc;

	if (open_renewals_read(o, id, t, err) < 0)
		return -1;
	event = renewal_do(t->renewal, library_site(open_renewals_library(o, false)), act, err);
	rc = event ? open_renewals_write(o, actor, t, event, err) : -1;
	json_decref(event);
	return rc;
}

void
open_renewals_reread(struct open_renewals *o, int64_t id)
{
	struct loaded_renewal t;

	if (open_renewals_find(o, id) && open_renewals_read(o, id, &t, NULL) == 0)
		put(o, renewal_summary_of(&t.record, t.renewal));
	else
		t = (struct loaded_renewal){0};
	loaded_renewal_release(&t);
}

int
open_renewals_owe(struct open_renewals *o, int64_t id, struct err *err)
{
	struct loaded_renewal t;
	int rc = open_renewals_read(o, id, &t, err);

	if (!rc) {
		stored_renewal_update(&t.record, t.renewal);
		rc = store_renewal_owe(o->store, &t.record, err);
	}
	loaded_renewal_release(&t);
	return rc;
}

int
open_renewals_do(struct open_renewals *o, const struct actor *actor, int64_t id,
    const struct renewal_act *act, struct loaded_renewal *t, struct err *err)
{
	return open_renewals_do_with(o, actor, id, act, NULL, t, err);
}

int
open_renewals_do_with(struct open_renewals *o, const struct actor *actor, int64_t id,
    const struct renewal_act *act, const struct renewal_effect *effect, struct loaded_renewal *t,
    struct err *err)
{
	bool closes = !strcmp(act->what, "close");
	const struct renewal_summary *other;
	const char *name;
	json_t *event;
	int rc;

	if (open_renewals_read(o, id, t, err) < 0)
		return -1;
	event = renewal_do(t->renewal, library_site(open_renewals_library(o, false)), act, err);
	if (!event)
		return -1;
	if (t->record.closed_at &&
	    (other = rival_of(o, t, &name))) { /* all that can be done to it opens it */
		json_decref(event);
		err_set(err, "renewal-open", "renewal %lld has '%s'", (long long)other->id, name);
		err_number(err, "id", other->id);
		return err_text(err, "name", name);
	}
	rc = writer_begin(o->writer, err);
	if (!rc)
		rc = open_renewals_write(o, actor, t, event, err);
	if (!rc && closes)
		rc = file_certificate_replace(o->files, actor, &t->record, t->renewal, err);
	if (!rc && effect)
		rc = effect->write(t, effect->arg, err);
	if (!rc)
		rc = writer_commit(o->writer, err);
	json_decref(event);
	if (rc < 0)
		writer_rollback(o->writer, err);
	else
		open_renewals_written(o, t);
	if (!rc && closes)
		file_certificate_replaced(o->files, &t->record, t->renewal);
	return rc;
}
