/* Operations on files that clients hand over: as descriptors, never as paths (design section 7,
 * Documents). A child reads each of them (inspectors.h); what comes back are facts and checks. */
#include "daemon/operations.h"

#include "base/clock.h"
#include "base/mem.h"
#include "daemon/asked.h"
#include "daemon/book.h"
#include "daemon/inspectors.h"
#include "daemon/renewals.h"
#include "daemon/session.h"
#include "pki/document.h"
#include "procedure/renewal_ask.h"
#include "wire/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { SHOWN_BYTES = LINE_MAX_BYTES / 2, SHOWN_ITEMS = 20, SHOWN_NAMES = 128 };

static const char *
text_at(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static void
refuse_argument(struct session *s, json_int_t id, const char *field, const char *reason)
{
	session_error(s, id, "bad-argument",
	    json_pack("{ssssss}", "field", field, "value", "", "reason", reason));
}

/* ---- descriptors ---- */

/* Why a file is not read at all; NULL: it may be. A server that does not answer is not asked. */
static const char *
unfit(const struct daemon *d, int fd, bool *ours)
{
	static const struct {
		mode_t type;
		const char *code;
	} types[] = {{S_IFDIR, "is-folder"}, {S_IFIFO, "is-fifo"}, {S_IFSOCK, "is-socket"},
	    {S_IFCHR, "is-device"}, {S_IFBLK, "is-device"}};
	struct statx st;

	*ours = store_is_own_file(d->store, fd);
	if (*ours)
		return "is-database";
	if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE | STATX_SIZE, &st) < 0)
		return "io";
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if ((st.stx_mode & S_IFMT) == types[i].type)
			return types[i].code;
	return st.stx_size > DOCUMENT_MAX_BYTES ? "is-too-large" : NULL;
}

static void
close_all(int *fds, size_t count)
{
	while (count)
		close(fds[--count]);
}

/* The document, and after it the password where one is said to come; how many, 0 after answering.
 * The database's own file is refused and never closed: closing it would drop SQLite's locks. */
static size_t
take_files(struct session *s, json_int_t id, const json_t *args, int fds[INSPECTORS_FDS_MAX])
{
	size_t wanted = json_is_true(json_object_get(args, "password")) ? 2 : 1, count = 0;
	const char *why;
	bool ours;

	while (count < wanted && (fds[count] = session_take_fd(s)) >= 0)
		count++;
	if (count < wanted) {
		close_all(fds, count);
		refuse_argument(s, id, count ? "password" : "file", "empty");
		return 0;
	}
	why = unfit(session_daemon(s), fds[0], &ours);
	if (why) {
		close_all(fds + ours, count - ours);
		session_error(s, id, why, NULL);
		return 0;
	}
	if (wanted == 2 && store_is_own_file(session_daemon(s)->store, fds[1])) {
		close_all(fds, 1);
		session_error(s, id, "is-database", NULL);
		return 0;
	}
	return count;
}

/* Has a child read the files. */
static void
inspect(struct session *s, json_int_t id, const json_t *args, const char *gate, json_t *asked,
    const int *fds, size_t count, inspected_fn *done)
{
	struct daemon *d = session_daemon(s);
	json_t *what = json_pack("{sbsI ss* so*}", "password", count == 2, "now",
	    (json_int_t)clock_wall(d->clock), "gate", gate, "asked", asked);
	struct err err = {0};

	if (inspectors_ask(d->inspectors, s, id, args, json_pack("{so}", "inspect", what), fds,
		count, done, &err) < 0)
		session_failed(s, id, &err);
}

/* ---- what the child said ---- */

/* Many names, or many certificates, would not fit a client's line: fewer and fewer of them. */
static json_t *
document_shown(const json_t *document)
{
	json_t *shown = json_deep_copy(document), *items = json_object_get(shown, "items"), *item;
	size_t most = SHOWN_NAMES, bytes, i;

	while (json_array_size(items) > SHOWN_ITEMS)
		json_array_remove(items, json_array_size(items) - 1);
	do {
		json_array_foreach(items, i, item)
		{
			json_t *sans = json_object_get(item, "sans");
			while (json_array_size(sans) > most)
				json_array_remove(sans, json_array_size(sans) - 1);
		}
		bytes = json_dumpb(shown, NULL, 0, JSON_COMPACT);
		most /= 2;
	} while (bytes > SHOWN_BYTES && most);
	while (json_dumpb(shown, NULL, 0, JSON_COMPACT) > SHOWN_BYTES && json_array_size(items))
		json_array_remove(items, json_array_size(items) - 1);
	return shown;
}

/* The item that a role is about: the marked leaf, or the first of its kind. */
static const json_t *
item_of(const json_t *document, const char *role)
{
	const json_t *items = json_object_get(document, "items"), *item;
	bool is_certificate = strcmp(role, "csr") != 0 && strcmp(role, "key") != 0;
	size_t i;

	json_array_foreach(items, i, item)
	{
		if (is_certificate ? json_is_true(json_object_get(item, "leaf"))
				   : !strcmp(text_at(item, "kind"), role))
			return item;
	}
	return NULL;
}

