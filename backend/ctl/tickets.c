/* caducactl ticket: list, show, look, refresh, link, unlink, correct, adopt; its files are in ticket_files.c, what is
 * said on it in ticket_says.c. A ticket is named by a key that it has or had, or
 * by its URL; a change names the version that it has at that moment, which is asked for first.
 *
 * What the backend wants to be asked before it does something (a key of another project, one that nobody knows, one that
 * is for something else) comes back as an error that says so; --yes agrees to all of it. */
#include "ctl/agreed.h"
#include "ctl/ctl.h"
#include "ctl/given.h"
#include "ctl/table.h"
#include "ctl/ticket_requests.h"
#include "ctl/ticket_doctor.h"
#include "ctl/ticket_files.h"
#include "ctl/ticket_says.h"

#include "base/buf.h"
#include "base/mem.h"
#include "words/words.h"

enum {
	OF_SYSTEM,
	CATEGORY,
	ANSWER,
	STATUS,
	TITLE,
	ASSIGNEE,
	RENEWAL,
	STEP,
	MONITOR,
	OTHER,
	ROLE,
	HOW,
	YES,
	ALL,
	TEXT,
	JSON,
	FLAG_COUNT
};

#define B(flag) (1U << (flag))
#define TARGET (B(RENEWAL) | B(STEP) | B(MONITOR) | B(OTHER) | B(ROLE))

static const struct {
	const char *name;
	int takes;
	const char *field; /* the argument of the protocol that it becomes as it is; NULL */
} options[FLAG_COUNT] = {
    [OF_SYSTEM] = {"system", FLAG_VALUE, "system"},
    [CATEGORY] = {"category", FLAG_VALUE, "category"},
    [ANSWER] = {"answer", FLAG_ALONE, NULL},
    [STATUS] = {"status", FLAG_VALUE, "status"},
    [TITLE] = {"title", FLAG_VALUE, "title"},
    [ASSIGNEE] = {"assignee", FLAG_VALUE, "assignee"},
    [RENEWAL] = {"renewal", FLAG_VALUE, NULL},
    [STEP] = {"step", FLAG_VALUE, "step"},
    [MONITOR] = {"monitor", FLAG_VALUE, NULL},
    [OTHER] = {"to", FLAG_VALUE, "other"},
    [ROLE] = {"role", FLAG_VALUE, "role"},
    [HOW] = {"how", FLAG_VALUE, "how"},
    [YES] = {"yes", FLAG_ALONE, NULL},
    [ALL] = {"all", FLAG_ALONE, NULL},
    [TEXT] = {"text", FLAG_VALUE, "text"},
    [JSON] = {"json", FLAG_ALONE, NULL},
};

struct given {
	struct flag flags[FLAG_COUNT];
	char **rest;
	json_t *args; /* what they become */
};

/* What is not said as it is: a renewal's number, a monitor's name, what is agreed. */
static int
put_rest(struct ctl *ctl, struct given *g)
{
	const char *renewal = g->flags[RENEWAL].value, *monitor = g->flags[MONITOR].value;
	char *end = NULL;
	long long number = renewal ? strtoll(renewal, &end, 10) : 0;
	json_int_t id;

	if (renewal && (number <= 0 || *end))
		return ctl_usage(ctl, _("A renewal is named by its number."));
	if (renewal)
		json_object_set_new(g->args, "renewal", json_integer(number));
	if (monitor) {
		id = ctl_resolve(ctl, monitor);
		if (!id)
			return EXIT_FAILED;
		json_object_set_new(g->args, "monitor", json_integer(id));
	}
	if (g->flags[ANSWER].value)
		json_object_set_new(g->args, "needs_answer", json_true());
	if (g->flags[ALL].value)
		json_object_set_new(g->args, "all", json_true());
	if (g->flags[YES].value)
		json_object_set_new(g->args, "agreed", ctl_agreed_all());
	return EXIT_DONE;
}

/* Reads the flags that a verb has, and as many arguments. The caller's: g->args. */
static int
given_read(struct ctl *ctl, struct given *g, int argc, char **argv, unsigned has, int arguments)
{
	struct flag own[FLAG_COUNT];
	size_t at[FLAG_COUNT], count = 0;
	int rest, code;

	*g = (struct given){.args = json_object()};
	for (size_t i = 0; i < FLAG_COUNT; i++)
		if (has & B(i)) {
			at[count] = i;
			own[count++] = (struct flag){.name = options[i].name,
			    .takes = options[i].takes == FLAG_VALUE ? FLAG_VALUE : FLAG_ALONE};
		}
	code = ctl_arguments(ctl, argc, argv, own, count, arguments, arguments, &g->rest, &rest);
	for (size_t i = 0; i < count && !code; i++) {
		g->flags[at[i]] = own[i];
		if (own[i].value && options[at[i]].field)
			code = put_given(ctl, g->args, options[at[i]].field, own[i].value);
	}
	if (!code && arguments)
		code = put_given(ctl, g->args, "key", g->rest[0]);
	return code ? code : put_rest(ctl, g);
}

