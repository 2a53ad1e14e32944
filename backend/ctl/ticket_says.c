/* ticket comment, ticket attach: both become requests of the backend, which go out by themselves. The text of a comment is
 * the step's own, or what a person wrote into a file; the bytes of what is attached are read here, with the user's own
 * rights, and travel as a memory file that nobody can change. */
#include "ctl/ticket_says.h"

#include "ctl/ctl.h"
#include "ctl/given.h"
#include "ctl/renewal_fetch.h"

#include "base/mem.h"
#include "base/memory_file.h"
#include "base/sys.h"
#include "words/words.h"

#include <fcntl.h>
#include <string.h>

enum { TEXT_MOST = 64 * 1024, FILE_MOST = 64 * 1024 };

/* ---- what both share ---- */

/* The ticket, and the step on whose account it is. */
static int
put_target(struct ctl *ctl, json_t *args, const char *key, const struct flag *renewal,
    const struct flag *step)
{
	json_int_t number;
	int code = put_given(ctl, args, "key", key);

	if (code || (!renewal->value && !step->value))
		return code;
	if (!renewal->value || !step->value)
		return ctl_usage(ctl, _("A step is named together with its renewal."));
	number = renewal_number(ctl, renewal->value);
	if (!number)
		return EXIT_USAGE;
	json_object_set_new(args, "renewal", json_integer(number));
	return put_given(ctl, args, "step", step->value);
}

static int
say_request(const json_t *ok, bool as_json)
{
	const json_t *request = json_object_get(ok, "request");

	if (!ok)
		return EXIT_FAILED;
	if (as_json)
		ctl_print_json(request);
	else
		ctl_say(
		    _("It is request %lld, and goes out by itself as soon as your token is there."),
		    (long long)number_of(request, "id"));
	return EXIT_DONE;
}

/* ---- comments ---- */

/* What a pipe brings has no size beforehand. */
static char *
read_input(struct err *err)
{
	char *text = mem_alloc(TEXT_MOST + 1);
	size_t len = fread(text, 1, TEXT_MOST + 1, stdin);

	if (len <= TEXT_MOST) {
		text[len] = '\0';
		return text;
	}
	err_set(err, "is-too-large", "more than %d bytes", TEXT_MOST);
	free(text);
	return NULL;
}

/* Of a file, or of standard input for "-". */
static int
put_text_file(struct ctl *ctl, json_t *args, const char *path)
{
	struct err err = {0};
	size_t len;
	char *text;
	int code;

	text = strcmp(path, "-") ? sys_read_file(path, TEXT_MOST, &len, &err) : read_input(&err);
	if (!text)
		return ctl_complain_err(ctl, &err);
	code = put_given(ctl, args, "body", text);
	free(text);
	return code;
}

static void
print_preview(const json_t *preview)
{
	const char *at = text_of(preview, "body");

	ctl_line(_("Ticket"), text_of(preview, "key"));
	ctl_line(_("Read by"),
	    flag_of(preview, "internal") ? _("the team alone") : _("everyone who sees the ticket"));
	puts("");
	while (*at) {
		size_t len = strcspn(at, "\n");

		ctl_say("%.*s", (int)len, at);
		at += len + (at[len] == '\n');
	}
}

static int
say_preview(const json_t *ok, bool as_json)
{
	const json_t *preview = json_object_get(ok, "preview");

	if (ok && as_json)
		ctl_print_json(preview);
	else if (ok)
		print_preview(preview);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

int
ticket_comment_run(struct ctl *ctl, int argc, char **argv)
{
	enum { RENEWAL, STEP, TEXT_FILE, PUBLIC, INTERNAL, PREVIEW, JSON, COUNT };
	struct flag flags[COUNT] = {[RENEWAL] = {.name = "renewal", .takes = FLAG_VALUE},
	    [STEP] = {.name = "step", .takes = FLAG_VALUE},
	    [TEXT_FILE] = {.name = "text-file", .takes = FLAG_VALUE},
	    [PUBLIC] = {.name = "public"},
	    [INTERNAL] = {.name = "internal"},
	    [PREVIEW] = {.name = "preview"},
	    [JSON] = {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, COUNT, 1, 1, &argv, &count);
	json_t *args, *ok = NULL;

	if (code)
		return code;
	if (flags[PUBLIC].value && flags[INTERNAL].value)
		return ctl_usage(ctl, _("It is either public or internal."));
	if (!flags[TEXT_FILE].value && !flags[STEP].value)
		return ctl_usage(ctl, _("Say what is to be said: the text of a step, or a file."));
	args = json_object();
	if (flags[PUBLIC].value || flags[INTERNAL].value)
		json_object_set_new(args, "internal", json_boolean(flags[INTERNAL].value != NULL));
	if (flags[PREVIEW].value)
		json_object_set_new(args, "preview", json_true());
	code = put_target(ctl, args, argv[0], &flags[RENEWAL], &flags[STEP]);
	if (!code && flags[TEXT_FILE].value)
		code = put_text_file(ctl, args, flags[TEXT_FILE].value);
	if (!code) {
		ok = ctl_call(ctl, "ticket.comment", json_incref(args), NULL, NULL);
		code = flags[PREVIEW].value ? say_preview(ok, flags[JSON].value != NULL)
					    : say_request(ok, flags[JSON].value != NULL);
	}
	json_decref(ok);
	json_decref(args);
	return code;
}

/* ---- files ---- */

/* The memory file; -1 after saying why there is none. */
static int
read_file(struct ctl *ctl, const char *path)
{
	/* O_NONBLOCK: a FIFO that nobody writes to would keep us */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), copy = -1;
	struct err err = {0};

	if (fd < 0)
		err_file(&err, "cannot open", path);
	else
		copy = memory_file_copy(fd, FILE_MOST, &err);
	if (copy < 0)
		ctl_complain_err(ctl, &err);
	sys_close(&fd);
	return copy;
}

static int
attach(struct ctl *ctl, json_t *args, const char *path, bool as_json)
{
	const char *slash = strrchr(path, '/');
	int code = put_given(ctl, args, "name", slash ? slash + 1 : path), fd;
	json_t *ok = NULL;

	if (code)
		return code;
	fd = read_file(ctl, path);
	if (fd < 0)
		return EXIT_FAILED;
	if (ctl_connect(ctl) == 0) {
		client_attach_fd(ctl->client, fd);
		ok = ctl_call(ctl, "ticket.attach", json_incref(args), NULL, NULL);
	}
	close(fd);
	code = say_request(ok, as_json);
	json_decref(ok);
	return code;
}

int
ticket_attach_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "renewal", .takes = FLAG_VALUE},
	    {.name = "step", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 2, 2, &argv, &count);
	json_t *args;

	if (code)
		return code;
	args = json_object();
	code = put_target(ctl, args, argv[0], &flags[0], &flags[1]);
	if (!code)
		code = attach(ctl, args, argv[1], flags[2].value != NULL);
	json_decref(args);
	return code;
}
