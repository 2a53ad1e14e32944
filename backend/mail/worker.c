#include "mail/worker.h"

#include "base/err.h"
#include "base/memory_file.h"
#include "base/members.h"
#include "base/sandbox.h"
#include "base/sys.h"
#include "mail/smtp.h"

#include <curl/curl.h>
#include <errno.h>

enum { CA_FILE_MAX_BYTES = 4 << 20, CREDENTIALS_MAX_BYTES = 1024 };

struct credentials {
	char text[CREDENTIALS_MAX_BYTES + 1];
	const char *user, *password; /* in it */
};

/* The line that begins at *at, ended where it stood; *at is where the next one begins. */
static char *
next_line(char **at)
{
	char *line = *at, *end = line + strcspn(line, "\n");

	*at = *end ? end + 1 : end;
	*end = '\0';
	if (end > line && end[-1] == '\r')
		end[-1] = '\0';
	return line;
}

static int
read_credentials(struct credentials *c, struct err *err)
{
	size_t len = 0;
	ssize_t n = 1;
	char *at = c->text;

	while (n != 0 && len < CREDENTIALS_MAX_BYTES) {
		n = read(MAIL_CREDENTIALS_FD, c->text + len, CREDENTIALS_MAX_BYTES - len);
		if (n < 0 && errno != EINTR)
			return err_errno(err, "cannot read the user and the password");
		len += n > 0 ? (size_t)n : 0;
	}
	c->user = next_line(&at);
	c->password = next_line(&at);
	if (!*c->user || !*c->password || *at || strlen(c->text) > len || n != 0)
		return err_set(err, "bad-credentials", "%s", "");
	return 0;
}

static json_t *
send_it(const json_t *request, const char *message, size_t len)
{
	struct credentials c = {0};
	struct err err = {0};
	struct smtp s = {.url = text_of(request, "url"),
	    .from = text_of(request, "from"),
	    .to = json_object_get(request, "to"),
	    .message = message,
	    .len = len,
	    .always_tls = flag_of(request, "always_tls"),
	    .timeout_ms = (int)number_of(request, "timeout_ms")};
	const char *ca_file = text_at(request, "ca_file");
	char *ca = ca_file ? sys_read_file(ca_file, CA_FILE_MAX_BYTES, &s.ca_len, &err) : NULL;
	json_t *answer = NULL;

	if ((ca_file && !ca) || (flag_of(request, "login") && read_credentials(&c, &err) < 0))
		answer = json_pack("{s:o}", "error", err_json(&err));
	s.ca = ca;
	s.user = c.user;
	s.password = c.password;
	sandbox_of_client();
	if (!answer)
		answer = smtp_send(&s);
	explicit_bzero(&c, sizeof(c));
	free(ca);
	return answer;
}

static json_t *
refused(const char *url, const char *reason)
{
	return json_pack("{s:{s:s, s:{s:s, s:s}}}", "error", "code", "bad-mail-url", "args",
	    "reason", reason, "value", strcmp(reason, "user") != 0 ? url : "");
}

int
mail_worker_main(void)
{
	struct err err = {0};
	size_t len = 0;
	char *all = memory_file_read(STDIN_FILENO, MAIL_MAX_BYTES, &len, &err), *line, *text;
	json_t *request, *answer;
	const char *fault;

	if (!all)
		return 1;
	line = memchr(all, '\n', len);
	request = json_loadb(all, line ? (size_t)(line - all) : len, 0, NULL);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	fault = smtp_url_fault(text_of(request, "url"));
	if (!request || !line)
		return 1;
	answer = fault ? refused(text_of(request, "url"), fault)
		       : send_it(request, line + 1, len - (size_t)(line + 1 - all));
	text = json_dumps(answer, JSON_COMPACT);
	sys_write_all(STDOUT_FILENO, text, strlen(text), NULL);
	free(text);
	json_decref(answer);
	json_decref(request);
	free(all);
	return 0;
}