/* ---- saying ---- */

static void
line_state(const json_t *ticket)
{
	struct buf b = {0};

	words_ticket_state(ticket, &b);
	ctl_line(_("State"), buf_str(&b));
	buf_release(&b);
}

static void
line_looked(struct ctl *ctl, const json_t *ticket)
{
	struct buf b = {0};

	if (!number_of(ticket, "looked_at"))
		return;
	words_ago(ctl->now - number_of(ticket, "looked_at"), &b);
	buf_printf(&b, " · %s", text_of(ticket, "looked_by"));
	ctl_line(_("Looked at"), buf_str(&b));
	buf_release(&b);
}

static void
lines_links(const json_t *links)
{
	json_t *one;
	size_t i;

	json_array_foreach(links, i, one) {
		struct buf b = {0};
		int how = ticket_link_how_from(text_of(one, "how"));

		buf_puts(&b, text_of(one, "key"));
		if (how == TICKET_LINK_OWED)
			buf_printf(&b, " (%s)", _("still to be linked"));
		ctl_line(i ? "" : _("Linked to"), buf_str(&b));
		buf_release(&b);
	}
}

static void
lines_text(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = mem_strndup(text, len);

		ctl_line("", line);
		free(line);
		text += len + (text[len] == '\n');
	}
}

/* The last comment and what is attached, as whoever asks may see them. */
static void
lines_said(const json_t *ticket)
{
	const json_t *last = json_object_get(json_object_get(ticket, "comments"), "last"), *one;
	struct buf b = {0};
	size_t i;

	if (json_is_object(last)) {
		words_ticket_comment(last, &b);
		ctl_line(_("Last comment"), buf_str(&b));
		lines_text(text_of(last, "body"));
	}
	json_array_foreach(json_object_get(ticket, "attachments"), i, one) {
		buf_clear(&b);
		buf_printf(&b, "%s · ", text_of(one, "name"));
		words_ticket_attachment(one, &b);
		ctl_line(i ? "" : _("Attached"), buf_str(&b));
	}
	buf_release(&b);
}

static void
say_ticket(struct ctl *ctl, const json_t *ticket)
{
	const json_t *former = json_object_get(ticket, "former"),
		     *uses = json_object_get(ticket, "uses");
	int where = ticket_system_from(text_of(ticket, "system"));

	ctl_say("%s  %s", text_of(ticket, "key"), text_of(ticket, "title"));
	ctl_line(_("System"),
	    where < 0 ? text_of(ticket, "system") : words_ticket_system((enum ticket_system)where));
	line_state(ticket);
	ctl_line(_("Assignee"), text_of(ticket, "assignee"));
	line_looked(ctl, ticket);
	ctl_line("URL", text_of(ticket, "url"));
	for (size_t i = 0; i < json_array_size(former); i++)
		ctl_line(i ? "" : _("Earlier keys"), json_string_value(json_array_get(former, i)));
	for (size_t i = 0; i < json_array_size(uses); i++) {
		struct buf text = {0};

		words_ticket_use(json_array_get(uses, i), &text);
		ctl_line(i ? "" : _("What for"), buf_str(&text));
		buf_release(&text);
	}
	lines_links(json_object_get(ticket, "links"));
	lines_said(ticket);
}

