/* caducactl digest: what needs a hand today, as one message with text and HTML. It is printed (for a cron's `sendmail -t`), its
 * text alone is (for what cron mails itself), or it is sent to those whom the settings name. Where nothing needs a hand, nothing is
 * printed or sent.
 *
 * By heads of service: a line is of the head of the service that its monitor is of. A head's own message has his lines alone, and
 * nothing of who has them, which is the team's. Sent, each message goes to each address once a day (digest_sent.h). */
#include "ctl/digest_body.h"
#include "ctl/digest_sent.h"
#include "ctl/mailer.h"
#include "ctl/rows.h"
#include "ctl/service_list.h"
#include "ctl/today.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/mem.h"
#include "expiry/today.h"
#include "mail/message.h"
#include "words/words.h"

struct digest {
	struct ctl *ctl;
	json_t *lines;    /* with "service", "end", "head" and "head_mail" */
	json_t *services; /* NULL: no head is asked for */
	bool again;
	struct digest_sent sent;
};

/* ---- what there is to tell ---- */

static const json_t *
service_named(const json_t *services, const char *name)
{
	return object_with(services, "name", name);
}

static void
add_facts(json_t *line, const json_t *row, const json_t *services)
{
	const char *service = text_of(row, "service");
	const json_t *of = *service ? service_named(services, service) : NULL;
	int64_t end;

	if (*service)
		json_object_set_new(line, "service", json_string(service));
	if (row_ends(row, &end))
		json_object_set_new(line, "end", json_integer((json_int_t)end));
	json_object_set_new(line, "head", json_string(text_of(of, "head")));
	json_object_set_new(line, "head_mail", json_string(text_of(of, "head_mail")));
}

static int
compare_ids(const void *key, const void *row)
{
	const int64_t a = *(const int64_t *)key, b = number_of(*(json_t *const *)row, "id");

	return (a > b) - (a < b);
}

/* Each line with what its monitor says. -1 after saying why not. */
static int
fetch(struct digest *d, bool heads)
{
	struct rows rows = {0};
	json_t *line;
	size_t i;

	if (!(d->lines = today_fetch(d->ctl)))
		return -1;
	if (!json_array_size(d->lines))
		return 0;
	if (heads && !(d->services = service_list_fetch(d->ctl)))
		return -1;
	if (rows_fetch(d->ctl, false, NULL, "id", &rows) < 0)
		return -1;
	json_array_foreach(d->lines, i, line) {
		int64_t id = number_of(line, "monitor");
		json_t **row = rows.count && id ? bsearch(&id, rows.row, rows.count,
						      sizeof(*rows.row), compare_ids)
						: NULL;

		add_facts(line, row ? *row : NULL, d->services);
	}
	rows_release(&rows);
	return 0;
}

/* ---- sections ---- */

/* Those of which the test holds, as a section; nothing where there are none. */
static void
add_section(json_t *sections, const char *title, const json_t *lines,
    bool (*is_of)(const json_t *line, const char *head), const char *head)
{
	json_t *some = json_array(), *line;
	size_t i;

	json_array_foreach(lines, i, line)
		if (is_of(line, head))
			json_array_append(some, line);
	if (json_array_size(some))
		json_array_append_new(
		    sections, json_pack("{s:s, s:O}", "title", title, "lines", some));
	json_decref(some);
}

static bool
is_ours(const json_t *line, const char *head)
{
	(void)head;
	return today_is_ours(line);
}

static bool
is_theirs(const json_t *line, const char *head)
{
	(void)head;
	return !today_is_ours(line);
}

static bool
is_of_head(const json_t *line, const char *head)
{
	return !strcmp(text_of(line, "head"), head);
}

/* Each head once, in the order of their services. */
static json_t *
heads_of(const json_t *services)
{
	json_t *heads = json_array();
	const json_t *one;
	size_t i;

	json_array_foreach(services, i, one)
		if (text_at(one, "head") && !texts_have(heads, text_of(one, "head")))
			json_array_append(heads, json_object_get(one, "head"));
	return heads;
}

static json_t *
sections_by_turn(const json_t *lines)
{
	json_t *sections = json_array();

	add_section(sections, _("Our turn"), lines, is_ours, NULL);
	add_section(sections, _("Their turn"), lines, is_theirs, NULL);
	return sections;
}

