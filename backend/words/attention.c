/* What raises attention, and what a person did about it, of one monitor. */
#include "words/words.h"

#include "base/buf.h"
#include "base/members.h"

static const char *const changes[] = {
    [CHANGE_ISSUER] = N_("other issuer"),
    [CHANGE_KEY] = N_("other key"),
    [CHANGE_LOST_NAMES] = N_("names lost"),
    [CHANGE_EARLIER_END] = N_("ends earlier"),
    [CHANGE_RENEWED] = N_("renewed"),
};

_Static_assert(sizeof(changes) / sizeof(*changes) == CHANGE_KIND_COUNT, "a word for each change");

const char *
words_change(enum change_kind c)
{
	return (unsigned)c < CHANGE_KIND_COUNT ? _(changes[c]) : "?";
}

static void
put_list(struct buf *out, const json_t *list, const char *first)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		buf_printf(out, "%s%s", i ? ", " : first,
		    json_is_string(one) ? json_string_value(one) : "");
}

static void
put_head(struct buf *out, const json_t *finding)
{
	const json_t *list = json_object_get(finding, "changes"), *one;
	const char *between = ": ";
	size_t i;

	words_date_time(number_of(finding, "at"), out);
	put_list(out, json_object_get(finding, "addresses"), " · ");
	json_array_foreach(list, i, one) {
		int change = change_kind_from(json_string_value(one));

		if (change < 0)
			continue;
		buf_printf(out, "%s%s", between, words_change((enum change_kind)change));
		between = ", ";
	}
}

static void
put_side(struct buf *out, const json_t *side, const char *names)
{
	buf_printf(out, "%s · %s ", text_of(side, "issuer"), _("expires"));
	words_date(number_of(side, "not_after"), out);
	buf_printf(out, " · SHA-256 %.8s · %s %.8s", text_of(side, "sha256"), _("key"),
	    text_of(side, "spki_sha256"));
	if (json_array_size(json_object_get(side, "names_apart")))
		buf_printf(out, " · %s: ", names);
	put_list(out, json_object_get(side, "names_apart"), "");
}

void
words_finding(const json_t *finding, enum finding_line line, struct buf *out)
{
	if (line == FINDING_HEAD)
		put_head(out, finding);
	else if (line == FINDING_BEFORE)
		put_side(out, json_object_get(finding, "before"), _("names only there"));
	else
		put_side(out, json_object_get(finding, "after"), _("new names"));
}

void
words_acceptance(const json_t *acceptance, struct buf *out)
{
	int problem = problem_from(text_of(acceptance, "problem"));
	struct buf day = {0};

	words_day(text_of(acceptance, "until"), &day);
	buf_printf(out, _("%s until %s, %s: %s"),
	    problem < 0 ? text_of(acceptance, "problem")
			: words_problem_short((enum problem)problem),
	    buf_str(&day), text_of(acceptance, "by"), text_of(acceptance, "reason"));
	if (!flag_of(acceptance, "holds"))
		buf_printf(out, " (%s)", _("it holds no longer"));
	buf_release(&day);
}

void
words_wildcard_host(const json_t *host, struct buf *out)
{
	const char *state = text_of(host, "state");

	buf_printf(out, "%s: ", text_of(host, "host"));
	if (text_at(host, "named_by"))
		buf_printf(
		    out, _("in the certificate of %s, and not watched"), text_of(host, "named_by"));
	else if (!strcmp(state, "serves"))
		buf_puts(out, _("serves it"));
	else if (!strcmp(state, "another"))
		buf_puts(out, _("serves another one"));
	else
		buf_puts(out, _("not seen yet"));
}
