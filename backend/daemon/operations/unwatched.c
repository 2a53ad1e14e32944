/* Names in the certificates that monitors serve or hold, and that nobody watches: what somebody forgot to add, most likely. They
 * are read out of what is stored of each certificate, some monitors a request, so that no request holds up the others; what
 * several monitors have in common whoever asks adds up. Nothing is resolved or probed for it. A wildcard is no host, and only
 * counted; what somebody said is not wanted is not offered again. */
#include "base/hostname.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/operations.h"
#include "daemon/session.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/writer.h"
#include "store/names_not_wanted.h"
#include "wire/protocol.h"

#include <stdlib.h>

enum {
	PAGE_CERTIFICATES = 200, /* that are read for one request */
	PAGE_ROWS = 20000,
	PAGE_BYTES = LINE_MAX_BYTES / 2,
	NAMES_OF_ONE = 200, /* of one certificate; a host that has more is no one's by name */
	NAMES_AT_ONCE = 100,
	LISTED = 100
};

/* ---- the hosts that are watched ---- */

/* By a hash of 64 bits alone: two that share one cost an offer, once in a very long while. */
struct hosts {
	uint64_t *slots; /* 0: free */
	size_t room;     /* a power of two, twice as many as there are */
};

static uint64_t
hash_name(const char *name)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 1099511628211u;
	return hash ? hash : 1;
}

static bool
hosts_have(const struct hosts *h, uint64_t hash, size_t *at)
{
	for (*at = hash & (h->room - 1); h->slots[*at]; *at = (*at + 1) & (h->room - 1))
		if (h->slots[*at] == hash)
			return true;
	return false;
}

static void
hosts_add(struct hosts *h, const char *name)
{
	uint64_t hash = hash_name(name);
	size_t at;

	if (!hosts_have(h, hash, &at))
		h->slots[at] = hash;
}

static struct hosts
hosts_watched(const struct roster *roster)
{
	struct hosts h = {.room = 64};

	while (h.room < 4 * (roster_count(roster) + 1)) /* each may have a name beside its host */
		h.room *= 2;
	h.slots = mem_array(h.room, sizeof(*h.slots));
	for (size_t i = 0; i < roster_slots(roster); i++) {
		const struct row *row = roster_at(roster, i);

		if (!row || row->gone)
			continue;
		hosts_add(&h, row->monitor.host);
		if (row->monitor.sni && *row->monitor.sni)
			hosts_add(&h, row->monitor.sni);
	}
	return h;
}

/* ---- names of a page ---- */

struct page {
	struct daemon *d;
	struct hosts hosts;
	json_t *names; /* to {"name","id","monitor","monitors"} */
	json_t *read;  /* digests of certificates to the names in them that are to be offered */
	size_t bytes, certificates;
	json_int_t wildcards, left_out; /* more than NAMES_OF_ONE, or than a page holds */
};

/* Is it one that can be a host, that nobody watches and that somebody may want? */
static bool
is_offered(struct page *p, const char *san)
{
	char *form = NULL;
	size_t at;
	bool offered = false;

	if (strncmp(san, "DNS:", 4) != 0)
		return false;
	if (!strncmp(san + 4, "*.", 2)) {
		p->wildcards++;
		return false;
	}
	if (!hostname_parse(san + 4, &form))
		offered = !strcmp(form, san + 4) && !hosts_have(&p->hosts, hash_name(form), &at) &&
			  !store_name_not_wanted_have(p->d->store, form);
	free(form);
	return offered;
}

static json_t *
names_of(struct page *p, const char *sha256)
{
	json_t *names = json_object_get(p->read, sha256), *facts, *san;
	size_t i;

	if (names)
		return names;
	names = json_array();
	facts = certificate_facts(p->d->roster, sha256, p->d->store);
	json_array_foreach(json_object_get(facts, "sans"), i, san) {
		char *folded = mem_strdup(json_string_value(san));

		for (char *c = folded ? folded + strcspn(folded, ":") : NULL; c && *c; c++)
			*c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
		if (folded && is_offered(p, folded) && !texts_have(names, folded + 4)) {
			if (json_array_size(names) < NAMES_OF_ONE)
				json_array_append_new(names, json_string(folded + 4));
			else
				p->left_out++;
		}
		free(folded);
	}
	p->certificates++;
	json_object_set_new(p->read, sha256, names);
	json_decref(facts);
	return names;
}

static void
add_name(struct page *p, const char *name, const struct row *row)
{
	json_t *one = json_object_get(p->names, name);

	if (one) {
		json_object_set_new(one, "monitors", json_integer(number_of(one, "monitors") + 1));
		return;
	}
	one = json_pack("{s:s, s:I, s:s, s:i}", "name", name, "id", (json_int_t)row->monitor.id,
	    "monitor", row->monitor.name, "monitors", 1);
	p->bytes += json_dumpb(one, NULL, 0, JSON_COMPACT) + 1;
	json_object_set_new(p->names, name, one);
}

static void
add_row(struct page *p, const struct row *row)
{
	json_t *names = names_of(p, row->leaf->sha256), *name;
	size_t i;

	json_array_foreach(names, i, name) {
		if (p->bytes < PAGE_BYTES)
			add_name(p, json_string_value(name), row);
		else
			p->left_out++;
	}
}