/* Facts alone; of a key there is its public half's digest. */
static json_t *
document_kept(const json_t *document, const char *role, const json_t *request)
{
	static const char *const kept[] = {
	    "spki_sha256", "subject", "issuer", "not_before", "not_after"};
	const json_t *item = item_of(document, role);
	json_t *facts = json_object();

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (json_object_get(item, kept[i]))
			json_object_set(facts, kept[i], json_object_get(item, kept[i]));
	if (!strcmp(text_at(item, "kind"), "certificate"))
		json_object_set(facts, "certificate_sha256", json_object_get(item, "sha256"));
	json_object_set(facts, "sha256", json_object_get(document, "sha256"));
	json_object_set(facts, "size", json_object_get(document, "bytes"));
	if (*text_at(request, "name"))
		json_object_set(facts, "name", json_object_get(request, "name"));
	if (*text_at(request, "place"))
		json_object_set(facts, "place", json_object_get(request, "place"));
	if (json_is_true(json_object_get(request, "exposed")))
		json_object_set_new(facts, "exposed", json_true());
	return facts;
}

static json_t *
as_array(const json_t *list)
{
	return list ? json_incref((json_t *)(uintptr_t)list) : json_array();
}

/* The first check of a gate is whether there is what it is about. Where it failed the file is not
 * what the step asks for, and nothing is recorded. */
static bool
refuse_unread(struct session *s, json_int_t id, const json_t *answer)
{
	const json_t *error = json_object_get(answer, "error"),
		     *checks = json_object_get(answer, "checks"), *first = json_array_get(checks, 0);
	const char *code;
	json_t *args;

	if (!error && !strcmp(text_at(first, "state"), "failed"))
		error = first;
	if (!error)
		return false;
	args = json_is_object(json_object_get(error, "args"))
		   ? json_deep_copy(json_object_get(error, "args"))
		   : json_object();
	if (checks)
		json_object_set_new(args, "checks", as_array(checks));
	code = text_at(error, "code");
	session_error(s, id, code, args);
	return true;
}

/* ---- renewal.file ---- */

/* The child's checks as the engine takes them: those that the step asks for. What could not be
 * looked at was not checked, and so is not there. */
static json_t *
checks_given(const json_t *checks, const struct step *step)
{
	json_t *given = json_array(), *one;
	size_t i;

	json_array_foreach(checks, i, one)
	{
		const char *id = text_at(one, "id"), *code = text_at(one, "code");
		if (!names_have(&step->checks, id) || !strcmp(code, "not-read"))
			continue;
		json_array_append_new(given,
		    json_pack("{ssssss* sO*}", "name", id, "result", text_at(one, "state"), "code",
			*code ? code : NULL, "args", json_object_get(one, "args")));
	}
	return given;
}

static void
answer_recorded(struct session *s, json_int_t id, const struct taken *t, const char *step,
    const json_t *answer)
{
	struct renewal_step found;
	bool open = renewal_step_find(t->renewal, step, &found) && found.state == STATE_DONE;

	session_ok(s, id,
	    json_pack("{sosososb}", "renewal", renewal_state_json(s, t), "document",
		document_shown(json_object_get(answer, "document")), "checks",
		as_array(json_object_get(answer, "checks")), "open", open));
}

/* Somebody may have been first meanwhile: the act names the version that the request did. */
static void
file_read(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
    const struct err *err)
{
	struct daemon *d = session_daemon(s);
	const json_t *version = json_object_get(request, "version");
	struct renewal_act act = {.what = "document",
	    .step = text_at(request, "step"),
	    .note = json_string_value(json_object_get(request, "note")),
	    .actor = session_actor(s)->login,
	    .now = clock_wall(d->clock),
	    .version = json_integer_value(version)};
	struct renewal_step step;
	struct taken t, done = {0};
	struct err why = {0};
	json_t *args = NULL;

	if (!answer) {
		session_failed(s, id, err);
		return;
	}
	if (refuse_unread(s, id, answer) || renewal_take(s, id, request, &t) < 0)
		return;
	if (renewal_step_find(t.renewal, act.step, &step) && step.step->role)
		args = json_pack("{soso}", "document",
		    document_kept(
			json_object_get(answer, "document"), step.step->role, request),
		    "checks", checks_given(json_object_get(answer, "checks"), step.step));
	act.args = args;
	if (book_do(d->book, session_actor(s), t.record.id, &act, &done, &why) == 0)
		answer_recorded(s, id, &done, act.step, answer);
	else
		renewal_refuse(s, id, &why, &act, &done);
	json_decref(args);
	taken_release(&done);
	taken_release(&t);
}

/* A "chain" is a document that no gate looks at. */
static bool
is_file_step(const struct renewal_step *s)
{
	return s->step->kind == STEP_FILE && s->step->role && s->step->checks.count;
}

static void
op_file(struct session *s, json_int_t id, const json_t *args)
{
	const char *name = text_at(args, "step");
	const json_t *version = json_object_get(args, "version");
	const struct err conflict = {.code = "conflict"};
	int fds[INSPECTORS_FDS_MAX];
	size_t count = take_files(s, id, args, fds);
	struct renewal_step step;
	struct taken t;

	if (!count)
		return;
	if (renewal_take(s, id, args, &t) < 0) {
		close_all(fds, count);
		return;
	}
	if (!renewal_step_find(t.renewal, name, &step))
		session_error(s, id, "no-step", json_pack("{ss}", "name", name));
	else if (!is_file_step(&step))
		session_error(s, id, "not-a-file-step", json_pack("{ss}", "name", name));
	else if (!json_is_integer(version))
		session_error(s, id, "bad-request", NULL);
	else if (json_integer_value(version) != renewal_version(t.renewal))
		renewal_refuse(s, id, &conflict, NULL, &t);
	else {
		inspect(s, id, args, step.step->role, asked_of(session_daemon(s), &t), fds, count,
		    file_read);
		count = 0;
	}
	close_all(fds, count);
	taken_release(&t);
}

const struct operation document_operations[] = {
    {"renewal.file", RIGHT_OPERATE, op_file},
    {NULL, RIGHT_READ, NULL},
};
