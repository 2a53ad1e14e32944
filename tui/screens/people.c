/* Whoever is connected, has a renewal, may work here as a member of a group, or stands in the trail (people.known). It is only
 * read in: what a person has open is handed over where it stands, in view 3. Who comes and goes is told by the event of
 * tui/model/people.h, and then all of it is asked for anew. */
#include "tui/screens/people.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "base/text.h"
#include "expiry/field.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/fetched_list.h"
#include "words/words.h"

/* ---- rows ---- */

/* People have no number: one made of the login is the same whoever comes and goes (FNV-1a, without the sign). */
static json_int_t
number_from(const char *login)
{
	uint64_t n = UINT64_C(14695981039346656037);

	for (; *login; login++)
		n = (n ^ (unsigned char)*login) * UINT64_C(1099511628211);
	return (json_int_t)(n >> 1);
}

static json_t *
settle(const json_t *people)
{
	json_t *rows = json_array();
	const json_t *one;
	size_t i;

	json_array_foreach(people, i, one) {
		json_t *row = json_copy((json_t *)(uintptr_t)one);

		json_object_set_new(row, "id", json_integer(number_from(text_of(one, "login"))));
		json_array_append_new(rows, row);
	}
	return rows;
}

/* ---- columns ---- */

static void
login_text(const void *person, const void *arg, struct buf *out)
{
	const struct app *a = arg;
	char *login = text_cleaned(text_of(person, "login"), 0);

	buf_puts(out, login);
	if (!strcmp(text_of(person, "login"), link_login(a->link)))
		buf_printf(out, " (%s)", _("you"));
	free(login);
}

/* Where, of who is here; when something was done last, of who is not. */
static void
seen_text(const void *person, const void *arg, struct buf *out)
{
	const json_t *renewals = json_object_get(person, "renewals"), *one;
	int64_t last = number_of(person, "last");
	size_t i;

	if (!flag_of(person, "connected")) {
		if (last)
			words_ago(clock_wall(((const struct app *)arg)->clock) - last, out);
		else
			buf_puts(out, _("never"));
		return;
	}
	buf_puts(out, _("connected"));
	json_array_foreach(renewals, i, one)
		buf_printf(out, "%s%lld", i ? ", " : _(", in renewal "),
		    (long long)json_integer_value(one));
}

static void
right_column_text(const void *person, const void *arg, struct buf *out)
{
	static const char *const names[RIGHT_COUNT] = {[RIGHT_READ] = N_("reader"),
	    [RIGHT_OPERATE] = N_("operator"),
	    [RIGHT_ADMINISTER] = N_("administrator")};
	int right = right_from(text_of(person, "right"));

	(void)arg;
	buf_puts(out, right >= 0 && names[right] ? _(names[right]) : "—");
}

static void
claims_text(const void *person, const void *arg, struct buf *out)
{
	(void)arg;
	buf_printf(out, "%lld", (long long)number_of(person, "claims"));
}

/* Those of most renewals first. */
static int
compare_claims(const void *x, const void *y, const void *arg)
{
	int64_t a = number_of(x, "claims"), b = number_of(y, "claims");

	(void)arg;
	return (b > a) - (b < a);
}

/* Who is here first, then who was here last. */
static int
compare_seen(const void *x, const void *y, const void *arg)
{
	int here = (int)flag_of(y, "connected") - (int)flag_of(x, "connected");
	int64_t a = number_of(x, "last"), b = number_of(y, "last");

	(void)arg;
	return here ? here : (b > a) - (b < a);
}

static const struct list_column columns[] = {
    {N_("Person"), N_("person"), 16, 32, 0, .text = login_text, .also = "person persona"},
    {N_("Here"), N_("here"), 14, 40, 1, .text = seen_text, .compare = compare_seen},
    {N_("Renew."), N_("renewals of each"), 6, 8, 2, .right = true, .text = claims_text,
	.compare = compare_claims},
    {N_("Rights"), N_("rights"), 13, 20, 3, .text = right_column_text},
};

enum { HERE = 1 };

static const struct list_columns table = {
    .at = columns, .count = sizeof(columns) / sizeof(columns[0]), .order = HERE, .named = true};

static const char *
read_text(const void *arg, enum field field, size_t i)
{
	const json_t *person = ((const struct json_row *)arg)->row;

	return field == FIELD_NAME && !i ? text_of(person, "login") : NULL;
}

static const struct row_reader reader = {.text = read_text};

static void
empty(struct list_screen *s, int row)
{
	canvas_text(s->app->canvas, row, 2, -1, STYLE_DIM, _("Nobody is known here yet."));
}

/* ---- acts ---- */

static void
show_renewals(struct list_screen *s, const void *person)
{
	struct app *a = s->app;
	const char *login = text_of(person, "login");
	char *filter;

	if (!number_of(person, "claims")) {
		app_sayf(a, STYLE_WARNING, _("%s has no open renewal."), login);
		return;
	}
	filter = mem_printf("%s=\"%s\"", words_is_catalan() ? "qui" : "who", login);
	app_act(a, ACTION_VIEW_RENEWALS); /* s is gone */
	if (app_top(a)->class->context == CONTEXT_RENEWALS)
		list_screen_filter(list_screen_of(app_top(a)), filter);
	free(filter);
}

static const struct list_action actions[] = {
    {ACTION_OPEN, show_renewals},
    {ACTION_NONE, NULL},
};

void
people_open(struct app *a)
{
	static const struct fetched_view view = {
	    .list = {.context = CONTEXT_PEOPLE,
		.rows = ROWS_SERVICES,
		.title = N_("People"),
		.columns = &table,
		.actions = actions,
		.no_row = N_("There is nobody here."),
		.none_pass = N_("Nobody passes the filter."),
		.hint = N_("op1  name:op1  -op2"),
		.empty = empty},
	    .operation = "people.known",
	    .member = "people",
	    .event = "people",
	    .reader = &reader,
	    .settle = settle,
	};

	fetched_list_open(a, &view);
}
