#include "tui/model/trail_query.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/model/date_parse.h"
#include "tui/model/match.h"
#include "tui/model/model.h"
#include "words/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct reading {
	json_t *args;
	const struct model *model;
	const char *me;
	int64_t now;
	struct err *err;
};

/* Whether the folded word is one of those, which stand in one text with blanks between. */
static bool
is_one_of(const char *names, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = len ? names : NULL; at && (at = strstr(at, word)); at += len)
		if ((at == names || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
	return false;
}

/* Steals the text. */
static int
fail(struct reading *r, char *why)
{
	err_set(r->err, "filter", "%s", why);
	free(why);
	return -1;
}

/* ---- of whom, and of what ---- */

static int
put_number(struct reading *r, const char *name, const char *value)
{
	char *end;
	long long number = strtoll(value, &end, 10);

	if (*end || number <= 0)
		return fail(r, mem_printf(_("'%s' is not a number above 0."), value));
	json_object_set_new(r->args, name, json_integer(number));
	return 0;
}

/* By its name; else the only one that has the text in its name or its host. */
struct named {
	char *folded;
	int64_t exact, some;
	size_t count;
};

static bool
compare_name(const struct row *row, void *arg)
{
	struct named *n = arg;
	char endpoint[ROW_ENDPOINT_BYTES], *title = text_folded(row_title(row));

	row_endpoint(row, endpoint, sizeof(endpoint));
	if (!strcmp(title, n->folded) || !strcmp(endpoint, n->folded))
		n->exact = row->id;
	if (strstr(title, n->folded) || match_has(endpoint, n->folded)) {
		n->some = row->id;
		n->count++;
	}
	free(title);
	return !n->exact;
}

static int
read_monitor(struct reading *r, const char *value)
{
	struct named n = {.folded = text_folded(value)};

	if (value[strspn(value, "0123456789")] == '\0') {
		free(n.folded);
		return put_number(r, "monitor", value);
	}
	model_each(r->model, compare_name, &n);
	free(n.folded);
	if (!n.exact && n.count > 1)
		return fail(
		    r, mem_printf(_("Several monitors have '%s' in their name: write more of it."),
			   value));
	if (!n.exact && !n.count)
		return fail(r, mem_printf(_("No monitor is called '%s'."), value));
	json_object_set_new(
	    r->args, "monitor", json_integer((json_int_t)(n.exact ? n.exact : n.some)));
	return 0;
}

static int
read_renewal(struct reading *r, const char *value)
{
	return put_number(r, "renewal", value);
}

static int
read_who(struct reading *r, const char *value)
{
	char *folded = text_folded(value);

	json_object_set_new(
	    r->args, "who", json_string(is_one_of("me jo", folded) ? r->me : value));
	free(folded);
	return 0;
}

static int
read_what(struct reading *r, const char *value)
{
	static const struct {
		const char *family, *names;
	} families[] = {
	    {"monitor", "monitor monitors"},
	    {"renewal", "renewal renewals renovacio renovacions"},
	    {"ticket", "ticket tickets tiquet tiquets"},
	    {"request", "request requests peticio peticions"},
	    {"service", "service services servei serveis"},
	    {"lead", "lead leads termini terminis"},
	    {"alert", "alert alerts alerta alertes"},
	    {"database", "database base"},
	};
	char *folded = text_folded(value);
	const char *what = strchr(value, '.') ? value : NULL;

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (is_one_of(families[i].names, folded))
			what = families[i].family;
	free(folded);
	if (!what)
		return fail(
		    r, mem_printf(
			   _("'%s' is no kind of line: monitor, renewal, ticket, request, service, "
			     "lead, alert, database, or a code as monitor.edit."),
			   value));
	json_object_set_new(r->args, "what", json_string(what));
	return 0;
}

/* ---- when ---- */

/* The second at which a day begins here, so many days after that one; -1. */
static int64_t
day_start(const struct reading *r, const char *value, int days_after)
{
	char *folded = text_folded(value), day[WHEN_BYTES];
	bool yesterday = is_one_of("yesterday ahir", folded),
	     today = yesterday || is_one_of("today avui", folded);
	int year, month, date;
	struct tm tm = {.tm_isdst = -1};

	free(folded);
	if (!date_parse(today ? "0" : value, r->now, day) || (!today && !strchr(value, '/')) ||
	    sscanf(day, "%4d-%2d-%2d", &year, &month, &date) != 3)
		return -1;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = date + days_after - yesterday;
	return mktime(&tm);
}

static int
put_day(struct reading *r, const char *name, const char *value, int days_after)
{
	int64_t at = day_start(r, value, days_after);

	if (at < 0)
		return fail(r, mem_printf(_("'%s' is not a date, such as 30/11/2026."), value));
	json_object_set_new(r->args, name, json_integer((json_int_t)at));
	return 0;
}

static int
read_day(struct reading *r, const char *value)
{
	return put_day(r, "since", value, 0) < 0 ? -1 : put_day(r, "until", value, 1);
}

static int
read_since(struct reading *r, const char *value)
{
	return put_day(r, "since", value, 0);
}

static int
read_until(struct reading *r, const char *value)
{
	return put_day(r, "until", value, 1);
}

/* ---- words ---- */

static const struct {
	const char *names;
	int (*read)(struct reading *r, const char *value);
} fields[] = {
    {"monitor", read_monitor},
    {"renewal renovacio", read_renewal},
    {"who qui", read_who},
    {"what que kind tipus", read_what},
    {"day dia", read_day},
    {"since des", read_since},
    {"until fins", read_until},
};

static int
read_word(struct reading *r, char *word)
{
	char *value = strchr(word, ':'), *folded;
	size_t i = 0, count = sizeof(fields) / sizeof(fields[0]);

	if (!value)
		return fail(r,
		    mem_printf(
			_("'%s': of what? monitor, renewal, who, what, day, since or until, and a "
			  "colon. A text is searched for with its own key."),
			word));
	*value++ = '\0';
	folded = text_folded(word);
	while (i < count && !is_one_of(fields[i].names, folded))
		i++;
	free(folded);
	if (i == count)
		return fail(r, mem_printf(_("There is no field '%s'."), word));
	return *value ? fields[i].read(r, value)
		      : fail(r, mem_printf(_("Nothing stands after '%s:'."), word));
}

/* Cuts the next word off, up to a blank that is in no quotes, which go; false: there is none. */
static bool
next_word(char **text, char **word)
{
	char *at = *text + strspn(*text, " "), *to = at;
	bool quoted = false;

	*word = at;
	for (; *at && (quoted || *at != ' '); at++)
		if (*at == '"')
			quoted = !quoted;
		else
			*to++ = *at;
	*text = *at ? at + 1 : at;
	*to = '\0';
	return to != *word;
}

json_t *
trail_query(const char *text, const struct model *m, const char *me, int64_t now, struct err *err)
{
	struct reading r = {json_object(), m, me, now, err};
	char *copy = mem_strdup(text), *rest = copy, *word;
	int rc = 0;

	while (!rc && next_word(&rest, &word))
		rc = read_word(&r, word);
	free(copy);
	if (!rc)
		return r.args;
	json_decref(r.args);
	return NULL;
}
