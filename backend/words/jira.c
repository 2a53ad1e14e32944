#include "words/jira.h"

#include "base/buf.h"
#include "base/members.h"
#include "words/words.h"

static void
put_silent(const char *date, struct buf *out)
{
	buf_printf(out, _("Jira has not answered since %s"), date);
}

static void
put_refused(const char *date, struct buf *out)
{
	buf_printf(out, _("the token to follow tickets with is not good since %s"), date);
}

/* The first of them is told: who is not answered knows nothing of tokens. */
static const struct {
	const char *member, *meanwhile; /* msgid */
	void (*since)(const char *date, struct buf *out);
} troubles[] = {
    {"silent",
	N_("what was asked of it goes out when it does; look at tickets with the browser, and say "
	   "in view 4 what you saw."),
	put_silent},
    {"service",
	N_("they are followed only with the tokens of those who are here. Whoever administers the "
	   "service puts a new one into its file (jira-token-file), and it is tried by itself."),
	put_refused},
};

/* What could not be tried is no trouble of its own: that Jira does not answer is. */
static const json_t *
trouble_of(const json_t *jira, size_t *which)
{
	for (size_t i = 0; i < sizeof(troubles) / sizeof(*troubles); i++) {
		const json_t *one = json_object_get(jira, troubles[i].member);

		*which = i;
		if (json_is_object(one) && !flag_of(one, "tried_again"))
			return one;
	}
	return NULL;
}

bool
words_jira_troubled(const json_t *jira)
{
	size_t which;

	return trouble_of(jira, &which) != NULL;
}

static void
put_since(const json_t *trouble, size_t which, struct buf *out)
{
	struct buf date = {0};

	words_date_time(number_of(trouble, "since"), &date);
	troubles[which].since(buf_str(&date), out);
	buf_release(&date);
}

void
words_jira_trouble(const json_t *jira, struct buf *out)
{
	size_t which;
	const json_t *trouble = trouble_of(jira, &which);

	if (!trouble)
		return;
	put_since(trouble, which, out);
	buf_printf(out, ": %s", _(troubles[which].meanwhile));
}

void
words_jira_reason(const json_t *jira, struct buf *out)
{
	size_t which;
	const json_t *trouble = trouble_of(jira, &which);

	if (!trouble)
		return;
	put_since(trouble, which, out);
	buf_puts(out, ": ");
	words_error(text_of(trouble, "code"), json_object_get(trouble, "args"), out);
}

void
words_jira(const json_t *check, struct buf *out)
{
	const json_t *fault = json_object_get(check, "fault");

	if (!strcmp(text_of(check, "state"), "off")) {
		words_error("no-jira", NULL, out);
	} else if (json_is_object(fault)) {
		words_error(text_of(fault, "code"), json_object_get(fault, "args"), out);
	} else if (words_jira_troubled(check)) {
		words_jira_reason(check, out);
	} else if (!number_of(check, "answered")) {
		buf_puts(out, _("nothing was asked of it yet"));
	} else {
		buf_puts(out, _("it last answered at "));
		words_date_time(number_of(check, "answered"), out);
		buf_puts(out, flag_of(check, "token") ? _("; tickets are followed with the "
							  "service's token")
						      : _("; tickets are followed with the tokens "
							  "of those who are there"));
	}
}
