#include "daemon/state/open_renewals.h"

#include "base/log.h"
#include "base/mem.h"
#include "daemon/probing/rollback.h"
#include "daemon/probing/scheduler.h"
#include "daemon/state/file_certificate.h"
#include "daemon/state/renewal_summary.h"
#include "daemon/state/roster.h"
#include "daemon/state/services_index.h"
#include "daemon/state/writer.h"
#include "procedure/calendar.h"

struct open_renewals {
	struct daemon *d;
	struct library *library;
	struct renewal_summary **briefs; /* of the open ones, in order of id */
	size_t count;
};

struct open_renewals *
open_renewals_new(struct daemon *d)
{
	struct open_renewals *b = mem_alloc(sizeof(*b));

	b->d = d;
	return b;
}

void
open_renewals_free(struct open_renewals *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->count; i++)
		renewal_summary_free(b->briefs[i]);
	free(b->briefs);
	library_free(b->library);
	free(b);
}

const struct library *
open_renewals_library(struct open_renewals *b, bool anew)
{
	char **folders;
	size_t count = 0;

	if (b->library && !anew)
		return b->library;
	folders = library_folders(b->d->personal);
	while (folders[count])
		count++;
	library_free(b->library);
	b->library = library_load((const char *const *)folders, count);
	while (count)
		free(folders[--count]);
	free(folders);
	return b->library;
}

/* ---- briefs in memory, and in the rows ---- */

static size_t
place_of(const struct open_renewals *b, int64_t id)
{
	size_t i = 0;

	while (i < b->count && b->briefs[i]->id < id)
		i++;
	return i;
}

const struct renewal_summary *
open_renewals_at(const struct open_renewals *b, size_t i)
{
	return i < b->count ? b->briefs[i] : NULL;
}

const struct renewal_summary *
open_renewals_find(const struct open_renewals *b, int64_t id)
{
	size_t i = place_of(b, id);

	return i < b->count && b->briefs[i]->id == id ? b->briefs[i] : NULL;
}

static void
show_in_rows(
    struct open_renewals *b, const struct renewal_summary *of, const struct renewal_summary *shown)
{
	for (size_t i = 0; i < of->monitor_count; i++) {
		struct row *row = roster_find(b->d->roster, of->monitors[i]);
		if (!row)
			continue;
		row->renewal = shown;
		roster_changed(b->d->roster, row);
		if (shown && shown->installing && b->d->scheduler)
			scheduler_hasten(b->d->scheduler, row);
	}
}

/* What its monitors serve until, and when the last of that was seen. */
static const char *
weighed(const struct open_renewals *b, const struct renewal_summary *brief)
{
	int64_t until = 0, seen_at = 0;

	for (size_t i = 0; i < brief->monitor_count; i++) {
		const struct row *row = roster_find(b->d->roster, brief->monitors[i]);
		if (!row || !row->leaf)
			continue;
		if (!until || row->leaf->not_after < until) {
			until = row->leaf->not_after;
			seen_at = row->seen_at;
		}
	}
	return renewal_contradiction(&brief->watch, until, seen_at);
}

void
open_renewals_weigh(struct open_renewals *b, int64_t id)
{
	size_t i = place_of(b, id);
	struct renewal_summary *brief =
	    i < b->count && b->briefs[i]->id == id ? b->briefs[i] : NULL;
	const char *now = brief ? weighed(b, brief) : NULL;

	if (!brief || now == brief->contradiction)
		return;
	brief->contradiction = now;
	if (now)
		log_warning("renewal %lld: %s", (long long)id, now);
	show_in_rows(b, brief, brief);
}

static void
forget(struct open_renewals *b, size_t i)
{
	show_in_rows(b, b->briefs[i], NULL);
	renewal_summary_free(b->briefs[i]);
	b->count--;
	memmove(&b->briefs[i], &b->briefs[i + 1], (b->count - i) * sizeof(*b->briefs));
}

/* Closed ones are in the store alone. */
static void
put(struct open_renewals *b, struct renewal_summary *brief)
{
	size_t i = place_of(b, brief->id);

	if (i < b->count && b->briefs[i]->id == brief->id)
		forget(b, i);
	if (brief->state == RENEWAL_CLOSED) {
		renewal_summary_free(brief);
		return;
	}
	b->briefs = mem_resize(b->briefs, b->count + 1, sizeof(*b->briefs));
	memmove(&b->briefs[i + 1], &b->briefs[i], (b->count - i) * sizeof(*b->briefs));
	b->briefs[i] = brief;
	b->count++;
	brief->contradiction = weighed(b, brief);
	show_in_rows(b, brief, brief);
}

void
open_renewals_written(struct open_renewals *b, const struct loaded_renewal *t)
{
	rollback_remember(b->d, &t->record);
	put(b, renewal_summary_of(t));
}

const struct renewal_summary *
open_renewals_rival(
    const struct open_renewals *b, const struct loaded_renewal *t, const char **name)
{
	for (size_t i = 0; i < t->record.monitor_count; i++) {
		const struct row *row = roster_find(b->d->roster, t->record.monitors[i]);
		if (!row || !row->renewal || row->renewal->id == t->record.id)
			continue;
		*name = row->monitor.name;
		return row->renewal;
	}
	return NULL;
}

/* ---- from the store ---- */

