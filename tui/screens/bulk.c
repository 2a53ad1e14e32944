/* Answers come in any order and at any time; the last one says the message of them all. The app outlives the link, so they
 * always find it.
 *
 * A thing is done, or left out, which has its reason; or its answer was lost with the connection, and then nobody knows: it is
 * on the list of what was left out, counted apart, and never said to be not done. */
#include "tui/screens/bulk.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/clock.h"
#include "tui/app.h"
#include "tui/model/done_acts.h"
#include "tui/model/link.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { NAMED_MOST = 3 };

struct bulk_calls {
	struct app *app;
	struct bulk_owner owner;
	struct bulk bulk;
	size_t done, left, sent;
	char *name;    /* of the last one that was done */
	json_t *items; /* that take back what was done (done_acts.h) */
};

struct one {
	struct bulk_calls *all;
	size_t nth, place;
	char *name;
	const char *operation;
	json_t *args;
};

/* ---- what there is to do ---- */

/* One word for each, in its imperative; where a view has the action it is done to all that is marked. */
static const struct {
	enum action action;
	unsigned views; /* bits of enum context */
	const char *word;
} acts[] = {
    {ACTION_RENEW, 1u << CONTEXT_LIST | 1u << CONTEXT_TODAY, N_("renew")},
    {ACTION_CLAIM, 1u << CONTEXT_LIST | 1u << CONTEXT_TODAY | 1u << CONTEXT_RENEWALS, N_("claim")},
    {ACTION_POSTPONE, 1u << CONTEXT_LIST | 1u << CONTEXT_TODAY | 1u << CONTEXT_RENEWALS,
	N_("postpone")},
    {ACTION_PAUSE, 1u << CONTEXT_RENEWALS, N_("pause")},
    {ACTION_HAND_OVER, 1u << CONTEXT_RENEWALS, N_("hand over")},
    {ACTION_PROBE, 1u << CONTEXT_LIST | 1u << CONTEXT_TODAY, N_("probe")},
    {ACTION_TAG, 1u << CONTEXT_LIST, N_("tag")},
    {ACTION_RETIRE, 1u << CONTEXT_LIST, N_("retire")},
    {ACTION_LOOK, 1u << CONTEXT_TICKETS, N_("seen")},
    {ACTION_UNMARK_ALL,
	1u << CONTEXT_LIST | 1u << CONTEXT_TODAY | 1u << CONTEXT_RENEWALS | 1u << CONTEXT_TICKETS,
	N_("none")},
};

void
bulk_say_keys(struct app *a, enum context view, size_t count)
{
	struct buf text = {0}, key = {0};

	buf_printf(&text, ngettext("%zu marked", "%zu marked", count), count);
	buf_putc(&text, ':');
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		buf_clear(&key);
		if (acts[i].views & 1u << view && app_offers(a, acts[i].action))
			keys_describe_first(a->keys, view, acts[i].action, &key);
		if (key.len)
			buf_printf(&text, "  %s %s", buf_str(&key), _(acts[i].word));
	}
	app_say(a, STYLE_DIM, buf_str(&text));
	buf_release(&text);
	buf_release(&key);
}

/* ---- what was left out ---- */

size_t
bulk_place(struct bulk *b)
{
	return b->places++;
}

static void
put(struct bulk *b, size_t place, const char *name, const char *why, bool unknown)
{
	size_t at;

	b->list = b->list ? b->list : json_array();
	at = json_array_size(b->list);
	while (at && (size_t)number_of(json_array_get(b->list, at - 1), "place") > place)
		at--;
	json_array_insert_new(b->list, at,
	    json_pack("{s:I, s:s, s:s, s:b}", "place", (json_int_t)place, "name", name, "why", why,
		"unknown", unknown));
	b->left_out++;
	b->unknown += unknown;
}

void
bulk_leave_out_at(struct bulk *b, size_t place, const char *name, const char *why)
{
	put(b, place, name, why, false);
}

void
bulk_leave_out(struct bulk *b, const char *name, const char *why)
{
	bulk_leave_out_at(b, bulk_place(b), name, why);
}

void
bulk_leave_out_error(struct bulk *b, size_t place, const char *name, const json_t *error)
{
	const char *code = text_of(error, "code");
	struct buf why = {0};

	words_error(code, json_object_get(error, "args"), &why);
	put(b, place, name, buf_str(&why), !strcmp(code, "answer-lost"));
	buf_release(&why);
}

static void
add_sentence(struct buf *text, const char *sentence)
{
	buf_printf(text, "%s%s", text->len ? " " : "", sentence);
}

static void
name_one(const json_t *left, struct buf *text)
{
	const char *name = text_of(left, "name"), *why = text_of(left, "why");
	struct buf one = {0};

	if (flag_of(left, "unknown"))
		buf_printf(&one, "%s: %s", name, why);
	else
		words_left_out(name, why, &one);
	add_sentence(text, buf_str(&one));
	buf_release(&one);
}

/* The first ones; returns how many more there are. Several of which nobody knows all have the same reason, which their count
 * says (add_count). */
static size_t
add_first(const struct bulk *b, struct buf *text)
{
	size_t named = 0, i;
	const json_t *left;

	json_array_foreach(b->list, i, left) {
		if (named == NAMED_MOST)
			break;
		if (b->unknown > 1 && flag_of(left, "unknown"))
			continue;
		name_one(left, text);
		named++;
	}
	return b->left_out - named;
}

