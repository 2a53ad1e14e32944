/* discover: names in the certificates that monitors serve or hold, and that nobody watches.
 *
 * The backend reads them out of what it has seen, some monitors a request; nothing is looked up or probed for it. A name that
 * several monitors have may come with several pages, and is added up here; it is known by its text alone, so what a person
 * names to add has to be among them.
 *
 * A name becomes a monitor as `add` makes one, on the usual port; or somebody says that it is not to be watched, and then it is
 * offered to nobody until he says otherwise. */
#include "ctl/ctl.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "words/words.h"

#include <stdlib.h>

enum { NAMES_MOST = 1000 /* of one call */, NEVER_AT_ONCE = 100 };

struct discovered {
	json_t *names; /* {name: {"name","id","monitor","monitors"}} */
	int64_t wildcards, left_out;
};

/* ---- what there is ---- */

/* What several pages have in common is added up. */
static void
add_page(struct discovered *d, const json_t *page)
{
	json_t *one, *known;
	size_t i;

	json_array_foreach(json_object_get(page, "names"), i, one) {
		known = json_object_get(d->names, text_of(one, "name"));
		if (known)
			json_object_set_new(known, "monitors",
			    json_integer((json_int_t)(number_of(known, "monitors") +
						      number_of(one, "monitors"))));
		else
			json_object_set(d->names, text_of(one, "name"), one);
	}
	d->wildcards += number_of(page, "wildcards");
	d->left_out += number_of(page, "left_out");
}

/* -1 after saying why. */
static int
fetch(struct ctl *ctl, struct discovered *d)
{
	int64_t next = 0;
	json_t *page;

	*d = (struct discovered){.names = json_object()};
	do {
		page = ctl_call(ctl, "name.unwatched",
		    json_pack("{s:I}", "after", (json_int_t)next), NULL, NULL);
		next = number_of(page, "next");
		add_page(d, page);
		json_decref(page);
	} while (page && next);
	return page ? 0 : -1;
}

static int
compare_found(const void *a, const void *b)
{
	const json_t *left = *(json_t *const *)a, *right = *(json_t *const *)b;
	int64_t more = number_of(right, "monitors") - number_of(left, "monitors");

	return more ? (more > 0 ? 1 : -1) : strcmp(text_of(left, "name"), text_of(right, "name"));
}

/* Those of most monitors first. A new array. */
static json_t *
sorted(const struct discovered *d)
{
	size_t count = json_object_size(d->names), i = 0;
	json_t **list = mem_array(count + 1, sizeof(*list)), *all = json_array(), *one;
	const char *name;

	json_object_foreach(d->names, name, one)
		list[i++] = one;
	qsort(list, count, sizeof(*list), compare_found);
	for (i = 0; i < count; i++)
		json_array_append(all, list[i]);
	free(list);
	return all;
}

static void
print_table(const json_t *names)
{
	struct table *t = table_new();
	const json_t *one;
	char number[24];
	size_t i;

	table_column(t, _("Name"), TABLE_WHOLE);
	table_column(t, _("Monitors"), TABLE_NUMBER);
	table_column(t, _("Is in the certificate of"), TABLE_TEXT);
	json_array_foreach(names, i, one) {
		char *label =
		    mem_printf("%lld %s", (long long)number_of(one, "id"), text_of(one, "monitor"));

		snprintf(number, sizeof(number), "%lld", (long long)number_of(one, "monitors"));
		table_cell(t, text_of(one, "name"));
		table_cell(t, number);
		table_cell(t, label);
		free(label);
	}
	table_print(t, stdout);
	table_free(t);
}

static void
say_rest(const struct discovered *d)
{
	if (d->wildcards)
		ctl_say(_("Wildcards are no hosts, and are not offered: %lld."),
		    (long long)d->wildcards);
	if (d->left_out)
		ctl_say(_("More than fit: %lld names are not told."), (long long)d->left_out);
}

static int
list_names(const struct discovered *d, bool as_json)
{
	json_t *names = sorted(d);

	if (as_json)
		ctl_print_json(names);
	else if (!json_array_size(names))
		ctl_say(_("Every name in the certificates that are served is watched."));
	else
		print_table(names);
	if (!as_json)
		say_rest(d);
	json_decref(names);
	return EXIT_DONE;
}

/* ---- watching them ---- */

