/* Retiring and tagging monitors, one or the marked ones.
 *
 * What a request is of is the monitor as it stood at the keypress (struct stood): its version goes with it, so that what
 * somebody changed meanwhile is refused, and named. struct chosen lives from the key to the last answer, or until the
 * question is answered with no. What would change nothing is left out, and named, before anything is sent. That all of it is
 * one act, which can be taken back, is bulk.c's doing. */
#include "tui/screens/monitor_bulk.h"

#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/model/model.h"
#include "tui/screens/bulk.h"
#include "tui/screens/confirm.h"
#include "tui/screens/dialog.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { TAGS_MOST = 32, NAMED_MOST = 3 };

/* A monitor as it stood. */
struct stood {
	int64_t id, version, renewal;
	char *title, *tags;
};

struct chosen {
	struct app *app;
	struct stood *list;
	size_t count;
	struct bulk out; /* those that are no more there */
};

static void
chosen_free(void *arg)
{
	struct chosen *c = arg;

	for (size_t i = 0; i < c->count; i++) {
		free(c->list[i].title);
		free(c->list[i].tags);
	}
	free(c->list);
	bulk_release(&c->out);
	free(c);
}

/* NULL, and said: none is there any more. */
static struct chosen *
chosen_new(struct app *a, const int64_t *ids, size_t count)
{
	struct chosen *c = mem_alloc(sizeof(*c));

	*c = (struct chosen){.app = a, .list = mem_array(count + 1, sizeof(struct stood))};
	for (size_t i = 0; i < count; i++) {
		const struct row *r = model_find(a->model, ids[i]);

		if (r)
			c->list[c->count++] = (struct stood){r->id, r->version, r->renewal,
			    mem_strdup(row_title(r)), mem_strdup(row_text(r, ROW_TAGS))};
		else
			bulk_leave_out(&c->out, "—", _("That monitor was retired meanwhile."));
	}
	if (c->count)
		return c;
	app_say(a, STYLE_WARNING, _("That monitor was retired meanwhile."));
	chosen_free(c);
	return NULL;
}

/* ---- retire ---- */

void
monitor_say_retired(size_t count, struct buf *out)
{
	buf_printf(out,
	    ngettext("%zu monitor was retired; its history stays.",
		"%zu monitors were retired; their history stays.", count),
	    count);
}

void
monitor_say_one_retired(const char *name, struct buf *out)
{
	buf_printf(out, _("%s was retired; its history stays."), name);
}

static void
each_retired(size_t i, const json_t *ok, const json_t *error, void *arg)
{
	const struct chosen *c = arg;

	(void)error;
	if (!ok)
		return;
	model_mark(c->app->model, c->list[i].id, false); /* it is no news that it is gone */
	model_gone(c->app->model, c->list[i].id);
}

static void
all_retired(struct app *a, void *arg)
{
	model_rest(a->model);
	chosen_free(arg);
}

static void
retire_agreed(struct app *a, void *arg)
{
	struct chosen *c = arg;
	struct bulk_calls *calls =
	    bulk_calls_new(a, &(struct bulk_owner){.done = monitor_say_retired,
				  .one = monitor_say_one_retired,
				  .each = each_retired,
				  .end = all_retired,
				  .arg = c});

	for (size_t i = 0; i < c->count; i++) {
		const struct stood *m = &c->list[i];

		bulk_call(calls, m->title, "monitor.retire",
		    json_pack("{s:I, s:I, s:b}", "id", (json_int_t)m->id, "version",
			(json_int_t)m->version, "anyway", m->renewal != 0));
	}
	bulk_calls_end(calls);
}

static char *
question_of_one(const struct app *a, const struct stood *m)
{
	const struct row *r = model_find(a->model, m->id);

	if (!m->renewal || !r)
		return mem_printf(
		    _("Retire %s? It will no longer be probed; its history stays."), m->title);
	return mem_printf(_("%s has renewal %lld open (phase %d of %d%s%s). Retire it "
			    "all the same? It will no longer be probed."),
	    m->title, (long long)m->renewal, r->phase, r->phases,
	    *row_text(r, ROW_WAITING) ? ", " : "", row_text(r, ROW_WAITING));
}