/* Behind that id; the id to go on behind, 0: there are no more. */
static int64_t
read_page(struct page *p, int64_t after)
{
	const struct roster *roster = p->d->roster;
	size_t rows = 0;

	for (size_t i = 0; i < roster_slots(roster); i++) {
		const struct row *row = roster_at(roster, i);

		if (!row || row->gone || row->monitor.id <= after || !row->leaf)
			continue;
		if (p->certificates == PAGE_CERTIFICATES || rows++ == PAGE_ROWS ||
		    p->bytes > PAGE_BYTES / 2)
			return after;
		add_row(p, row);
		after = row->monitor.id;
	}
	return 0;
}

static void
op_unwatched(struct session *s, json_int_t id, const json_t *args)
{
	struct page p = {.d = session_daemon(s), .names = json_object(), .read = json_object()};
	json_t *list = json_array(), *one;
	const char *name;
	int64_t next;

	p.hosts = hosts_watched(p.d->roster);
	next = read_page(&p, number_of(args, "after"));
	json_object_foreach(p.names, name, one)
		json_array_append(list, one);
	session_ok(s, id,
	    json_pack("{s:o, s:I, s:I, s:I}", "names", list, "wildcards", p.wildcards, "left_out",
		p.left_out, "next", (json_int_t)next));
	json_decref(p.names);
	json_decref(p.read);
	free(p.hosts.slots);
}

/* ---- never this one ---- */

/* In their form; NULL after answering. */
static json_t *
names_given(struct session *s, json_int_t id, const json_t *args)
{
	json_t *names = json_array(), *one;
	const char *reason = NULL;
	size_t i;

	json_array_foreach(json_object_get(args, "names"), i, one) {
		char *form = NULL;

		if (!reason && (reason = hostname_parse(json_string_value(one), &form)))
			session_error(s, id, "bad-argument", field_refusal("host", one, reason));
		if (form)
			json_array_append_new(names, json_string(form));
		free(form);
	}
	if (reason) {
		json_decref(names);
		names = NULL;
	}
	return names;
}

/* A line of the trail for each that changes. */
static int
write_names(struct session *s, const json_t *names, bool back, json_int_t *changed, struct err *err)
{
	struct daemon *d = session_daemon(s);
	const json_t *one;
	size_t i;
	int rc = 0;

	json_array_foreach(names, i, one) {
		const char *name = json_string_value(one);
		json_t *what;

		if (rc || store_name_not_wanted_have(d->store, name) != back)
			continue;
		what = json_pack("{s:s}", "host", name);
		rc = back ? store_name_not_wanted_remove(d->store, name, err)
			  : store_name_not_wanted_put(d->store, name, session_actor(s)->login, err);
		if (!rc)
			rc = writer_event(d->writer, session_actor(s),
			    back ? "name.offer" : "name.never", 0, back ? what : NULL,
			    back ? NULL : what, err);
		(*changed)++;
		json_decref(what);
	}
	return rc;
}

static void
op_never(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	json_t *names = names_given(s, id, args);
	json_int_t changed = 0;
	struct err err = {0};
	int rc = names ? writer_begin(d->writer, &err) : 0;

	if (!names)
		return;
	if (!rc)
		rc = write_names(s, names, flag_of(args, "back"), &changed, &err);
	if (!rc)
		rc = writer_commit(d->writer, &err);
	if (rc) {
		writer_rollback(d->writer, &err);
		session_failed(s, id, &err);
	} else {
		session_ok(s, id, json_pack("{s:I}", "changed", changed));
	}
	json_decref(names);
}

static bool
list_one(const struct name_not_wanted *n, void *arg)
{
	json_t *list = arg;

	json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:I}", "id", (json_int_t)n->id,
					"name", n->name, "by", n->login, "at", (json_int_t)n->at));
	return json_array_size(list) < LISTED;
}

static void
op_not_wanted(struct session *s, json_int_t id, const json_t *args)
{
	json_t *list = json_array();
	struct err err = {0};
	size_t count;

	if (store_name_not_wanted_each(
		session_daemon(s)->store, number_of(args, "after"), list_one, list, &err) < 0) {
		session_failed(s, id, &err);
	} else {
		count = json_array_size(list);
		session_ok(s, id,
		    json_pack("{s:O, s:I}", "names", list, "next",
			count == LISTED
			    ? (json_int_t)number_of(json_array_get(list, count - 1), "id")
			    : (json_int_t)0));
	}
	json_decref(list);
}

const struct operation unwatched_operations[] = {
    {.name = "name.unwatched",
	.right = RIGHT_READ,
	.run = op_unwatched,
	.arguments = ARGUMENTS(
	    {"after", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "the monitor to go on behind"}),
	.what = "Names in certificates that monitors serve or hold, and that nobody watches.",
	.answer =
	    "names: each with name, id and monitor (the first that has it), monitors: how "
	    "many of this page; wildcards and left_out: how many are not told; next: 0 at the "
	    "end"},
    {.name = "name.never",
	.right = RIGHT_OPERATE,
	.run = op_never,
	.arguments = ARGUMENTS({"names", ARGUMENT_TEXTS, true, .most = NAMES_AT_ONCE, "which"},
	    {"back", ARGUMENT_FLAG, .what = "they are to be offered again"}),
	.what = "Names that are not to be watched, and are offered no more.",
	.answer = "changed: how many"},
    {.name = "name.not-wanted",
	.right = RIGHT_READ,
	.run = op_not_wanted,
	.arguments = ARGUMENTS(
	    {"after", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "the id to go on behind"}),
	.what = "Those names.",
	.answer = "names: each with id, name, by, at; next: 0 at the end"},
    {.name = NULL},
};
