/* The filter of the audit trail, from what was typed to what the backend is asked for.
 *
 * A word is a field, a colon and a value, each in quotes where it has a blank; a table of fields (trail_words.h has their names)
 * has the function that reads its value, and the arguments of "log" that it says: each of these once, for all
 * of a filter must hold. Of who and what there may be several, or all but some, which the backend takes as one text with commas
 * and a hyphen before it; whatever else is written so is said to be wrong, and where. A saved filter is read in the place of its
 * name. */
#include "tui/model/trail_query.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/saved_filters.h"
#include "base/text.h"
#include "expiry/field.h"
#include "tui/model/date_parse.h"
#include "tui/model/match.h"
#include "tui/model/model.h"
#include "tui/model/trail_words.h"
#include "words/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SAVED_DEEPEST = 4 }; /* a saved filter that names another, and so on */

struct reading {
	json_t *args;
	bool but;          /* the word leaves out what it names */
	const char *wrong; /* where in it what is being read begins: what a fault is told of */
	const struct trail_reader *by;
	int depth; /* of saved filters */
	struct err *err;
};

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
	model_each(r->by->model, compare_name, &n);
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

/* One of several with commas between, in the backend's words; NULL: it is none, and said. The caller frees. */
typedef char *one_fn(struct reading *r, const char *one);

static char *
read_one(struct reading *r, const char *value, const char *one, one_fn *read)
{
	if (*one && *one != '-' && *one != '!')
		return read(r, one);
	fail(r, *one ? mem_printf(_("'%s': the hyphen stands before the field, and leaves out all "
				    "that is named after it."),
			   one)
		     : mem_printf(_("'%s': a name is missing beside a comma."), value));
	return NULL;
}

static int
put_list(struct reading *r, const char *name, const char *value, one_fn *read)
{
	struct buf list = {0};
	char *copy = mem_strdup(value), *rest = copy, *one, *said;
	int rc = 0;

	if (r->but)
		buf_putc(&list, '-');
	while (!rc && (one = strsep(&rest, ","))) {
		r->wrong = value + (one - copy);
		said = read_one(r, value, one, read);
		if (said)
			buf_printf(&list, "%s%s", list.len > r->but ? "," : "", said);
		rc = said ? 0 : -1;
		free(said);
	}
	if (!rc)
		json_object_set_new(r->args, name, json_string(buf_str(&list)));
	free(copy);
	buf_release(&list);
	return rc;
}

static char *
login_of(struct reading *r, const char *one)
{
	return mem_strdup(trail_word_is(TRAIL_ME, one) ? r->by->me : one);
}

static char *
family_of(struct reading *r, const char *one)
{
	const char *what = strchr(one, '.') ? one : trail_family(one);

	if (!what)
		fail(
		    r, mem_printf(
			   _("'%s' is no kind of line: monitor, renewal, ticket, request, service, "
			     "lead, alert, list, name, database, or a code as monitor.edit."),
			   one));
	return mem_strdup(what);
}

static int
read_who(struct reading *r, const char *value)
{
	return put_list(r, "who", value, login_of);
}

static int
read_what(struct reading *r, const char *value)
{
	return put_list(r, "what", value, family_of);
}

/* ---- when ---- */