static json_t *
sections_by_head(const struct digest *d)
{
	json_t *sections = json_array(), *heads = heads_of(d->services), *head;
	size_t i;

	json_array_foreach(heads, i, head)
		add_section(sections, json_string_value(head), d->lines, is_of_head,
		    json_string_value(head));
	add_section(sections, _("Without a head of service"), d->lines, is_of_head, "");
	json_decref(heads);
	return sections;
}

/* ---- a message ---- */

static void
put_title(struct buf *out, const struct digest *d, const json_t *sections, bool of_head)
{
	struct buf date = {0};
	const json_t *section;
	size_t i, count = 0;

	json_array_foreach(sections, i, section)
		count += json_array_size(json_object_get(section, "lines"));
	words_date(d->ctl->now, &date);
	if (of_head)
		buf_printf(out,
		    ngettext("Certificates of your services, %s: %zu thing to know",
			"Certificates of your services, %s: %zu things to know", count),
		    buf_str(&date), count);
	else
		buf_printf(out,
		    ngettext("Caduca, %s: %zu thing needs a hand",
			"Caduca, %s: %zu things need a hand", count),
		    buf_str(&date), count);
	buf_release(&date);
}

struct written {
	struct buf title, text, html;
};

/* sections is stolen. */
static void
write_digest(struct written *w, const struct digest *d, json_t *sections, bool of_head)
{
	struct digest_body body;

	*w = (struct written){0};
	put_title(&w->title, d, sections, of_head);
	body = (struct digest_body){.title = buf_str(&w->title),
	    .sections = sections,
	    .owners = !of_head,
	    .now = d->ctl->now};
	digest_text(&w->text, &body);
	digest_html(&w->html, &body);
	json_decref(sections);
}

static void
written_release(struct written *w)
{
	buf_release(&w->title);
	buf_release(&w->text);
	buf_release(&w->html);
}

static struct mail
mail_of(const struct digest *d, const struct written *w, const json_t *to)
{
	return (struct mail){.to = to,
	    .subject = buf_str(&w->title),
	    .text = buf_str(&w->text),
	    .html = buf_str(&w->html),
	    .at = d->ctl->now};
}

static json_t *
configured_to(const struct config *c)
{
	json_t *to = json_array();

	for (size_t i = 0; i < c->mail_to_count; i++)
		if (message_is_address(c->mail_to[i]) && !texts_have(to, c->mail_to[i]))
			json_array_append_new(to, json_string(c->mail_to[i]));
	return to;
}

static void
print(const struct digest *d, const struct written *w, bool text_alone)
{
	json_t *to = configured_to(d->ctl->config);
	const struct mail mail = mail_of(d, w, to);
	struct buf out = {0};

	if (!text_alone)
		mailer_write(d->ctl, &out, &mail);
	fputs(text_alone ? buf_str(&w->text) : buf_str(&out), stdout);
	buf_release(&out);
	json_decref(to);
}

/* ---- sending ---- */

static bool
is_refused(const json_t *refused, const char *address)
{
	return object_with(refused, "address", address) != NULL;
}

/* Those that the server took it for are remembered and told. The exit code. */
static int
note_sent(struct digest *d, const char *what, const json_t *to, const json_t *refused)
{
	struct err err = {0};
	const json_t *one;
	int code = json_array_size(refused) ? EXIT_FAILED : EXIT_DONE;
	size_t i;

	mailer_say_refused(d->ctl, refused);
	json_array_foreach(to, i, one) {
		const char *address = json_string_value(one);

		if (is_refused(refused, address))
			continue;
		ctl_say(_("Sent to %s."), address);
		if (digest_sent_add(&d->sent, what, address, &err) < 0)
			code = ctl_complain_err(d->ctl, &err);
	}
	return code;
}

/* To those of them that did not get it today. */
static int
send_to(struct digest *d, const struct written *w, const char *what, const json_t *to)
{
	json_t *left = json_array(), *refused, *one;
	struct mail mail = mail_of(d, w, left);
	int code = EXIT_DONE;
	size_t i;

	json_array_foreach(to, i, one)
		if (!d->again && digest_sent_has(&d->sent, what, json_string_value(one)))
			ctl_say(_("%s was sent it today already (--again sends it once more)."),
			    json_string_value(one));
		else
			json_array_append(left, one);
	if (json_array_size(left)) {
		refused = mailer_send(d->ctl, &mail);
		code = refused ? note_sent(d, what, left, refused) : EXIT_FAILED;
		json_decref(refused);
	}
	json_decref(left);
	return code;
}

