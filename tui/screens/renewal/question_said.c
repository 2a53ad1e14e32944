/* Somebody else may change what a question is about while its answer is typed. The panel hears of it, and an act is sent with
 * the version that the panel has, so the backend sees no conflict: what the lines said when they were asked is kept here,
 * and compared before anything is sent. Who did it is asked only then, of the renewal's own trail. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/model/link.h"
#include "tui/model/renewal_read.h"
#include "tui/screens/dialog.h"
#include "words/words.h"

enum { LINES_MOST = 2 };

struct question_said {
	json_int_t version; /* of the renewal, then */
	char *lines[LINES_MOST];
};

/* Which members the first lines of a question are about; what else is typed is added to what there is. */
static const struct subject {
	const char *what;
	bool of_step;
	const char *members[LINES_MOST];
	const char *acts; /* that change them; NULL: whichever is done with the step */
	enum { PLAIN, VALUE, NAMES } kind; /* of what they say */
} subjects[] = {
    {"postpone", true, {"follow_up"}, NULL, PLAIN},
    {"wait", true, {"waiting_on", "follow_up"}, NULL, PLAIN},
    {"ticket", true, {"ticket"}, NULL, PLAIN},
    {"value", true, {"value"}, NULL, PLAIN},
    {"pause", false, {"paused_until"}, "pause resume", PLAIN},
    {"hand-over", false, {"owner"}, "hand-over take-over claim release", PLAIN},
    {"names", false, {"domain", "names"}, "names choose", NAMES},
    {"set", false, {"value"}, "set", VALUE},
};

static const struct subject *
subject_of(const struct question *q)
{
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++)
		if (!strcmp(subjects[i].what, q->what))
			return &subjects[i];
	return NULL;
}

/* ---- what the lines say ---- */

/* The caller frees. */
static char *
line_now(const struct question *q, const struct subject *about, size_t i)
{
	const json_t *r = renewal_model_get(q->panel->model);
	struct buf text = {0};

	if (about->kind == NAMES)
		return names_line(q->panel, i);
	if (about->kind == VALUE)
		return mem_strdup(text_of(json_object_get(r, "values"), text_of(q->known, "name")));
	if (about->members[i])
		read_date(about->of_step ? renewal_step(r, q->step) : r, about->members[i], &text);
	buf_puts(&text, "");
	return buf_steal(&text);
}

struct question_said *
question_said_new(const struct question *q)
{
	const struct subject *about = subject_of(q);
	struct question_said *said = mem_alloc(sizeof(*said));

	said->version = number_of(renewal_model_get(q->panel->model), "version");
	for (size_t i = 0; about && i < LINES_MOST; i++)
		said->lines[i] = line_now(q, about, i);
	return said;
}

void
question_said_free(struct question *q)
{
	link_forget(q->panel->app->link, q);
	for (size_t i = 0; q->said && i < LINES_MOST; i++)
		free(q->said->lines[i]);
	free(q->said);
	q->said = NULL;
}

/* ---- what became of them ---- */

static bool
is_one_of(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (size_t n; *(list += strspn(list, " ")); list += n) {
		n = strcspn(list, " ");
		if (n == len && !memcmp(list, word, n))
			return true;
	}
	return false;
}

/* Who did the last act that is about it. */
static json_t *
changes_of(const struct question *q, const struct subject *about, const json_t *events)
{
	json_t *changes = json_object();
	const json_t *e;
	size_t i;

	json_array_foreach(events, i, e) {
		if (about->of_step && strcmp(text_of(e, "step"), q->step ? q->step : "") != 0)
			continue;
		if (about->acts && !is_one_of(about->acts, text_of(e, "what")))
			continue;
		if (about->kind == VALUE &&
		    strcmp(text_of(e, "name"), text_of(q->known, "name")) != 0)
			continue;
		for (size_t k = 0; k < LINES_MOST && about->members[k]; k++)
			json_object_set_new(changes, about->members[k],
			    json_pack("{s:s, s:b, s:I}", "login", text_of(e, "by"), "proven", true,
				"at", number_of(e, "at")));
	}
	return changes;
}

/* events NULL: nobody is named. */
static void
told(struct question *q, const json_t *events)
{
	const struct subject *about = subject_of(q);
	struct question_said *was = q->said;
	json_t *changes = changes_of(q, about, events);
	const char *members[DIALOG_LINES_MOST] = {""}, *before[DIALOG_LINES_MOST] = {""},
		   *now[DIALOG_LINES_MOST] = {""};

	q->said = question_said_new(q);
	for (size_t i = 0; i < DIALOG_LINES_MOST; i++) {
		bool known = i < LINES_MOST && about->members[i];

		members[i] = known ? about->members[i] : "";
		before[i] = known ? was->lines[i] : "";
		now[i] = known ? q->said->lines[i] : "";
	}
	dialog_meet(q->inputs, q->panel->app,
	    &(struct dialog_theirs){.what = text_of(renewal_model_get(q->panel->model), "domain"),
		.changes = changes,
		.members = members,
		.was = before,
		.now = now}); /* q may be gone */
	for (size_t i = 0; i < LINES_MOST; i++)
		free(was->lines[i]);
	free(was);
	json_decref(changes);
}

static void
trail_came(const json_t *ok, const json_t *error, void *arg)
{
	struct question *q = arg;
	struct app *a = q->panel->app;

	(void)error;
	told(q, json_object_get(ok, "events")); /* q may be gone then */
	app_changed(a);
}

bool
question_meet(struct question *q)
{
	const struct subject *about = subject_of(q);
	bool changed = false;

	for (size_t i = 0; about && i < LINES_MOST && about->members[i]; i++) {
		char *now = line_now(q, about, i);

		changed |= strcmp(now, q->said->lines[i]) != 0;
		free(now);
	}
	if (changed)
		link_call(q->panel->app->link, "renewal.trail",
		    json_pack(
			"{s:I, s:I}", "id", (json_int_t)q->panel->id, "after", q->said->version),
		    trail_came, q);
	return changed;
}