/* Those whose renewal is open are named: that stays as it is. */
static char *
question_of_several(struct app *a, const struct chosen *c)
{
	struct buf text = {0}, open = {0};
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++) {
		if (!c->list[i].renewal)
			continue;
		if (count++ < NAMED_MOST)
			buf_printf(&open, "%s%s", open.len ? ", " : "", c->list[i].title);
	}
	if (count > NAMED_MOST)
		buf_printf(&open, " +%zu", count - NAMED_MOST);
	buf_printf(&text,
	    ngettext("Retire the %zu monitor marked? It will no longer be probed; its history "
		     "stays.",
		"Retire the %zu monitors marked? They will no longer be probed; their history "
		"stays.",
		c->count),
	    c->count);
	if (count)
		buf_printf(&text, " ");
	if (count)
		buf_printf(&text,
		    ngettext("%zu has a renewal open, which stays: %s",
			"%zu have a renewal open, which stays: %s", count),
		    count, buf_str(&open));
	bulk_add_to(&c->out, a, &text);
	buf_release(&open);
	return buf_steal(&text);
}

void
monitor_retire(struct app *a, const int64_t *ids, size_t count)
{
	struct chosen *c = chosen_new(a, ids, count);
	struct screen *screen;
	char *question;

	if (!c)
		return;
	question = count == 1 ? question_of_one(a, &c->list[0]) : question_of_several(a, c);
	screen = confirm_new(question, false, retire_agreed, c);
	confirm_drops_with(screen, chosen_free);
	app_push(a, screen);
	free(question);
}

/* ---- tags ---- */

static void
say_tagged(size_t count, struct buf *out)
{
	buf_printf(out,
	    ngettext("The tags of %zu monitor were changed.",
		"The tags of %zu monitors were changed.", count),
	    count);
}

static void
each_tagged(size_t i, const json_t *ok, const json_t *error, void *arg)
{
	struct app *a = arg;
	const json_t *row = json_object_get(ok, "row");

	(void)i;
	(void)error;
	if (row)
		model_put(a->model, row);
}

static void
remove_text(json_t *list, const char *text)
{
	for (size_t i = json_array_size(list); i-- > 0;)
		if (!strcmp(json_string_value(json_array_get(list, i)), text))
			json_array_remove(list, i);
}

/* Words with blanks or commas between them; "-word" takes one away. */
static void
apply_words(json_t *tags, const char *words)
{
	for (size_t n; *(words += strspn(words, " ,")); words += n) {
		bool less = *words == '-';
		char *word;

		n = strcspn(words, " ,");
		word = mem_strndup(words + less, n - less);
		remove_text(tags, word);
		if (!less && *word)
			json_array_append_new(tags, json_string(word));
		free(word);
	}
}

static json_t *
tags_of(const char *joined)
{
	json_t *tags = json_array();

	apply_words(tags, joined);
	return tags;
}

/* The same ones, in whatever order. */
static bool
are_same(const json_t *a, const json_t *b)
{
	bool same = json_array_size(a) == json_array_size(b);
	const json_t *one;
	size_t i;

	json_array_foreach(a, i, one)
		same = same && texts_have(b, json_string_value(one));
	return same;
}

static void
tags_typed(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct chosen *c = arg;
	struct bulk_calls *calls;

	if (!texts[0][strspn(texts[0], " ,-")]) {
		dialog_refuse(inputs, 0, _("Something is to be typed here."));
		return;
	}
	calls = bulk_calls_new(
	    a, &(struct bulk_owner){.done = say_tagged, .each = each_tagged, .arg = a});
	for (size_t i = 0; i < c->count; i++) {
		const struct stood *m = &c->list[i];
		json_t *was = tags_of(m->tags), *tags = tags_of(m->tags);

		apply_words(tags, texts[0]);
		if (are_same(was, tags))
			bulk_leave_out(bulk_of(calls), m->title, _("its tags are so already"));
		else
			bulk_call(calls, m->title, "monitor.edit",
			    json_pack("{s:I, s:I, s:O}", "id", (json_int_t)m->id, "version",
				(json_int_t)m->version, "tags", tags));
		json_decref(was);
		json_decref(tags);
	}
	app_close(a, inputs); /* c is gone */
	bulk_calls_end(calls);
}

void
monitor_tag(struct app *a, const int64_t *ids, size_t count)
{
	struct chosen *c = chosen_new(a, ids, count);
	struct screen *inputs;
	char *text;

	if (!c)
		return;
	text =
	    c->count == 1
		? mem_printf("%s: %s", c->list[0].title, *c->list[0].tags ? c->list[0].tags : "—")
		: mem_printf(ngettext("%zu monitor", "%zu monitors", c->count), c->count);
	inputs = dialog_new(_("Tags"), text,
	    &(struct dialog_owner){
		.submit = tags_typed, .gone = chosen_free, .arg = c, .closes = true});
	dialog_add(inputs, _("Tags"),
	    _("Words with blanks between them are added; -word takes one away."), "");
	app_push(a, inputs);
	free(text);
}