/* Steals it. */
static void
add_made(struct buf *text, char *sentence)
{
	add_sentence(text, sentence);
	free(sentence);
}

static void
add_more(struct buf *text, size_t more)
{
	add_made(text,
	    mem_printf(ngettext("And %zu more was not.", "And %zu more were not.", more), more));
}

/* How many there are is always said: of one its name does. */
static void
add_count(const struct bulk *b, bool any_done, struct buf *text)
{
	size_t refused = b->left_out - b->unknown;

	if (b->left_out < 2)
		return;
	if (refused && (any_done || b->unknown))
		add_made(
		    text, mem_printf(ngettext("%zu was left out.", "%zu were left out.", refused),
			      refused));
	else if (refused)
		add_made(text, mem_printf(ngettext("None of the %zu was done.",
					      "None of the %zu was done.", refused),
				   refused));
	if (b->unknown > 1)
		add_made(text,
		    mem_printf(
			ngettext(
			    "The connection was lost: of %zu nobody knows whether it was done.",
			    "The connection was lost: of %zu nobody knows whether they were done.",
			    b->unknown),
			b->unknown));
}

/* Where all of them are, if there is a key for that here. */
static void
add_where(const struct app *a, const struct bulk *b, size_t more, struct buf *text)
{
	const size_t counted = b->unknown > 1 ? b->unknown : 0;
	struct buf key = {0};

	keys_describe_first(a->keys, app_top(a)->class->context, ACTION_LEFT_OUT, &key);
	if (key.len)
		buf_printf(text, _(" %s lists them all."), key.data);
	else if (more > counted)
		add_more(text, more - counted);
	buf_release(&key);
}

static void
remember(const struct bulk *b, struct app *a, const char *head)
{
	json_decref(a->left_out);
	a->left_out = b->list ? json_pack("{s:s, s:I, s:O}", "head", head, "count",
				    (json_int_t)b->left_out, "list", b->list)
			      : NULL;
}

void
bulk_add_to(const struct bulk *b, struct app *a, struct buf *text)
{
	struct buf key = {0};
	size_t more = add_first(b, text);

	remember(b, a, "");
	if (more) {
		keys_describe_first(a->keys, app_top(a)->class->context, ACTION_LEFT_OUT, &key);
		add_more(text, more);
		if (key.len)
			buf_printf(text, _(" %s lists them all afterwards."), key.data);
	}
	buf_release(&key);
}

void
bulk_say(const struct bulk *b, struct app *a, const char *done)
{
	struct buf text = {0};
	size_t more;

	buf_puts(&text, done);
	add_count(b, *done, &text);
	remember(b, a, buf_str(&text));
	more = add_first(b, &text);
	if (more)
		add_where(a, b, more, &text);
	if (text.len)
		app_say(a, b->left_out ? STYLE_WARNING : STYLE_GOOD, text.data);
	buf_release(&text);
}

void
bulk_release(struct bulk *b)
{
	json_decref(b->list);
	*b = (struct bulk){0};
}

/* ---- requests ---- */

struct bulk_calls *
bulk_calls_new(struct app *a, const struct bulk_owner *owner)
{
	struct bulk_calls *c = mem_alloc(sizeof(*c));

	*c = (struct bulk_calls){.app = a, .owner = *owner, .left = 1, .items = json_array()};
	return c;
}

struct bulk *
bulk_of(struct bulk_calls *c)
{
	return &c->bulk;
}

void
bulk_calls_end(struct bulk_calls *c)
{
	struct buf done = {0};

	if (--c->left)
		return;
	if (c->owner.one && c->done == 1 && c->sent == 1)
		c->owner.one(c->name, &done);
	else if (c->done)
		c->owner.done(c->done, &done);
	done_acts_add(c->app->done, buf_str(&done), clock_wall(c->app->clock), c->items);
	bulk_say(&c->bulk, c->app, buf_str(&done));
	if (c->owner.end)
		c->owner.end(c->app, c->owner.arg);
	buf_release(&done);
	bulk_release(&c->bulk);
	free(c->name);
	free(c);
}

/* What is taken back is not repeated: that somebody else was first is all that there is to say. */
static void
leave_out(struct one *one, const json_t *error)
{
	struct bulk_calls *c = one->all;
	json_t *since = json_pack("{s:s}", "code", "changed-since");
	bool first = c->owner.undoes && !strcmp(text_of(error, "code"), "conflict");

	bulk_leave_out_error(&c->bulk, one->place, one->name, first ? since : error);
	json_decref(since);
}

static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	struct one *one = arg;
	struct bulk_calls *c = one->all;

	if (c->owner.each)
		c->owner.each(one->nth, ok, error, c->owner.arg);
	if (ok) {
		json_t *item =
		    c->owner.undoes ? NULL : done_item(one->name, one->operation, one->args, ok);

		c->done++;
		mem_replace(&c->name, one->name);
		if (item)
			json_array_append_new(c->items, item);
	} else {
		leave_out(one, error);
	}
	json_decref(one->args);
	free(one->name);
	free(one);
	bulk_calls_end(c);
}

void
bulk_call(struct bulk_calls *c, const char *name, const char *operation, json_t *args)
{
	struct one *one = mem_alloc(sizeof(*one));

	*one = (struct one){
	    c, c->sent++, bulk_place(&c->bulk), mem_strdup(name), operation, json_incref(args)};
	c->left++;
	link_act(c->app->link, operation, args, answered, one);
}