/* The second at which a day begins here, so many days after that one; -1. */
static int64_t
day_start(const struct reading *r, const char *value, int days_after)
{
	char day[WHEN_BYTES];
	bool yesterday = trail_word_is(TRAIL_YESTERDAY, value),
	     today = yesterday || trail_word_is(TRAIL_TODAY, value);
	int year, month, date;
	struct tm tm = {.tm_isdst = -1};

	if (!date_parse(today ? "0" : value, r->by->now, day) || (!today && !strchr(value, '/')) ||
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
	int (*read)(struct reading *r, const char *value);
	const char *args[2]; /* what it is asked with: each of them once */
	bool several;        /* of several, or of all but these */
} fields[] = {
    [TRAIL_MONITOR] = {read_monitor, {"monitor"}, false},
    [TRAIL_RENEWAL] = {read_renewal, {"renewal"}, false},
    [TRAIL_WHO] = {read_who, {"who"}, true},
    [TRAIL_WHAT] = {read_what, {"what"}, true},
    [TRAIL_DAY] = {read_day, {"since", "until"}, false},
    [TRAIL_SINCE] = {read_since, {"since"}, false},
    [TRAIL_UNTIL] = {read_until, {"until"}, false},
};
_Static_assert(sizeof(fields) / sizeof(*fields) == TRAIL_FIELD_COUNT, "each field is read");

/* Why that field cannot be asked so; NULL: it can. */
static char *
reason_against(const struct reading *r, int field, const char *word, const char *value)
{
	if (!fields[field].several && r->but)
		return mem_printf(_("'-%s:': only of who and what can some be left out."), word);
	if (!fields[field].several && strchr(value, ','))
		return mem_printf(_("'%s:' is of one: only who and what are of several."), word);
	for (size_t i = 0; i < 2 && fields[field].args[i]; i++)
		if (json_object_get(r->args, fields[field].args[i]))
			return mem_printf(
			    _("'%s:' was said already: all of a filter must hold."), word);
	return NULL;
}

static int
read_field(struct reading *r, char *word)
{
	char *value = strchr(word, ':'), *why;
	int field;

	if (!value)
		return fail(r,
		    mem_printf(
			_("'%s': of what? monitor, renewal, who, what, day, since or until, and a "
			  "colon. A text is searched for with its own key."),
			word));
	*value++ = '\0';
	field = trail_field_from(word, strlen(word));
	if (field < 0)
		return fail(r, mem_printf(_("There is no field '%s'."), word));
	if (!*value)
		return fail(r, mem_printf(_("Nothing stands after '%s:'."), word));
	why = reason_against(r, field, word, value);
	if (why)
		return fail(r, why);
	r->wrong = value;
	return fields[field].read(r, value);
}

static int read_words(struct reading *r, const char *text, struct field_fault *fault);

/* Its fault is told of its name: what is wrong stands nowhere else. */
static int
read_saved(struct reading *r, const char *name)
{
	const char *text = saved_filters_find(r->by->saved, name, strlen(name));
	const char *wrong = r->wrong;
	int rc;

	if (r->but)
		return fail(
		    r, mem_printf(_("'-@%s': only of who and what can some be left out."), name));
	if (!text && saved_filters_find(r->by->of_rows, name, strlen(name)))
		return fail(
		    r, mem_printf(
			   _("'@%s' is a filter of the other views: the audit trail has fields of "
			     "its own, and cannot be asked so."),
			   name));
	if (!text)
		return fail(
		    r, mem_printf(_("No filter of the audit trail is saved as '%s'."), name));
	if (r->depth == SAVED_DEEPEST)
		return fail(r, mem_printf(_("'@%s' names itself."), name));
	r->depth++;
	rc = read_words(r, text, NULL);
	r->depth--;
	r->wrong = wrong;
	return !rc || r->depth
		   ? rc
		   : fail(r, mem_printf(_("'@%s', which is %s: %s"), name, text, r->err->text));
}

static int
read_word(struct reading *r, char *word)
{
	r->but = *word == '-' || *word == '!';
	r->wrong = word;
	word += r->but;
	return *word == '@' ? read_saved(r, word + 1) : read_field(r, word);
}

/* Cuts the next word off, up to a blank that is in no quotes, which go; false: there is none. *open: a quote is. */
static bool
next_word(char **text, char **word, bool *open)
{
	char *at = *text + strspn(*text, " "), *to = at;
	bool more;

	*open = false;
	*word = at;
	for (; *at && (*open || *at != ' '); at++)
		if (*at == '"')
			*open = !*open;
		else
			*to++ = *at;
	more = *at;
	*text = at + more;
	*to = '\0';
	return to != *word || *open || more; /* quotes with nothing in them are a word, too */
}

/* What was being read begins so many bytes after the word, quotes left out: to its end, or the comma. */
static void
tell_fault(struct field_fault *fault, const char *text, size_t word, size_t after, bool open)
{
	size_t at = word, len;

	while (after || text[at] == '"')
		after -= text[at++] != '"';
	len = strcspn(text + at, open ? "" : at > word ? " ,\"" : " ");
	field_fault_set(fault, "filter", text, at, len);
}

/* *fault where it is wrong; NULL: that is not asked. */
static int
read_words(struct reading *r, const char *text, struct field_fault *fault)
{
	char *copy = mem_strdup(text), *rest = copy, *word;
	bool open;
	int rc = 0;

	while (!rc && next_word(&rest, &word, &open)) {
		r->wrong = word;
		rc = open ? fail(r, mem_strdup(_("A quote is not closed."))) : read_word(r, word);
		if (rc && fault)
			tell_fault(
			    fault, text, (size_t)(word - copy), (size_t)(r->wrong - word), open);
	}
	free(copy);
	return rc;
}

json_t *
trail_query(
    const char *text, const struct trail_reader *by, struct field_fault *fault, struct err *err)
{
	struct err unasked = {0};
	struct reading r = {.args = json_object(), .by = by, .err = err ? err : &unasked};

	if (!read_words(&r, text, fault))
		return r.args;
	json_decref(r.args);
	return NULL;
}

/* ---- one word more ---- */

/* The field of a word as it stands, its quotes too; -1. */
static int
field_of(const char *word, size_t len)
{
	const char *colon = memchr(word, ':', len);
	size_t but = *word == '-' || *word == '!';

	return colon ? trail_field_from(word + but, (size_t)(colon - word) - but) : -1;
}

static bool
ask_the_same(int a, int b)
{
	for (size_t i = 0; a >= 0 && b >= 0 && i < 4; i++)
		if (fields[a].args[i / 2] && fields[b].args[i % 2] &&
		    !strcmp(fields[a].args[i / 2], fields[b].args[i % 2]))
			return true;
	return false;
}

char *
trail_query_with(const char *text, const char *word)
{
	struct buf out = {0};
	int field = field_of(word, strlen(word));

	while (*(text += strspn(text, " "))) {
		bool quoted = false;
		size_t len = 0;

		for (; text[len] && (quoted || text[len] != ' '); len++)
			quoted ^= text[len] == '"';
		if (!ask_the_same(field, field_of(text, len)))
			buf_printf(&out, "%.*s ", (int)len, text);
		text += len;
	}
	buf_puts(&out, word);
	return buf_steal(&out);
}
