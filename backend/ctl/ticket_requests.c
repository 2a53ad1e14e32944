/* caducactl ticket: token, create, requests, retry, edit, by-hand, drop, take-over. A ticket is looked at before it is asked
 * for; what is asked for is written down by the backend and goes out by itself, so a command that ends early, or whoever
 * ends it, takes nothing back. Every one that has something sent hands the caller's token over.
 *
 * What was asked for is watched until it is known how it went, or it waits for something that will not come soon. */
#include "ctl/ticket_requests.h"

#include "ctl/agreed.h"
#include "ctl/ctl.h"
#include "ctl/given.h"
#include "ctl/inspector.h"
#include "ctl/jira_token.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/private_file.h"
#include "base/sys.h"
#include "words/words.h"

#include <time.h>
#include <unistd.h>

enum { WATCH_TRIES = 300, WATCH_EVERY_MS = 200, TEXT_MOST = 64 * 1024 };

/* ---- saying ---- */

static void
line_of(const char *label, void (*words)(const json_t *request, struct buf *out), const json_t *r)
{
	struct buf b = {0};

	words(r, &b);
	ctl_line(label, buf_str(&b));
	buf_release(&b);
}

static void
words_state(const json_t *r, struct buf *out)
{
	int state = ticket_request_state_from(text_of(r, "state"));

	buf_puts(out, state < 0 ? text_of(r, "state")
				: words_request_state((enum ticket_request_state)state));
}

static void
words_for(const json_t *r, struct buf *out)
{
	if (number_of(r, "renewal"))
		buf_printf(out, _("renewal %lld %s"), (long long)number_of(r, "renewal"),
		    text_of(r, "domain"));
	if (*text_of(r, "step_title"))
		buf_printf(out, ": %s", text_of(r, "step_title"));
}

static void
say_lines(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		ctl_say("  %.*s", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static void
say_request(const json_t *r)
{
	char *number = mem_printf("%lld", (long long)number_of(r, "id"));
	const char *key = text_of(json_object_get(r, "ticket"), "key");

	ctl_line(_("Request"), number);
	line_of(_("What"), words_request, r);
	line_of(_("What for"), words_for, r);
	line_of(_("State"), words_state, r);
	line_of("", words_request_reason, r);
	ctl_line(_("Ticket"), key);
	ctl_line(_("By"), text_of(r, "login"));
	free(number);
}

static int
say(struct ctl *ctl, const json_t *r, bool as_json)
{
	int state = ticket_request_state_from(text_of(r, "state"));

	(void)ctl;
	if (as_json)
		ctl_print_json(r);
	else
		say_request(r);
	return state == REQUEST_FAILED || state == REQUEST_NEEDS_ATTENTION ? EXIT_FAILED
									   : EXIT_DONE;
}

/* ---- watching ---- */

/* Nothing more will come of it soon. */
static bool
is_at_rest(const json_t *r)
{
	int state = ticket_request_state_from(text_of(r, "state"));

	return state != REQUEST_SENDING && state != REQUEST_UNCERTAIN &&
	       (state != REQUEST_QUEUED || *text_of(r, "reason"));
}

/* Steals the request; what it is at last, the caller's. */
static json_t *
watch(struct ctl *ctl, json_t *request)
{
	const struct timespec pause = {.tv_nsec = WATCH_EVERY_MS * 1000000L};
	json_int_t id = number_of(request, "id");

	for (int tries = 0; tries < WATCH_TRIES; tries++) {
		json_t *ok =
		    ctl_call(ctl, "ticket.request-show", json_pack("{s:I}", "id", id), NULL, NULL);

		if (!ok)
			break;
		json_decref(request);
		request = json_incref(json_object_get(ok, "request"));
		json_decref(ok);
		if (is_at_rest(request))
			break;
		nanosleep(&pause, NULL);
	}
	return request;
}

static int
watch_and_say(struct ctl *ctl, json_t *ok, bool as_json)
{
	json_t *request = watch(ctl, json_incref(json_object_get(ok, "request")));
	int code = say(ctl, request, as_json);

	json_decref(request);
	json_decref(ok);
	return code;
}

/* ---- the token ---- */

static int
open_token(struct ctl *ctl, const char *path)
{
	struct err err = {0};
	int fd = !path                ? inspector_ask_password(_("Token of Jira: "), &err)
		 : !strcmp(path, "-") ? dup(STDIN_FILENO)
				      : private_file_open(path, &err);

	if (fd < 0)
		ctl_complain_err(ctl, &err);
	return fd;
}

static int
forget_token(struct ctl *ctl)
{
	json_t *ok = ctl_call(ctl, "ticket.forget", NULL, NULL, NULL),
	       *account = json_object_get(ok, "account");

	if (!ok)
		return EXIT_FAILED;
	if (json_is_object(account))
		ctl_say(_("The token of %s (%s) is forgotten."), text_of(account, "display"),
		    text_of(account, "name"));
	else
		ctl_say("%s", _("There was no token of yours to forget."));
	json_decref(ok);
	return EXIT_DONE;
}

int
ticket_token(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "forget"}};
	char **rest;
	int count, fd, code = ctl_arguments(ctl, argc, argv, flags, 1, 0, 1, &rest, &count);
	json_t *error = NULL, *ok;

	if (code)
		return code;
	if (flags[0].value)
		return forget_token(ctl);
	fd = open_token(ctl, count ? rest[0] : NULL);
	if (fd < 0)
		return EXIT_FAILED;
	ok = jira_token_give(ctl, fd, &error);
	if (ok)
		ctl_say(
		    _("Jira knows you as %s (%s)."), text_of(ok, "display"), text_of(ok, "name"));
	else if (error)
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
	code = ok ? EXIT_DONE : EXIT_FAILED;
	close(fd);
	json_decref(error);
	json_decref(ok);
	return code;
}

