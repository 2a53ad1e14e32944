/* Lines are put together. Of a renewal and of a ticket each line counts: one row has all that was done, and what changed last. Of monitors,
 * services and the rest it is the kind of change that counts, and by whom: one row has how many, and the first names. */
#include "ctl/report_moved.h"

#include "ctl/ctl.h"
#include "ctl/trail_ask.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "words/markdown.h"
#include "words/words.h"

enum { NAMES_TOLD = 8 };

static bool
is_of(const json_t *event, const char *family)
{
	size_t len = strlen(family);

	return !strncmp(text_of(event, "what"), family, len) && text_of(event, "what")[len] == '.';
}

static bool
is_each(const json_t *event)
{
	return is_of(event, "renewal") || is_of(event, "ticket");
}

static bool
is_asked_for(const json_t *event, const json_t *of)
{
	const char *family = is_of(event, "renewal")   ? "renewal"
			     : is_of(event, "monitor") ? "monitor"
						       : "";
	char *key = mem_printf("%s %lld", family, (long long)number_of(event, "subject"));
	bool is = !of || json_object_get(of, key);

	free(key);
	return is;
}

/* The lists of events that have one key, in the order in which the newest of each stands. */
static json_t *
grouped(const json_t *events, const json_t *of, bool each)
{
	json_t *groups = json_array(), *by_key = json_object(), *event;
	size_t i;

	json_array_foreach(events, i, event) {
		const char *what = text_of(event, "what");
		int family = (int)strcspn(what, ".");
		json_t *group;
		char *key;

		if (is_each(event) != each || !is_asked_for(event, of))
			continue;
		key = each ? mem_printf(
				 "%.*s %lld", family, what, (long long)number_of(event, "subject"))
			   : mem_printf("%s %s", what, text_of(event, "login"));
		group = json_object_get(by_key, key);
		if (!group) {
			group = json_array();
			json_object_set_new(by_key, key, group);
			json_array_append(groups, group);
		}
		json_array_append(group, event);
		free(key);
	}
	json_decref(by_key);
	return groups;
}

static void
put_cell(struct buf *out, struct buf *text)
{
	buf_puts(out, " | ");
	markdown_put(out, buf_str(text));
	buf_clear(text);
}

/* Each act once, the first first, with how often. */
static void
add_acts(const json_t *group, struct buf *out)
{
	json_t *counts = json_object(), *count;
	const char *words;

	for (size_t i = json_array_size(group); i-- > 0;) {
		words = words_trail_what(json_array_get(group, i));
		json_object_set_new(counts, words, json_integer(number_of(counts, words) + 1));
	}
	json_object_foreach(counts, words, count) {
		buf_printf(out, "%s%s", out->len ? ", " : "", words);
		if (json_integer_value(count) > 1)
			buf_printf(out, " (%lld)", (long long)json_integer_value(count));
	}
	json_decref(counts);
}

static void
add_people(const json_t *group, struct buf *out)
{
	json_t *seen = json_object();

	for (size_t i = json_array_size(group); i-- > 0;) {
		const char *login = text_of(json_array_get(group, i), "login");

		if (!json_object_get(seen, login))
			buf_printf(out, "%s%s", out->len ? ", " : "", login);
		json_object_set_new(seen, login, json_true());
	}
	json_decref(seen);
}

/* ---- renewals and tickets ---- */

static void
put_one(const struct trail_known *known, const json_t *group, struct buf *out)
{
	const json_t *last = json_array_get(group, 0);
	struct buf text = {0};

	buf_putc(out, '|');
	buf_putc(out, ' ');
	words_trail_subject(known, last, &text);
	markdown_put(out, buf_str(&text));
	buf_clear(&text);
	add_acts(group, &text);
	put_cell(out, &text);
	words_trail_change(known, last, &text);
	put_cell(out, &text);
	add_people(group, &text);
	put_cell(out, &text);
	words_date(number_of(last, "at"), &text);
	put_cell(out, &text);
	buf_puts(out, " |\n");
	buf_release(&text);
}

static void
put_each(const struct trail_known *known, const json_t *groups, struct buf *out)
{
	json_t *group;
	size_t i;

	buf_printf(out, "| %s | %s | %s | %s | %s |\n|---|---|---|---|---|\n", _("Of what"),
	    _("What was done"), _("Last change"), _("Who"), _("When"));
	json_array_foreach(groups, i, group)
		put_one(known, group, out);
}

/* ---- the rest ---- */

/* The first names, each once, and how many more lines there are. */
static void
add_names(const struct trail_known *known, const json_t *group, struct buf *out)
{
	json_t *seen = json_object(), *event;
	size_t i;

	json_array_foreach(group, i, event) {
		char *key = mem_printf("%lld", (long long)number_of(event, "subject"));

		if (number_of(event, "subject") && !json_object_get(seen, key) &&
		    json_object_size(seen) < NAMES_TOLD) {
			buf_puts(out, out->len ? ", " : "");
			words_trail_subject(known, event, out);
		}
		json_object_set_new(seen, key, json_true());
		free(key);
	}
	if (json_object_size(seen) > NAMES_TOLD)
		buf_puts(out, ", …");
	json_decref(seen);
}

static void
put_alike(const struct trail_known *known, const json_t *groups, struct buf *out)
{
	struct buf text = {0};
	json_t *group;
	size_t i;

	buf_printf(out, "| %s | %s | %s | %s | %s |\n|---|---:|---|---|---|\n", _("What was done"),
	    _("How often"), _("Of what"), _("Who"), _("When"));
	json_array_foreach(groups, i, group) {
		const json_t *last = json_array_get(group, 0);

		buf_puts(out, "| ");
		markdown_put(out, words_trail_what(last));
		buf_printf(&text, "%zu", json_array_size(group));
		put_cell(out, &text);
		add_names(known, group, &text);
		put_cell(out, &text);
		words_trail_who(last, &text);
		put_cell(out, &text);
		words_date(number_of(last, "at"), &text);
		put_cell(out, &text);
		buf_puts(out, " |\n");
	}
	buf_release(&text);
}

void
report_moved(struct ctl *ctl, const json_t *events, const json_t *of, struct buf *out)
{
	json_t *each = grouped(events, of, true), *alike = grouped(events, of, false);
	struct trail_ask ask;

	trail_ask_begin(&ask, ctl);
	if (json_array_size(each))
		put_each(&ask.known, each, out);
	if (json_array_size(each) && json_array_size(alike))
		buf_putc(out, '\n');
	if (json_array_size(alike))
		put_alike(&ask.known, alike, out);
	trail_ask_end(&ask);
	json_decref(each);
	json_decref(alike);
}
