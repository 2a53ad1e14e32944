/* What the asker is to be told that others did with his renewals, until he has seen it. */
#include "daemon/operations/operations.h"

#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/push.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/writer.h"
#include "store/notices.h"
#include "wire/protocol.h"

/* All of them are one line, with the names of the renewals. */
enum { NOTICES_MOST = 100, LISTING_MAX_BYTES = LINE_MAX_BYTES / 2 };

struct listing {
	json_t *notices;
	size_t bytes;
	json_int_t left_out;
};

static bool
list_notice(const struct notice *n, void *arg)
{
	struct listing *l = arg;

	json_t *one = json_pack("{s:I, s:I, s:s, s:I, s:s, s:s}", "id", (json_int_t)n->id,
	    "renewal", (json_int_t)n->renewal, "what", n->what, "at", (json_int_t)n->at, "by",
	    n->by, "note", n->note);

	l->bytes += json_dumpb(one, NULL, 0, JSON_COMPACT);
	if (l->left_out || json_array_size(l->notices) == NOTICES_MOST ||
	    (l->bytes > LISTING_MAX_BYTES && json_array_size(l->notices))) {
		l->left_out++;
		json_decref(one);
		return true;
	}
	json_array_append_new(l->notices, one);
	return true;
}

/* What the renewal is about: its name, or what it does. It may be closed by now. */
static void
add_name(const struct daemon *d, json_t *notice)
{
	const struct renewal_summary *summary;
	struct renewal_summary *made = NULL;
	struct loaded_renewal t = {0};
	int64_t id = number_of(notice, "renewal");
	const char *domain;
	json_t *json;

	summary = open_renewals_find(d->open_renewals, id);
	if (!summary && open_renewals_read(d->open_renewals, id, &t, NULL) == 0)
		summary = made = renewal_summary_of(&t.record, t.renewal);
	json = summary ? renewal_summary_json(summary) : NULL;
	domain = text_of(json, "domain");
	json_object_set_new(notice, "name", json_string(*domain ? domain : text_of(json, "title")));
	json_decref(json);
	renewal_summary_free(made);
	loaded_renewal_release(&t);
}

json_t *
notices_json(const struct daemon *d, const char *login)
{
	struct listing l = {.notices = json_array()};
	json_t *one;
	size_t i;

	store_notice_each(d->store, login, list_notice, &l, NULL);
	json_array_foreach(l.notices, i, one)
		add_name(d, one);
	return json_pack("{s:o, s:I}", "notices", l.notices, "left_out", l.left_out);
}

static void
op_list(struct session *s, json_int_t id, const json_t *args)
{
	(void)args;
	session_ok(s, id, notices_json(session_daemon(s), session_actor(s)->login));
}

static void
op_seen(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const char *login = session_actor(s)->login;
	struct err err = {0};
	int rc = writer_begin(d->writer, &err);
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(args, "ids"), i, one)
		if (!rc)
			rc = store_notice_seen(d->store, login, json_integer_value(one), &err);
	if (!rc)
		rc = writer_commit(d->writer, &err);
	if (rc < 0) {
		writer_rollback(d->writer, &err);
		session_failed(s, id, &err);
		return;
	}
	session_ok(s, id, NULL);
	server_news_to(d->server, login, NEWS_NOTICE);
}

const struct operation notice_operations[] = {
    {.name = "notice.list",
	.right = RIGHT_READ,
	.run = op_list,
	.what =
	    "What the asker is to be told, the oldest first: that a renewal was taken over from "
	    "him (\"taken-over\"), or handed over to him (\"handed-over\"), with which note, until "
	    "he "
	    "has seen it.",
	.answer = "notices, left_out"},
    {.name = "notice.seen",
	.right = RIGHT_READ,
	.keeps = true,
	.run = op_seen,
	.arguments = ARGUMENTS({"ids", ARGUMENT_NUMBERS, true, .least = 1, .most = NOTICES_MOST,
	    .what = "of notices; others' are left alone"}),
	.what = "The asker has seen them: they are told no more, on none of his consoles.",
	.answer = "nothing"},
    {.name = NULL},
};
