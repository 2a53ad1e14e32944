/* What the backend says by itself: rows, which the model takes, and news of one thing each. A table says who keeps what; what
 * is not in it goes to the screens. After the connection came back everything is asked for anew, and until then what
 * was known stays to be read. */
#include "tui/news.h"

#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/model/files.h"
#include "tui/model/inbox.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/monitor_detail.h"
#include "tui/model/people.h"
#include "tui/model/today_rows.h"
#include "words/backup.h"
#include "words/jira.h"
#include "words/words.h"

static void
tell_renewal(struct app *a, json_t *renewal)
{
	app_tell(a, "renewal", renewal);
	json_decref(renewal);
}

/* A row changes with the renewal that it is in: whoever shows that one hears of it. Where the row is in it no more
 * (it was closed), nothing but that is known. */
static void
row_seen(const struct row *r, void *arg)
{
	struct app *a = arg;
	const struct row *was = model_find(a->model, r->id);

	if (was && was->renewal && was->renewal != r->renewal)
		tell_renewal(a, json_pack("{s:I, s:n}", "id", (json_int_t)was->renewal, "version"));
	if (r->renewal)
		tell_renewal(a,
		    json_pack("{s:I, s:I, s:s, s:i, s:i, s:s, s:s, s:s, s:s, s:b}", "id",
			(json_int_t)r->renewal, "version", (json_int_t)r->renewal_version, "state",
			renewal_state_text((enum renewal_state)r->renewal_state), "phase", r->phase,
			"phases", r->phases, "waiting_on", row_text(r, ROW_WAITING), "follow_up",
			row_text(r, ROW_FOLLOW_UP), "claimed_by", row_text(r, ROW_OWNER),
			"contradiction", row_text(r, ROW_AGAINST), "answered", r->answered));
}

static bool
rows_arrived(const char *list, size_t len, void *arg)
{
	struct app *a = arg;

	return model_read(a->model, list, len, row_seen, a);
}

enum { NAMED_MOST = 3 };

/* A mark that goes with its monitor is told, for what is done next is done to the rest; not where whoever sits here may have
 * retired it. */
static void
say_marks_gone(struct app *a, const json_t *names)
{
	struct buf list = {0};
	size_t count = json_array_size(names), i;
	const json_t *name;

	json_array_foreach(names, i, name) {
		if (i < NAMED_MOST)
			buf_printf(&list, "%s%s", i ? ", " : "", json_string_value(name));
	}
	if (count > NAMED_MOST)
		buf_printf(&list, " +%zu", count - NAMED_MOST);
	if (count)
		app_sayf(a, STYLE_WARNING,
		    ngettext("%s was marked, and was retired meanwhile.",
			"%s were marked, and were retired meanwhile.", count),
		    buf_str(&list));
	buf_release(&list);
}

static void
rows_gone(struct app *a, const json_t *data)
{
	json_t *marked = json_array();
	const json_t *id;
	size_t i;

	json_array_foreach(json_object_get(data, "ids"), i, id) {
		const struct row *r = model_find(a->model, json_integer_value(id));

		if (r && model_marked(a->model, r->id) && !link_is_acting(a->link))
			json_array_append_new(marked, json_string(row_title(r)));
		model_gone(a->model, json_integer_value(id));
	}
	say_marks_gone(a, marked);
	json_decref(marked);
}

static void
all_sent(struct app *a, const json_t *data)
{
	(void)data;
	model_ready(a->model);
	today_rows_up(a->today); /* the list does not wait for it */
}

static void
backup_seen(struct app *a, const json_t *backup)
{
	struct buf text = {0};

	if (words_backup_failed(backup))
		words_backup_short(backup, &text);
	snprintf(a->status.backup, sizeof(a->status.backup), "%s", buf_str(&text));
	buf_release(&text);
}

static void
jira_seen(struct app *a, const json_t *jira)
{
	struct buf text = {0};

	words_jira_trouble(jira, &text);
	mem_replace(&a->status.trouble, buf_str(&text));
	a->status.jira = json_is_object(jira);
	buf_release(&text);
}

