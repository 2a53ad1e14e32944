#include "ctl/mailer.h"

#include "ctl/child.h"
#include "ctl/ctl.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/memory_file.h"
#include "base/private_file.h"
#include "base/sys.h"
#include "base/text.h"
#include "mail/message.h"
#include "mail/worker.h"
#include "words/words.h"

enum { ANSWER_MAX_BYTES = 1 << 20, GRACE_MS = 5000, SECOND_MS = 1000, VALUE_MAX_BYTES = 200 };

/* The settings are read as bytes, whatever they are. */
static int
refuse(struct ctl *ctl, const char *code, const char *member, const char *value)
{
	char *clean = text_cleaned(value, VALUE_MAX_BYTES);
	json_t *args = json_pack("{s:s}", member, clean);

	ctl_complain_code(ctl, code, args);
	json_decref(args);
	free(clean);
	return -1;
}

/* What else it has to be the child knows, which parses it. */
static bool
is_ascii(const char *text)
{
	while (*text > ' ' && *text <= '~')
		text++;
	return !*text;
}

int
mailer_check(struct ctl *ctl)
{
	const struct config *c = ctl->config;

	if (!*c->mail_url)
		return refuse(ctl, "no-mail", "name", "mail-url");
	if (!is_ascii(c->mail_url)) /* there may be a password in it */
		return refuse(
		    ctl, "bad-mail-url", "value", strchr(c->mail_url, '@') ? "" : c->mail_url);
	if (!*c->mail_from)
		return refuse(ctl, "no-mail", "name", "mail-from");
	if (!message_is_address(c->mail_from))
		return refuse(ctl, "bad-mail-address", "value", c->mail_from);
	for (size_t i = 0; i < c->mail_to_count; i++)
		if (!message_is_address(c->mail_to[i]))
			return refuse(ctl, "bad-mail-address", "value", c->mail_to[i]);
	return 0;
}

void
mailer_write(struct ctl *ctl, struct buf *out, const struct mail *m)
{
	const size_t count = json_array_size(m->to);
	const char **to = mem_array(count + 1, sizeof(*to));
	const char *from = ctl->config->mail_from;

	for (size_t i = 0; i < count; i++)
		to[i] = json_string_value(json_array_get(m->to, i));
	message_write(out, &(struct message){.from = message_is_address(from) ? from : "",
			       .to = to,
			       .to_count = count,
			       .subject = m->subject,
			       .language = words_language(),
			       .text = m->text,
			       .html = m->html,
			       .at = m->at,
			       .id = clock_random(clock_system(), UINT64_MAX)});
	free(to);
}

/* What the child is given; -1 with err. */
static int
request_file(struct ctl *ctl, const struct mail *m, struct err *err)
{
	const struct config *c = ctl->config;
	json_t *request = json_pack("{s:s, s:s, s:O, s:i, s:b, s:b}", "url", c->mail_url, "from",
	    c->mail_from, "to", m->to, "timeout_ms", c->mail_timeout * SECOND_MS, "always_tls",
	    !strcmp(c->mail_tls, "always"), "login", *c->mail_credentials_file != '\0');
	struct buf message = {0}, all = {0};
	char *line;
	int fd;

	if (*c->mail_ca_file)
		json_object_set_new(request, "ca_file", json_string(c->mail_ca_file));
	line = json_dumps(request, JSON_COMPACT);
	mailer_write(ctl, &message, m);
	buf_printf(&all, "%s\n", line);
	message_on_the_wire(&all, buf_str(&message), message.len);
	fd = memory_file_new(all.data, all.len, err);
	free(line);
	buf_release(&message);
	buf_release(&all);
	json_decref(request);
	return fd;
}

static int
ask(struct ctl *ctl, const struct mail *m, struct buf *answer, struct err *err)
{
	const struct config *c = ctl->config;
	struct child child = {.role = "mail",
	    .secret = -1,
	    .wait_ms = c->mail_timeout * SECOND_MS + GRACE_MS,
	    .most = ANSWER_MAX_BYTES};
	int rc = -1;

	if (*c->mail_credentials_file &&
	    (child.secret = private_file_open(c->mail_credentials_file, err)) < 0)
		return -1;
	child.input = request_file(ctl, m, err);
	if (child.input >= 0)
		rc = child_ask(&child, answer, err);
	sys_close(&child.input);
	sys_close(&child.secret);
	return rc;
}

void
mailer_say_refused(struct ctl *ctl, const json_t *refused)
{
	const json_t *one;
	size_t i;

	json_array_foreach(refused, i, one)
		ctl_complain_left_out(ctl, text_of(one, "address"), text_of(one, "reply"));
}

json_t *
mailer_send(struct ctl *ctl, const struct mail *m)
{
	struct buf text = {0};
	struct err err = {0};
	json_t *answer = NULL, *refused = NULL;
	const json_t *error;

	if (ask(ctl, m, &text, &err) < 0) {
		ctl_complain_err(ctl, &err);
	} else {
		answer = json_loadb(buf_str(&text), text.len, 0, NULL);
		error = json_object_get(answer, "error");
		refused = json_object_get(json_object_get(answer, "ok"), "refused");
		mailer_say_refused(ctl, json_object_get(json_object_get(error, "args"), "refused"));
		if (!refused)
			ctl_complain_code(ctl, error ? text_of(error, "code") : "mail-uncertain",
			    json_object_get(error, "args"));
	}
	json_incref(refused);
	json_decref(answer);
	buf_release(&text);
	return refused;
}