/* Calls, as often as something more is agreed to, and says the ticket that it is now. */
static int
run(struct ctl *ctl, const struct given *g, const char *operation)
{
	json_t *error = NULL, *ok = ctl_try(ctl, operation, json_incref(g->args), &error);
	const json_t *ticket;

	while (error && ctl_agrees_to(ctl, error, g->args)) {
		json_decref(error);
		error = NULL;
		ok = ctl_try(ctl, operation, json_incref(g->args), &error);
	}
	if (error)
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
	json_decref(error);
	ticket = json_object_get(ok, "ticket");

	if (ok && g->flags[JSON].value)
		ctl_print_json(ticket);
	else if (ok)
		say_ticket(ctl, ticket);
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

/* Of a change that names the version. */
static int
run_at_version(struct ctl *ctl, const struct given *g, const char *operation)
{
	json_t *named = json_pack("{s:O, s:O?}", "key", json_object_get(g->args, "key"), "system",
		   json_object_get(g->args, "system")),
	       *ok = ctl_call(ctl, "ticket.show", named, NULL, NULL);
	const json_t *ticket = json_object_get(ok, "ticket");
	int code = EXIT_FAILED;

	if (ok) {
		json_object_set(g->args, "id", json_object_get(ticket, "id"));
		json_object_set(g->args, "version", json_object_get(ticket, "version"));
		code = run(ctl, g, operation);
	}
	json_decref(ok);
	return code;
}

/* ---- verbs ---- */

static int
ticket_show(struct ctl *ctl, int argc, char **argv)
{
	struct given g;
	int code = given_read(ctl, &g, argc, argv, B(OF_SYSTEM) | B(JSON), 1);

	if (!code)
		code = run(ctl, &g, "ticket.show");
	json_decref(g.args);
	return code;
}

static int
ticket_look(struct ctl *ctl, int argc, char **argv)
{
	struct given g;
	int code = given_read(ctl, &g, argc, argv,
	    B(OF_SYSTEM) | B(CATEGORY) | B(ANSWER) | B(STATUS) | B(TITLE) | B(ASSIGNEE) | B(JSON),
	    1);

	if (!code)
		code = run_at_version(ctl, &g, "ticket.look");
	json_decref(g.args);
	return code;
}

static int
ticket_link(struct ctl *ctl, int argc, char **argv)
{
	struct given g;
	int code =
	    given_read(ctl, &g, argc, argv, B(OF_SYSTEM) | TARGET | B(HOW) | B(YES) | B(JSON), 1);

	if (!code)
		code = run(ctl, &g, "ticket.link");
	json_decref(g.args);
	return code;
}

static int
ticket_unlink(struct ctl *ctl, int argc, char **argv)
{
	struct given g;
	int code = given_read(ctl, &g, argc, argv, B(OF_SYSTEM) | TARGET | B(JSON), 1);

	if (!code)
		code = run(ctl, &g, "ticket.unlink");
	json_decref(g.args);
	return code;
}

static int
ticket_correct(struct ctl *ctl, int argc, char **argv)
{
	struct given g;
	int code = given_read(ctl, &g, argc, argv, B(OF_SYSTEM) | B(YES) | B(JSON), 2);

	if (!code)
		code = put_given(ctl, g.args, "to", g.rest[1]);
	if (!code)
		code = run_at_version(ctl, &g, "ticket.correct");
	json_decref(g.args);
	return code;
}

static int
ticket_adopt(struct ctl *ctl, int argc, char **argv)
{
	struct given g;
	int code = given_read(ctl, &g, argc, argv, B(OF_SYSTEM) | B(TITLE) | B(YES) | B(JSON), 1);

	if (!code)
		code = run(ctl, &g, "ticket.adopt");
	json_decref(g.args);
	return code;
}

static int
ticket_refresh(struct ctl *ctl, int argc, char **argv)
{
	struct given g;
	int code = given_read(ctl, &g, argc, argv, B(OF_SYSTEM) | B(YES) | B(JSON), 1);

	if (!code)
		code = run(ctl, &g, "ticket.refresh");
	json_decref(g.args);
	return code;
}

/* ---- list ---- */

static void
print_table(struct ctl *ctl, const json_t *tickets)
{
	struct table *t = table_new();
	json_t *one;
	size_t i;

	table_column(t, _("Ticket"), TABLE_WHOLE);
	table_column(t, _("State"), TABLE_TEXT);
	table_column(t, _("Looked at"), TABLE_TEXT);
	table_column(t, _("What for"), TABLE_TEXT);
	table_column(t, _("Title"), TABLE_SPARE);
	json_array_foreach(tickets, i, one) {
		const json_t *use = json_array_get(json_object_get(one, "uses"), 0);
		struct buf state = {0}, looked = {0}, what = {0};

		if (use)
			words_ticket_use(use, &what);
		words_ticket_state(one, &state);
		if (number_of(one, "looked_at"))
			words_ago(ctl->now - number_of(one, "looked_at"), &looked);
		table_cell(t, text_of(one, "key"));
		table_cell(t, buf_str(&state));
		table_cell(t, buf_str(&looked));
		table_cell(t, buf_str(&what));
		table_cell(t, text_of(one, "title"));
		buf_release(&what);
		buf_release(&looked);
		buf_release(&state);
	}
	table_print(t, stdout);
	table_free(t);
}

static int
ticket_list(struct ctl *ctl, int argc, char **argv)
{
	struct given g;
	int code = given_read(ctl, &g, argc, argv,
	    B(ALL) | B(RENEWAL) | B(MONITOR) | B(OF_SYSTEM) | B(CATEGORY) | B(TEXT) | B(JSON), 0);
	json_t *tickets = code ? NULL : ctl_call_pages(ctl, "ticket.list", g.args, "tickets");

	if (!code && !tickets)
		code = EXIT_FAILED;
	if (tickets && g.flags[JSON].value)
		ctl_print_json(tickets);
	else if (json_array_size(tickets))
		print_table(ctl, tickets);
	else if (tickets)
		ctl_say("%s", _("There is no such ticket."));
	json_decref(tickets);
	json_decref(g.args);
	return code;
}

const struct verb ticket_verbs[] = {
    {"list",
	"[--all] [--renewal N] [--monitor MONITOR] [--system NAME]\n"
	" [--category NAME] [--text TEXT] [--json]",
	N_("those that are open, and what they are for"), ticket_list, NULL, NULL},
    {"show", "TICKET [--system NAME] [--json]", N_("all that is known of one"), ticket_show, NULL,
	NULL},
    {"look",
	"TICKET [--category NAME] [--answer] [--status TEXT] [--title TEXT]\n"
	" [--assignee TEXT] [--system NAME] [--json]",
	N_("say that you looked at it, and what you saw"), ticket_look, NULL, NULL},
    {"refresh", "TICKET [--yes] [--system NAME] [--json]", N_("ask Jira how it is now"),
	ticket_refresh, NULL, NULL},
    {"link",
	"TICKET --renewal N [--step STEP] [--role NAME] [--yes]\n"
	"TICKET --monitor MONITOR [--role NAME] [--yes]\n"
	"TICKET --to TICKET [--how NAME] [--yes]\n"
	" each with [--system NAME] [--json]",
	N_("link it to a renewal, a monitor or another ticket"), ticket_link, NULL, NULL},
    {"unlink",
	"TICKET --renewal N [--step STEP] [--role NAME]\n"
	"TICKET --monitor MONITOR [--role NAME]\n"
	"TICKET --to TICKET\n"
	" each with [--system NAME] [--json]",
	N_("take back what a person linked"), ticket_unlink, NULL, NULL},
    {"correct", "TICKET KEY [--yes] [--system NAME] [--json]",
	N_("its key was mistyped: give the right one"), ticket_correct, NULL, NULL},
    {"adopt", "KEY [--title TEXT] [--yes] [--system NAME] [--json]",
	N_("take in one that is not known yet"), ticket_adopt, NULL, NULL},
    {"token", "[FILE | - | --forget]",
	N_("hand over your token of Jira: from a file, or typed unseen"), ticket_token, NULL, NULL},
    {"create",
	"RENEWAL STEP [--title TEXT] [--text-file FILE] [--with RENEWAL]...\n"
	" [--yes] [--json]",
	N_("have the ticket of a step created in Jira, after looking at it"), ticket_create, NULL,
	NULL},
    {"requests", "[ID] [--all] [--renewal N] [--json]",
	N_("what is asked of Jira, and how it goes"), ticket_requests, NULL, NULL},
    {"retry", "ID [--yes] [--json]", N_("have a request go on now, or sent again"), ticket_retry,
	NULL, NULL},
    {"edit", "ID [--title TEXT] [--text-file FILE] [--type NAME] [--json]",
	N_("give a request another text"), ticket_edit, NULL, NULL},
    {"by-hand", "ID [TICKET] [--yes] [--json]", N_("say that a request was done by hand in Jira"),
	ticket_by_hand, NULL, NULL},
    {"drop", "ID [--yes] [--json]", N_("give a request up"), ticket_drop, NULL, NULL},
    {"take-over", "ID [--json]", N_("send a colleague's request with your token"), ticket_take_over,
	NULL, NULL},
    {"attachments", "TICKET [--system NAME] [--json]", N_("what is attached to it in Jira"),
	ticket_attachments_run, NULL, NULL},
    {"fetch",
	"TICKET FILE [--renewal N --step STEP] [--to FOLDER]\n"
	" [--password-fd N] [--note TEXT] [--system NAME] [--json]",
	N_("fetch what is attached, for a step or into a folder"), ticket_fetch_run, NULL, NULL},
    {"doctor", "[--json]",
	N_("try whether tickets can be made in Jira, and say what is in the way"), ticket_doctor,
	NULL, NULL},
    {"attach", "TICKET FILE [--renewal N --step STEP] [--json]",
	N_("attach a CSR or a certificate to it"), ticket_attach_run, NULL, NULL},
    {"comment",
	"TICKET [--renewal N --step STEP] [--text-file FILE] [--public | --internal]\n"
	" [--preview] [--json]",
	N_("say something on it: the text of a step, or your own"), ticket_comment_run, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

int
ticket_run(struct ctl *ctl, int argc, char **argv)
{
	return ctl_verb(ctl, argc, argv);
}