/* ---- a new ticket ---- */

/* The whole of a file, or of the standard input ("-"), as a member. */
static int
put_file(struct ctl *ctl, json_t *args, const char *path)
{
	struct err err = {0};
	char *text;
	size_t len;
	int code;

	if (!path)
		return EXIT_DONE;
	text = sys_read_file(!strcmp(path, "-") ? "/dev/stdin" : path, TEXT_MOST, &len, &err);
	if (!text)
		return ctl_complain_err(ctl, &err);
	code = put_given(ctl, args, "description", text);
	free(text);
	return code;
}

struct with {
	json_t *list;
	bool bad;
};

static void
add_with(const char *value, void *arg)
{
	struct with *w = arg;
	char *end;
	long long number = strtoll(value, &end, 10);

	w->bad |= number <= 0 || *end;
	json_array_append_new(w->list, json_integer(number));
}

static void
say_others(const json_t *draft, const json_t *with)
{
	const json_t *others = json_object_get(draft, "renewals");

	for (size_t i = 0; i < json_array_size(others); i++) {
		const json_t *one = json_array_get(others, i);
		char *text = mem_printf("%lld %s%s", (long long)number_of(one, "id"),
		    text_of(one, "domain"), numbers_have(with, number_of(one, "id")) ? " *" : "");

		ctl_line(i ? "" : _("Of the same head"), text);
		free(text);
	}
}

static void
say_draft(const json_t *draft, const json_t *args)
{
	const json_t *links = json_object_get(draft, "links");
	const char *title = text_at(args, "title"), *text = string_of(args, "description");
	char *where = mem_printf("%s (%s)", text_of(draft, "project"), text_of(draft, "type"));

	ctl_line(_("Where"), where);
	ctl_line(_("Title"), title ? title : text_of(draft, "title"));
	for (size_t i = 0; i < json_array_size(links); i++)
		ctl_line(i ? "" : _("Linked to"), text_of(json_array_get(links, i), "key"));
	say_others(draft, json_object_get(args, "renewals"));
	say_lines(text ? text : text_of(draft, "description"));
	free(where);
}

static int
create(struct ctl *ctl, json_t *args, bool yes, bool as_json)
{
	json_t *named = json_pack("{s:O, s:O}", "renewal", json_object_get(args, "renewal"), "step",
		   json_object_get(args, "step")),
	       *ok;

	jira_token_bring(ctl);
	ok = ctl_call(ctl, "ticket.prepare", named, NULL, NULL);
	if (!ok)
		return EXIT_FAILED;
	if (!as_json)
		say_draft(json_object_get(ok, "draft"), args);
	json_decref(ok);
	if (!ctl_agrees(ctl, _("Create this ticket in Jira? If so, say --yes."), yes))
		return EXIT_FAILED;
	ok = ctl_call(ctl, "ticket.request", json_incref(args), NULL, NULL);
	return ok ? watch_and_say(ctl, ok, as_json) : EXIT_FAILED;
}

