/* An attachment is named by its name, or by its id where several have one. What is fetched goes through the gate of a
 * step, into a folder, or both; the bytes come as a descriptor, and the file is written here, with the user's own
 * rights (base/new_file.h). */
#include "ctl/ticket_files.h"

#include "ctl/ctl.h"
#include "ctl/given.h"
#include "ctl/hand_over.h"
#include "ctl/renewal_fetch.h"
#include "ctl/renewal_file.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/new_file.h"
#include "base/sys.h"
#include "words/words.h"

enum { FILE_MOST = 4 * 1024 * 1024 };

/* ---- what there is ---- */

static json_t *
ticket_named_by(struct ctl *ctl, const char *key, const char *where, int *code)
{
	json_t *args = json_object();

	*code = put_given(ctl, args, "key", key);
	if (!*code)
		*code = put_given(ctl, args, "system", where);
	return args;
}

static void
print_attachments(const json_t *attachments)
{
	struct table *t = table_new();
	json_t *one;
	size_t i;

	table_column(t, _("Id"), TABLE_WHOLE);
	table_column(t, _("Name"), TABLE_TEXT);
	table_column(t, _("Bytes"), TABLE_NUMBER);
	table_column(t, _("Since"), TABLE_WHOLE);
	table_column(t, _("By"), TABLE_SPARE);
	json_array_foreach(attachments, i, one) {
		struct buf at = {0};
		char *bytes = mem_printf("%lld", (long long)number_of(one, "size"));

		words_date_time(number_of(one, "at"), &at);
		table_cell(t, text_of(one, "id"));
		table_cell(t, text_of(one, "name"));
		table_cell(t, bytes);
		table_cell(t, buf_str(&at));
		table_cell(t, text_of(one, "author"));
		buf_release(&at);
		free(bytes);
	}
	table_print(t, stdout);
	table_free(t);
}

int
ticket_attachments_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "system", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 1, 1, &argv, &count);
	json_t *args = code ? NULL : ticket_named_by(ctl, argv[0], flags[0].value, &code),
	       *ok =
		   code ? NULL : ctl_call(ctl, "ticket.attachments", json_incref(args), NULL, NULL);
	const json_t *attachments = json_object_get(ok, "attachments");

	json_decref(args);
	if (!code && !ok)
		code = EXIT_FAILED;
	if (ok && flags[1].value)
		ctl_print_json(attachments);
	else if (json_array_size(attachments))
		print_attachments(attachments);
	else if (ok)
		ctl_say("%s", _("Nothing is attached to it."));
	json_decref(ok);
	return code;
}

/* ---- fetching ---- */

struct fetching {
	struct ctl *ctl;
	json_t *args; /* of ticket.fetch */
	json_t *error;
	const char *folder; /* NULL: it is not kept */
	int password;       /* given; -1 */
	bool step, json;
};

/* The one of that id, or the only one of that name; NULL after saying why not. */
static const json_t *
attachment_named(struct ctl *ctl, const json_t *all, const char *name)
{
	const json_t *found = NULL, *one;
	size_t i, count = 0;

	json_array_foreach(all, i, one) {
		if (!strcmp(text_of(one, "id"), name))
			return one;
		if (!strcmp(text_of(one, "name"), name)) {
			found = one;
			count++;
		}
	}
	if (count == 1)
		return found;
	if (!json_array_size(all))
		ctl_complain(
		    ctl, _("There is no such file on the ticket: nothing is attached to it."));
	else if (!count)
		ctl_complain(ctl, _("There is no such file on the ticket. It has:"));
	else
		ctl_complain(ctl, _("Several files have that name: say which by its id."));
	if (json_array_size(all))
		print_attachments(all);
	return NULL;
}

static json_t *
fetch_once(struct fetching *f, int password)
{
	if (ctl_connect(f->ctl) < 0)
		return NULL;
	if (password >= 0) {
		json_object_set_new(f->args, "password", json_true());
		client_attach_fd(f->ctl->client, password);
	}
	return ctl_try(f->ctl, "ticket.fetch", json_incref(f->args), &f->error);
}

/* A password that the file turns out to need is asked for on the terminal. */
static json_t *
fetch(struct fetching *f, const char *name)
{
	json_t *ok = fetch_once(f, f->password);
	struct err err = {0};
	int asked;

	if (!f->error || f->password >= 0 ||
	    strcmp(text_of(f->error, "code"), "p12-password-needed") != 0 ||
	    (asked = password_ask(name, &err)) < 0)
		return ok;
	json_decref(f->error);
	f->error = NULL;
	ok = fetch_once(f, asked);
	close(asked);
	return ok;
}