/* What keeps everybody from working comes first; the rest has its place on the screens that it is about. */
static void
hindrance_seen(struct app *a, const json_t *data)
{
	const json_t *fault = json_object_get(data, "workers_fault");
	const char *store = string_of(data, "store");
	struct buf text = {0};

	if (store && strcmp(store, "ok") != 0)
		words_error(store, NULL, &text);
	else if (json_is_object(fault))
		words_error("no-workers", fault, &text);
	else if (flag_of(data, "directory_silent"))
		words_error("directory-silent", NULL, &text);
	else if (number_of(data, "clock_behind"))
		words_error("clock-behind", NULL, &text);
	mem_replace(&a->status.hindered, buf_str(&text));
	buf_release(&text);
}

static void
keep(char *into, size_t size, const json_t *data, const char *name)
{
	const char *text = string_of(data, name);

	if (text)
		snprintf(into, size, "%s", text);
}

static void
status_arrived(struct app *a, const json_t *data)
{
	const json_t *probing = json_object_get(data, "probing");

	keep(a->status.mode, sizeof(a->status.mode), data, "mode");
	keep(a->status.login, sizeof(a->status.login), data, "login");
	hindrance_seen(a, data);
	backup_seen(a, json_object_get(data, "backup"));
	jira_seen(a, json_object_get(data, "jira"));
	a->status.done = number_of(probing, "done");
	a->status.total = number_of(probing, "total");
	app_changed(a);
}

static void
people_arrived(struct app *a, const json_t *data)
{
	people_told(a->people, data);
	app_tell(a, "people", data); /* a list of them */
	app_changed(a);
}

static void
notices_arrived(struct app *a, const json_t *data)
{
	json_decref(a->notices);
	a->notices = json_incref(json_object_get(data, "notices"));
	app_changed(a);
}

static void
line_arrived(struct app *a, const json_t *data)
{
	today_rows_told(a->today, data);
}

static const struct {
	const char *name;
	void (*fn)(struct app *a, const json_t *data);
} events[] = {
    {"gone", rows_gone},
    {"ready", all_sent},
    {"status", status_arrived},
    {"people", people_arrived},
    {"notices", notices_arrived},
    {"today", line_arrived},
};

static void
event_arrived(const char *name, const json_t *data, void *arg)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (!strcmp(events[i].name, name)) {
			events[i].fn(arg, data);
			return;
		}
	app_tell(arg, name, data);
}

static void
watching(const json_t *ok, const json_t *error, void *arg)
{
	(void)ok;
	if (error)
		app_say_error(arg, error);
}

static void
link_changed(struct link *k, void *arg)
{
	struct app *a = arg;

	app_changed(a);
	people_connected(a->people, link_state(k) == LINK_UP);
	if (link_state(k) == LINK_UP) {
		keep(a->status.mode, sizeof(a->status.mode), link_hello(k), "mode");
		keep(a->status.login, sizeof(a->status.login), link_hello(k), "login");
		model_begin(a->model);
		monitor_detail_stale(a->monitor_detail);
		link_call(k, "watch", NULL, watching, a);
		app_tell(a, "up", NULL);
		a->ways->connected(a);
		if (*a->config->inbox)
			files_watch(a->files, a->config->inbox);
		inbox_up(a->inbox);
	} else if (link_state(k) == LINK_DOWN) { /* all that was asked for has its answer */
		if (link_is_to_declare(k))
			a->ways->unknown(a);
		a->status.total = 0;
		app_forget_typed(a);
	}
}

static void
silence_changed(struct link *k, void *arg)
{
	(void)k;
	app_changed(arg);
}

struct link_owner
news_listener(struct app *a)
{
	return (struct link_owner){.state = link_changed,
	    .event = event_arrived,
	    .rows = rows_arrived,
	    .silent = silence_changed,
	    .arg = a};
}