int
ticket_create(struct ctl *ctl, int argc, char **argv)
{
	struct with with = {.list = json_array()};
	struct flag flags[] = {{.name = "title", .takes = FLAG_VALUE},
	    {.name = "text-file", .takes = FLAG_VALUE},
	    {.name = "with", .takes = FLAG_VALUE, .each = add_with, .arg = &with}, {.name = "yes"},
	    {.name = "json"}};
	char **rest, *end = NULL;
	int count, code = ctl_arguments(ctl, argc, argv, flags, 5, 2, 2, &rest, &count);
	long long renewal = code ? 0 : strtoll(rest[0], &end, 10);
	json_t *args =
	    json_pack("{s:I, s:O}", "renewal", (json_int_t)renewal, "renewals", with.list);

	if (!code && (renewal <= 0 || *end || with.bad))
		code = ctl_usage(ctl, _("A renewal is named by its number."));
	if (!code)
		code = put_given(ctl, args, "step", rest[1]);
	if (!code)
		code = put_given(ctl, args, "title", flags[0].value);
	if (!code)
		code = put_file(ctl, args, flags[1].value);
	if (!code)
		code = create(ctl, args, flags[3].value != NULL, flags[4].value != NULL);
	json_decref(with.list);
	json_decref(args);
	return code;
}

/* ---- those that there are ---- */

static void
cell_of(struct table *t, void (*words)(const json_t *request, struct buf *out), const json_t *r)
{
	struct buf b = {0};

	words(r, &b);
	table_cell(t, buf_str(&b));
	buf_release(&b);
}

static void
print_table(const json_t *requests)
{
	struct table *t = table_new();
	json_t *one;
	size_t i;

	table_column(t, _("Request"), TABLE_WHOLE);
	table_column(t, _("State"), TABLE_TEXT);
	table_column(t, _("By"), TABLE_TEXT);
	table_column(t, _("What"), TABLE_TEXT);
	table_column(t, _("What for"), TABLE_TEXT);
	table_column(t, _("Why"), TABLE_SPARE);
	json_array_foreach(requests, i, one) {
		char *number = mem_printf("%lld", (long long)number_of(one, "id"));

		table_cell(t, number);
		cell_of(t, words_state, one);
		table_cell(t, text_of(one, "login"));
		cell_of(t, words_request, one);
		cell_of(t, words_for, one);
		cell_of(t, words_request_reason, one);
		free(number);
	}
	table_print(t, stdout);
	table_free(t);
}

/* The number that names one; 0 after saying that it does not. */
static json_int_t
number_given(struct ctl *ctl, const char *text, int *code)
{
	char *end;
	long long number = strtoll(text, &end, 10);

	if (number > 0 && !*end)
		return number;
	*code = ctl_usage(ctl, _("A request is named by its number."));
	return 0;
}

static int
show(struct ctl *ctl, json_int_t id, bool as_json)
{
	json_t *ok = ctl_call(ctl, "ticket.request-show", json_pack("{s:I}", "id", id), NULL, NULL);

	if (!ok)
		return EXIT_FAILED;
	if (as_json)
		ctl_print_json(json_object_get(ok, "request"));
	else {
		say_request(json_object_get(ok, "request"));
		say_lines(text_of(json_object_get(ok, "request"), "description"));
	}
	json_decref(ok);
	return EXIT_DONE;
}

int
ticket_requests(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {
	    {.name = "all"}, {.name = "renewal", .takes = FLAG_VALUE}, {.name = "json"}};
	char **rest;
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 0, 1, &rest, &count);
	json_int_t id = !code && count ? number_given(ctl, rest[0], &code) : 0;
	json_t *args = json_object(), *all = NULL;

	if (!code && id) {
		json_decref(args);
		return show(ctl, id, flags[2].value != NULL);
	}
	if (flags[0].value)
		json_object_set_new(args, "all", json_true());
	if (flags[1].value)
		json_object_set_new(
		    args, "renewal", json_integer(strtoll(flags[1].value, NULL, 10)));
	if (!code && !(all = ctl_call_pages(ctl, "ticket.requests", args, "requests")))
		code = EXIT_FAILED;
	if (all && flags[2].value)
		ctl_print_json(all);
	else if (json_array_size(all))
		print_table(all);
	else if (all)
		ctl_say("%s", _("Nothing is asked of Jira."));
	json_decref(all);
	json_decref(args);
	return code;
}