static int
keep(struct fetching *f, const json_t *ok)
{
	int fd = client_claim_fd(f->ctl->client);
	struct err err = {0};
	char *path;

	if (fd < 0)
		return ctl_complain_code(f->ctl, "bad-argument", NULL);
	path = new_file_put(f->folder, text_of(ok, "name"), fd, FILE_MOST, &err);
	close(fd);
	if (!path)
		return ctl_complain_err(f->ctl, &err);
	if (!f->json)
		ctl_say("%s", path);
	free(path);
	return EXIT_DONE;
}

static int
run(struct fetching *f, const json_t *attachment)
{
	char *folder = f->folder ? realpath(f->folder, NULL) : NULL,
	     *place = f->folder
			  ? new_file_place(folder ? folder : f->folder, text_of(attachment, "name"))
			  : NULL;
	json_t *ok;
	int code = EXIT_DONE;

	json_object_set(f->args, "attachment", json_object_get(attachment, "id"));
	if (place) {
		json_object_set_new(f->args, "keep", json_true());
		json_object_set_new(f->args, "place", json_string(place));
	}
	ok = fetch(f, text_of(attachment, "name"));
	if (ok && f->folder)
		code = keep(f, ok);
	if (f->step || f->error)
		code |= renewal_file_say(f->ctl, ok, f->error, f->json);
	else if (ok && f->json)
		ctl_print_json(ok);
	else if (!ok)
		code = EXIT_FAILED;
	json_decref(ok);
	free(place);
	free(folder);
	return code;
}

/* The renewal's number and version, and its step. */
static int
put_step(struct fetching *f, const char *renewal, const char *step, const char *note)
{
	json_int_t number = renewal ? renewal_number(f->ctl, renewal) : 0;
	json_t *got;

	if (!number)
		return renewal ? EXIT_USAGE : EXIT_DONE;
	got = ctl_call(f->ctl, "renewal.show", json_pack("{s:I}", "id", number), NULL, NULL);
	if (!got)
		return EXIT_FAILED;
	json_object_set_new(f->args, "renewal", json_integer(number));
	json_object_set(
	    f->args, "version", json_object_get(json_object_get(got, "renewal"), "version"));
	json_decref(got);
	f->step = true;
	if (put_given(f->ctl, f->args, "step", step))
		return EXIT_FAILED;
	return put_given(f->ctl, f->args, "note", note);
}

static int
find_and_run(struct fetching *f, const char *name)
{
	json_t *ok = ctl_call(f->ctl, "ticket.attachments",
	    json_pack("{s:O, s:O?}", "key", json_object_get(f->args, "key"), "system",
		json_object_get(f->args, "system")),
	    NULL, NULL);
	const json_t *one =
	    ok ? attachment_named(f->ctl, json_object_get(ok, "attachments"), name) : NULL;
	int code = one ? run(f, one) : EXIT_FAILED;

	json_decref(ok);
	return code;
}

int
ticket_fetch_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "renewal", .takes = FLAG_VALUE},
	    {.name = "step", .takes = FLAG_VALUE}, {.name = "to", .takes = FLAG_VALUE},
	    {.name = "password-fd", .takes = FLAG_VALUE}, {.name = "note", .takes = FLAG_VALUE},
	    {.name = "system", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 7, 2, 2, &argv, &count);
	struct fetching f = {.ctl = ctl,
	    .folder = flags[2].value,
	    .password = code ? -1 : password_given(&flags[3]),
	    .json = flags[6].value != NULL};

	if (code)
		return code;
	if (!flags[0].value != !flags[1].value)
		return ctl_usage(ctl, _("A step is named together with its renewal."));
	if (!flags[0].value && !flags[2].value)
		return ctl_usage(ctl, _("Say what it is for: a step, a folder or both."));
	if (f.password == -2)
		return ctl_usage(
		    ctl, _("--password-fd is the number of an open descriptor, for one file."));
	f.args = ticket_named_by(ctl, argv[0], flags[5].value, &code);
	if (!code)
		code = put_step(&f, flags[0].value, flags[1].value, flags[4].value);
	if (!code)
		code = find_and_run(&f, argv[1]);
	json_decref(f.args);
	json_decref(f.error);
	return code;
}