static char *
look_up_pin(void *ctx, const char *digest)
{
	char *text = NULL;

	return store_pin_get(ctx, digest, &text, NULL) < 0 ? NULL : text;
}

/* The head of the service stands in the service: who changes there changes in every open renewal.
 * What is in the renewal counts where the service does not know. */
static void
fill_service(const struct open_renewals *b, const struct stored_renewal *r, json_t *doc)
{
	const struct row *row = r->monitor_count ? roster_find(b->d->roster, r->monitors[0]) : NULL;
	const struct service *s = row ? row->service : NULL;
	const struct {
		const char *name, *value;
	} known[] = {
	    {"service", row ? row_service(row) : ""},
	    {"head", s ? s->head : ""},
	    {"head-mail", s ? s->head_mail : ""},
	    {"head-user", s ? s->head_user : ""},
	};
	json_t *values = json_object_get(doc, "values");

	if (!values)
		json_object_set_new(doc, "values", values = json_object());
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (*known[i].value)
			json_object_set_new(values, known[i].name,
			    json_pack("{s:s, s:s}", "value", known[i].value, "from", "service"));
}

static int
make_engine(struct open_renewals *b, struct loaded_renewal *t, struct err *err)
{
	json_t *doc = json_loads(t->record.snapshot, 0, NULL);

	if (doc && !t->record.closed_at)
		fill_service(b, &t->record, doc);
	if (json_is_object(doc))
		json_object_set_new(doc, "id", json_integer(t->record.id));
	t->renewal = renewal_from_json(doc, look_up_pin, b->d->store, err);
	json_decref(doc);
	return t->renewal ? 0 : -1;
}

int
open_renewals_read(struct open_renewals *b, int64_t id, struct loaded_renewal *t, struct err *err)
{
	*t = (struct loaded_renewal){0};
	if (store_renewal_get(b->d->store, id, &t->record, err) < 0)
		return -1;
	return make_engine(b, t, err);
}

void
loaded_renewal_release(struct loaded_renewal *t)
{
	record_release(&t->record);
	renewal_free(t->renewal);
	*t = (struct loaded_renewal){0};
}

struct loading {
	int64_t *ids;
	size_t count;
};

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
open_renewals_load(struct open_renewals *b, struct err *err)
{
	const struct complaints *complaints = library_complaints(open_renewals_library(b, true));
	struct loading l = {0};
	int rc = store_renewal_each_open(b->d->store, note_id, &l, err);

	for (size_t i = 0; i < complaints->count; i++)
		log_warning("%s", complaints->lines[i]);
	for (size_t i = 0; i < l.count && !rc; i++) {
		struct err why = {0};
		struct loaded_renewal t;
		if (open_renewals_read(b, l.ids[i], &t, &why) < 0)
			log_error("renewal %lld cannot be read: %s", (long long)l.ids[i], why.text);
		else
			open_renewals_written(b, &t);
		loaded_renewal_release(&t);
	}
	free(l.ids);
	return rc;
}

/* ---- to the store ---- */

int
open_renewals_write(struct open_renewals *b, const struct actor *actor, struct loaded_renewal *t,
    const json_t *event, struct err *err)
{
	char *what = mem_printf("renewal.%s", json_string_value(json_object_get(event, "what")));
	json_t *after = json_deep_copy(json_object_get(event, "after"));
	const struct definition *pin;
	int rc = 0;

	stored_renewal_update(&t->record, t->renewal);
	for (size_t i = 0; !rc && !t->record.id && (pin = renewal_pin(t->renewal, i)); i++)
		rc = store_pin_put(b->d->store, pin->digest, pin->pin, err);
	if (!rc)
		rc = t->record.id ? store_renewal_update(b->d->store, &t->record, err)
				  : store_renewal_insert(b->d->store, &t->record, err);
	if (json_object_get(event, "step"))
		json_object_set(after, "step", json_object_get(event, "step"));
	if (json_object_get(event, "note"))
		json_object_set(after, "note", json_object_get(event, "note"));
	if (!rc)
		rc = writer_event(b->d->writer, actor, what, t->record.id,
		    json_object_get(event, "before"), after, err);
	json_decref(after);
	free(what);
	return rc;
}

int
open_renewals_do(struct open_renewals *b, const struct actor *actor, int64_t id,
    const struct renewal_act *act, struct loaded_renewal *t, struct err *err)
{
	bool closes = !strcmp(act->what, "close");
	const char *name;
	json_t *event;
	int rc;

	if (open_renewals_read(b, id, t, err) < 0)
		return -1;
	event = renewal_do(t->renewal, library_site(open_renewals_library(b, false)), act, err);
	if (!event)
		return -1;
	if (t->record.closed_at &&
	    open_renewals_rival(b, t, &name)) { /* all that can be done to it opens it */
		json_decref(event);
		return err_set(err, "renewal-open", "%s", name);
	}
	rc = writer_begin(b->d->writer, err);
	if (!rc)
		rc = open_renewals_write(b, actor, t, event, err);
	if (!rc && closes)
		rc = file_certificate_replace(b->d, actor, t, err);
	if (!rc)
		rc = writer_commit(b->d->writer, err);
	json_decref(event);
	if (rc < 0)
		writer_rollback(b->d->writer, err);
	else
		open_renewals_written(b, t);
	if (!rc && closes)
		file_certificate_replaced(b->d, t);
	return rc;
}