/* ---- what is done to one ---- */

/* One act on the request as it is now; steals args. question: asked first, NULL where nothing is to be. */
static int
act(struct ctl *ctl, const char *operation, json_int_t id, json_t *args, const char *question,
    bool yes, bool as_json)
{
	json_t *shown, *ok = NULL, *error = NULL;

	shown = ctl_call(ctl, "ticket.request-show", json_pack("{s:I}", "id", id), NULL, NULL);
	if (!shown || (question && !ctl_agrees(ctl, question, yes))) {
		json_decref(shown);
		json_decref(args);
		return EXIT_FAILED;
	}
	json_object_set_new(args, "id", json_integer(id));
	json_object_set(
	    args, "version", json_object_get(json_object_get(shown, "request"), "version"));
	json_decref(shown);
	if (yes)
		json_object_set_new(args, "agreed", ctl_agreed_all());
	ok = ctl_try(ctl, operation, json_deep_copy(args), &error);
	if (!ok && error && ctl_agrees_to(ctl, error, args)) {
		json_decref(error);
		error = NULL;
		ok = ctl_try(ctl, operation, json_deep_copy(args), &error);
	}
	if (!ok && error)
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
	json_decref(error);
	json_decref(args);
	if (ok) /* not before: it might go out as it was */
		jira_token_bring(ctl);
	return ok ? watch_and_say(ctl, ok, as_json) : EXIT_FAILED;
}

static int
plain_act(struct ctl *ctl, int argc, char **argv, const char *operation, const char *question)
{
	struct flag flags[] = {{.name = "yes"}, {.name = "json"}};
	char **rest;
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 1, 1, &rest, &count);
	json_int_t id = code ? 0 : number_given(ctl, rest[0], &code);

	if (code)
		return code;
	return act(ctl, operation, id, json_object(), question, flags[0].value != NULL,
	    flags[1].value != NULL);
}

int
ticket_retry(struct ctl *ctl, int argc, char **argv)
{
	return plain_act(ctl, argc, argv, "ticket.retry",
	    _("It is sent again, unless Jira is seen to have it. Go on? If so, say --yes."));
}

int
ticket_drop(struct ctl *ctl, int argc, char **argv)
{
	return plain_act(ctl, argc, argv, "ticket.drop",
	    _("Nobody will look after it any more. Drop it? If so, say --yes."));
}

int
ticket_take_over(struct ctl *ctl, int argc, char **argv)
{
	return plain_act(ctl, argc, argv, "ticket.take-over", NULL);
}

int
ticket_edit(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "title", .takes = FLAG_VALUE},
	    {.name = "text-file", .takes = FLAG_VALUE}, {.name = "type", .takes = FLAG_VALUE},
	    {.name = "json"}};
	char **rest;
	int count, code = ctl_arguments(ctl, argc, argv, flags, 4, 1, 1, &rest, &count);
	json_int_t id = code ? 0 : number_given(ctl, rest[0], &code);
	json_t *args = json_object();

	if (!code)
		code = put_given(ctl, args, "title", flags[0].value);
	if (!code)
		code = put_file(ctl, args, flags[1].value);
	if (!code)
		code = put_given(ctl, args, "type", flags[2].value);
	if (!code)
		return act(ctl, "ticket.edit", id, args, NULL, false, flags[3].value != NULL);
	json_decref(args);
	return code;
}

int
ticket_by_hand(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "yes"}, {.name = "json"}};
	char **rest;
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 1, 2, &rest, &count);
	json_int_t id = code ? 0 : number_given(ctl, rest[0], &code);
	json_t *args = json_object();

	if (!code)
		code = put_given(ctl, args, "key", count > 1 ? rest[1] : NULL);
	if (!code)
		return act(ctl, "ticket.by-hand", id, args, NULL, flags[0].value != NULL,
		    flags[1].value != NULL);
	json_decref(args);
	return code;
}