static int
add_name(struct ctl *ctl, const char *name, json_t *added)
{
	json_t *error = NULL,
	       *ok = ctl_try(ctl, "monitor.add", json_pack("{s:s}", "host", name), &error);
	char *label;

	if (ok && !added) {
		label = row_label(json_object_get(ok, "row"));
		ctl_say(_("Added: %s"), label);
		free(label);
	} else if (ok) {
		json_array_append(added, json_object_get(ok, "row"));
	} else if (error) {
		ctl_complain_refused_one(ctl, name, error);
	}
	json_decref(ok);
	json_decref(error);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

/* Those that were named; each has to be one that is offered. */
static json_t *
chosen(struct ctl *ctl, const struct discovered *d, int count, char **names, int *code)
{
	json_t *all = json_array();

	for (int i = 0; i < count; i++) {
		json_t *one = json_object_get(d->names, names[i]);

		if (one)
			json_array_append(all, one);
		else
			*code = ctl_complain_left_out(ctl, names[i],
			    _("No certificate that is served has that name, or it is watched."));
	}
	return all;
}

static bool
agrees_to_all(struct ctl *ctl, const json_t *names, bool yes)
{
	size_t count = json_array_size(names);
	char *question =
	    mem_printf(ngettext("Watch %zu name?", "Watch all %zu names?", count), count);
	bool agrees = count && ctl_agrees(ctl, question, yes);

	free(question);
	return agrees;
}

static int
add_names(
    struct ctl *ctl, const struct discovered *d, int count, char **names, bool yes, bool as_json)
{
	int code = EXIT_DONE;
	json_t *all = count ? chosen(ctl, d, count, names, &code) : sorted(d),
	       *added = as_json ? json_array() : NULL, *one;
	size_t i;

	if (!count && json_array_size(all) && !agrees_to_all(ctl, all, yes)) {
		code = EXIT_FAILED;
	} else {
		json_array_foreach(all, i, one) {
			if (add_name(ctl, text_of(one, "name"), added) != EXIT_DONE)
				code = EXIT_FAILED;
		}
	}
	if (!count && !json_array_size(all) && !as_json)
		list_names(d, false);
	if (as_json)
		ctl_print_json(added);
	json_decref(added);
	json_decref(all);
	return code;
}

/* ---- never this one ---- */

static int
never(struct ctl *ctl, int count, char **names, bool back)
{
	int64_t changed = 0;

	for (int at = 0; at < count; at += NEVER_AT_ONCE) {
		json_t *some = json_array(), *ok;

		for (int i = at; i < count && i < at + NEVER_AT_ONCE; i++)
			json_array_append_new(some, json_string(names[i]));
		ok = ctl_call(ctl, "name.never",
		    json_pack("{s:o, s:b}", "names", some, "back", back), NULL, NULL);
		changed += number_of(ok, "changed");
		json_decref(ok);
		if (!ok)
			return EXIT_FAILED;
	}
	ctl_say(
	    back ? _("Offered again: %lld.") : _("Never offered again: %lld."), (long long)changed);
	return EXIT_DONE;
}

static int
list_not_wanted(struct ctl *ctl, bool as_json)
{
	json_t *none = json_object(),
	       *names = ctl_call_pages(ctl, "name.not-wanted", none, "names"), *one;
	struct table *t = table_new();
	size_t i;

	table_column(t, _("Name"), TABLE_WHOLE);
	table_column(t, _("Who"), TABLE_TEXT);
	table_column(t, _("When"), TABLE_WHOLE);
	json_array_foreach(names, i, one) {
		struct buf day = {0};

		words_date(number_of(one, "at"), &day);
		table_cell(t, text_of(one, "name"));
		table_cell(t, text_of(one, "by"));
		table_cell(t, buf_str(&day));
		buf_release(&day);
	}
	if (names && as_json)
		ctl_print_json(names);
	else if (names && !json_array_size(names))
		ctl_say(_("No name was left out for good."));
	else if (names)
		table_print(t, stdout);
	table_free(t);
	json_decref(none);
	json_decref(names);
	return names ? EXIT_DONE : EXIT_FAILED;
}

/* ---- the command ---- */

int
discover_run(struct ctl *ctl, int argc, char **argv)
{
	enum { ADD, NEVER, AGAIN, NOT_WANTED, YES, JSON, FLAGS };
	struct flag flags[FLAGS] = {[ADD] = {.name = "add"},
	    [NEVER] = {.name = "never"},
	    [AGAIN] = {.name = "again"},
	    [NOT_WANTED] = {.name = "not-wanted"},
	    [YES] = {.name = "yes"},
	    [JSON] = {.name = "json"}};
	int count,
	    code = ctl_arguments(ctl, argc, argv, flags, FLAGS, 0, NAMES_MOST, &argv, &count);
	bool named = flags[NEVER].value || flags[AGAIN].value, as_json = flags[JSON].value != NULL;
	struct discovered d = {0};
	int ways = 0;

	for (int i = ADD; i <= NOT_WANTED; i++)
		ways += flags[i].value != NULL;
	if (code)
		return code;
	if (ways > 1 || (named && !count) || (count && !named && !flags[ADD].value))
		return ctl_usage(ctl, _("Names are to be added, never offered, or offered again."));
	if (named)
		return never(ctl, count, argv, flags[AGAIN].value != NULL);
	if (flags[NOT_WANTED].value)
		return list_not_wanted(ctl, as_json);
	if (fetch(ctl, &d) < 0)
		code = EXIT_FAILED;
	else if (flags[ADD].value)
		code = add_names(ctl, &d, count, argv, flags[YES].value != NULL, as_json);
	else
		code = list_names(&d, as_json);
	json_decref(d.names);
	return code;
}