static int
send_digest(struct digest *d, const struct written *w)
{
	json_t *to = configured_to(d->ctl->config), *args;
	int code;

	if (json_array_size(to)) {
		code = send_to(d, w, "digest", to);
	} else {
		args = json_pack("{s:s}", "name", "mail-to");
		code = ctl_complain_code(d->ctl, "no-mail", args);
		json_decref(args);
	}
	json_decref(to);
	return code;
}

static int
send_to_head(struct digest *d, const char *head, const char *address, json_t *sections)
{
	json_t *to = json_pack("[s]", address);
	struct written w;
	int code;

	write_digest(&w, d, sections, true);
	code = send_to(d, &w, head, to);
	written_release(&w);
	json_decref(to);
	return code;
}

/* The mailbox of a head, of the first line that has one; "". */
static const char *
mailbox_of(const json_t *lines, const char *head)
{
	const json_t *line;
	size_t i;

	json_array_foreach(lines, i, line)
		if (is_of_head(line, head) && text_at(line, "head_mail"))
			return text_of(line, "head_mail");
	return "";
}

/* One that fails keeps the others from nothing. */
static int
send_to_heads(struct digest *d)
{
	json_t *heads = heads_of(d->services), *one;
	int code = EXIT_DONE;
	size_t i;

	json_array_foreach(heads, i, one) {
		const char *head = json_string_value(one), *address = mailbox_of(d->lines, head);
		json_t *sections = json_array();

		add_section(sections, head, d->lines, is_of_head, head);
		if (!json_array_size(sections)) {
			json_decref(sections);
		} else if (!message_is_address(address)) {
			code = ctl_complain_left_out(d->ctl, head,
			    *address ? _("what stands there is no mailbox")
				     : _("no mailbox is known"));
			json_decref(sections);
		} else if (send_to_head(d, head, address, sections)) {
			code = EXIT_FAILED;
		}
	}
	json_decref(heads);
	return code;
}

/* ---- the command ---- */

enum { TEXT, HEADS, SEND, TO_HEADS, AGAIN, FLAGS };

static int
send_all(struct digest *d, const struct written *w, const struct flag *flags)
{
	struct err err = {0};
	int code = EXIT_DONE;

	if (digest_sent_open(&d->sent, d->ctl->now, &err) < 0) {
		code = ctl_complain_err(d->ctl, &err);
	} else {
		if (flags[SEND].value)
			code = send_digest(d, w);
		if (flags[TO_HEADS].value && send_to_heads(d))
			code = EXIT_FAILED;
	}
	digest_sent_release(&d->sent);
	return code;
}

static int
tell(struct digest *d, const struct flag *flags)
{
	const bool sends = flags[SEND].value || flags[TO_HEADS].value;
	struct written w;
	int code = EXIT_DONE;

	write_digest(
	    &w, d, flags[HEADS].value ? sections_by_head(d) : sections_by_turn(d->lines), false);
	if (sends)
		code = send_all(d, &w, flags);
	else
		print(d, &w, flags[TEXT].value != NULL);
	written_release(&w);
	return code;
}

int
digest_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[FLAGS] = {[TEXT] = {.name = "text"},
	    [HEADS] = {.name = "heads"},
	    [SEND] = {.name = "send"},
	    [TO_HEADS] = {.name = "to-heads"},
	    [AGAIN] = {.name = "again"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, FLAGS, 0, 0, &argv, &count);
	const bool sends = flags[SEND].value || flags[TO_HEADS].value;
	struct digest d = {.ctl = ctl, .again = flags[AGAIN].value != NULL};

	if (code)
		return code;
	if (sends ? flags[TEXT].value != NULL : d.again)
		return ctl_usage(ctl, _("--text is printed, and --again is of what is sent."));
	if ((sends && mailer_check(ctl) < 0) ||
	    fetch(&d, flags[HEADS].value || flags[TO_HEADS].value) < 0)
		code = EXIT_FAILED;
	else if (json_array_size(d.lines))
		code = tell(&d, flags);
	json_decref(d.lines);
	json_decref(d.services);
	return code;
}
