/* libcurl holds the conversation; its lines are listened to (on_line) for what it does not tell: which recipient was refused with
 * which words, and whether the message may have been taken where the answer to it never came. Lines that log in are passed over:
 * of what goes out only the commands RCPT, DATA and QUIT are looked at.
 *
 * Whatever libcurl would do of its own accord is turned off, one line each. */
#include "mail/smtp.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>

enum { CONNECT_MS = 10000, REPLY_MAX_BYTES = 300, BLOT_LEAST_BYTES = 4 };

struct talk {
	const struct smtp *s;
	bool in_clear; /* only a loopback address may be connected to */
	bool not_here; /* and another was asked for */
	size_t sent;   /* bytes of the message that libcurl took */
	bool data;     /* the message may have begun to go out */
	bool over; /* it takes its leave: what is said from here on is of nothing that was asked */
	char *asked; /* the recipient whose reply is awaited; NULL */
	json_t *refused;
	char *reply;    /* the last line that the server said; NULL */
	bool tells_who; /* from AUTH on, to the first sender: what goes out is secret */
	char *secret;   /* the last of it; NULL */
	char error[CURL_ERROR_SIZE];
};

/* ---- where it goes ---- */

static char *
part(CURLU *u, CURLUPart which)
{
	char *text = NULL;

	return curl_url_get(u, which, &text, 0) == CURLUE_OK ? text : NULL;
}

static bool
has(CURLU *u, CURLUPart which)
{
	char *text = part(u, which);

	curl_free(text);
	return text != NULL;
}

static bool
is_of_mail(const char *scheme)
{
	static const char *const schemes[] = {"smtp", "smtps"};

	for (size_t i = 0; scheme && i < sizeof(schemes) / sizeof(*schemes); i++)
		if (!strcmp(scheme, schemes[i]))
			return true;
	return false;
}

static const char *
fault_of(CURLU *u)
{
	char *scheme = part(u, CURLUPART_SCHEME);
	const char *fault = NULL;

	if (has(u, CURLUPART_USER) || has(u, CURLUPART_PASSWORD))
		fault = "user"; /* before any other: what is refused for it is not repeated */
	else if (!is_of_mail(scheme))
		fault = "scheme";
	else if (has(u, CURLUPART_QUERY) || has(u, CURLUPART_FRAGMENT) || has(u, CURLUPART_OPTIONS))
		fault = "query";
	curl_free(scheme);
	return fault;
}

const char *
smtp_url_fault(const char *url)
{
	CURLU *u = curl_url();
	const char *fault = "not-a-url";

	if (!url[strcspn(url, " \t\r\n\\")] &&
	    curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK)
		fault = fault_of(u);
	curl_url_cleanup(u);
	return fault;
}

/* By its name alone: what it is connected to is looked at once more (on_socket). */
static bool
is_this_machine(const char *url)
{
	CURLU *u = curl_url();
	char *host = NULL;
	struct in_addr v4;
	bool here = false;

	if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK)
		host = part(u, CURLUPART_HOST);
	if (host)
		here = !strcasecmp(host, "localhost") || !strcmp(host, "[::1]") ||
		       (inet_pton(AF_INET, host, &v4) == 1 &&
			   ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET);
	curl_free(host);
	curl_url_cleanup(u);
	return here;
}

static bool
is_loopback(const struct sockaddr *a)
{
	if (a->sa_family == AF_INET) {
		struct sockaddr_in v4;

		memcpy(&v4, a, sizeof(v4));
		return ntohl(v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	}
	if (a->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;

		memcpy(&v6, a, sizeof(v6));
		return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
	}
	return false;
}

static curl_socket_t
on_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct talk *t = arg;

	(void)purpose;
	if (t->in_clear && !is_loopback(&a->addr)) {
		t->not_here = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* ---- what is said ---- */

static void
blot(char *text, const char *secret)
{
	const size_t len = secret ? strlen(secret) : 0;

	if (len < BLOT_LEAST_BYTES)
		return;
	for (char *at = text; (at = strstr(at, secret)); at += len)
		memset(at, '*', len);
}

/* "550 5.1.1 no such user", without its end and what is secret. */
static void
note_reply(struct talk *t, const char *bytes, size_t len)
{
	while (len && (bytes[len - 1] == '\r' || bytes[len - 1] == '\n'))
		len--;
	free(t->reply);
	t->reply = mem_strndup(bytes, len);
	blot(t->reply, t->s->password);
	blot(t->reply, t->secret);
}

static char *
reply_text(const struct talk *t)
{
	return text_cleaned(t->reply ? t->reply : "", REPLY_MAX_BYTES);
}

static bool
is_refusal(const struct talk *t)
{
	return t->reply && (*t->reply == '4' || *t->reply == '5');
}

static void
hear(struct talk *t, const char *bytes, size_t len)
{
	const bool last = len > 3 && bytes[3] != '-';
	char *text;

	if (t->over)
		return;
	note_reply(t, bytes, len);
	if (!last || !t->asked)
		return;
	if (is_refusal(t)) {
		text = reply_text(t);
		json_array_append_new(
		    t->refused, json_pack("{s:s, s:s}", "address", t->asked, "reply", text));
		free(text);
	}
	free(t->asked);
	t->asked = NULL;
}

static void
forget_secret(struct talk *t)
{
	if (t->secret)
		explicit_bzero(t->secret, strlen(t->secret));
	free(t->secret);
	t->secret = NULL;
}

/* "AUTH PLAIN AHVz…", or what answers a challenge: the password is in it, as base64 (RFC 4954, 4). */
static void
note_secret(struct talk *t, const char *bytes, size_t len)
{
	const char auth[] = "AUTH ", mail[] = "MAIL ", *word = bytes;

	t->tells_who |= len >= sizeof(auth) - 1 && !strncmp(bytes, auth, sizeof(auth) - 1);
	t->tells_who &= len < sizeof(mail) - 1 || strncmp(bytes, mail, sizeof(mail) - 1) != 0;
	if (!t->tells_who)
		return;
	while (len && strchr("\r\n", bytes[len - 1]))
		len--;
	for (const char *at = bytes; at < bytes + len; at++)
		word = *at == ' ' ? at + 1 : word;
	forget_secret(t);
	t->secret = mem_strndup(word, (size_t)(bytes + len - word));
}

/* A command goes out whole, and alone. */
static void
say(struct talk *t, const char *bytes, size_t len)
{
	static const char rcpt[] = "RCPT TO:<", data[] = "DATA", quit[] = "QUIT";
	const char *end = memchr(bytes, '>', len);

	if (len > sizeof(rcpt) && !strncmp(bytes, rcpt, sizeof(rcpt) - 1) && end) {
		const char *begin = bytes + sizeof(rcpt) - 1;

		free(t->asked);
		t->asked = mem_strndup(begin, (size_t)(end - begin));
	}
	note_secret(t, bytes, len);
	t->over |= len >= sizeof(quit) - 1 && !strncmp(bytes, quit, sizeof(quit) - 1);
	t->data |= len >= sizeof(data) - 1 && !strncmp(bytes, data, sizeof(data) - 1);
}

static int
on_line(CURL *easy, curl_infotype type, char *bytes, size_t len, void *arg)
{
	(void)easy;
	if (type == CURLINFO_HEADER_IN)
		hear(arg, bytes, len);
	else if (type == CURLINFO_HEADER_OUT)
		say(arg, bytes, len);
	return 0;
}

static size_t
on_read(char *room, size_t size, size_t count, void *arg)
{
	struct talk *t = arg;
	const size_t left = t->s->len - t->sent, some = left < size * count ? left : size * count;

	memcpy(room, t->s->message + t->sent, some);
	t->sent += some;
	return some;
}

/* ---- how it ended ---- */

static json_t *
error_of(const char *code, json_t *args)
{
	return json_pack(
	    "{s:{s:s, s:o}}", "error", "code", code, "args", args ? args : json_object());
}

static json_t *
with_text(const char *code, const char *text)
{
	char *clean = text_cleaned(text, REPLY_MAX_BYTES);
	json_t *error = error_of(code, json_pack("{s:s}", "text", clean));

	free(clean);
	return error;
}

static json_t *
with_reply(const struct talk *t, const char *code)
{
	char *reply = reply_text(t);
	json_t *args = *reply ? json_pack("{s:s}", "reply", reply) : json_object();

	if (json_array_size(t->refused))
		json_object_set(args, "refused", t->refused);
	free(reply);
	return error_of(code, args);
}

static json_t *
answer_of(const struct talk *t, CURLcode code)
{
	const char *text = *t->error ? t->error : curl_easy_strerror(code);

	switch ((int)code) { /* most codes are of other protocols */
	case CURLE_OK:
		return json_pack("{s:{s:O}}", "ok", "refused", t->refused);
	case CURLE_USE_SSL_FAILED:
		return error_of("mail-no-tls", NULL);
	case CURLE_LOGIN_DENIED:
		return with_reply(t, "mail-login");
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return with_text("mail-tls", text);
	default:
		if (t->not_here)
			return error_of("mail-no-tls", NULL);
		if (is_refusal(t))
			return with_reply(t, "mail-refused");
		if (t->data)
			return with_text("mail-uncertain", text);
		return with_text(
		    code == CURLE_OPERATION_TIMEDOUT ? "mail-timeout" : "mail-unreachable", text);
	}
}

/* ---- what libcurl is told ---- */

static void
set_server(CURL *easy, struct talk *t)
{
	const struct smtp *s = t->s;
	struct curl_blob ca = {
	    .data = (void *)(uintptr_t)s->ca, .len = s->ca_len, .flags = CURL_BLOB_NOCOPY};

	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(easy, CURLOPT_URL, s->url);
	curl_easy_setopt(
	    easy, CURLOPT_USE_SSL, (long)(t->in_clear ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->ca)
		curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &ca);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)s->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(s->timeout_ms < CONNECT_MS ? s->timeout_ms : CONNECT_MS));
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, t);
	if (s->user) {
		curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
		curl_easy_setopt(easy, CURLOPT_USERNAME, s->user);
		curl_easy_setopt(easy, CURLOPT_PASSWORD, s->password);
	}
}

static void
set_message(CURL *easy, struct talk *t, struct curl_slist *to)
{
	curl_easy_setopt(easy, CURLOPT_MAIL_FROM, t->s->from);
	curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(easy, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
	curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->s->len);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(easy, CURLOPT_READDATA, t);
	curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_line);
	curl_easy_setopt(easy, CURLOPT_DEBUGDATA, t);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->error);
}

json_t *
smtp_send(const struct smtp *s)
{
	struct talk t = {.s = s, .refused = json_array()};
	struct curl_slist *to = NULL;
	CURL *easy = curl_easy_init();
	const json_t *one;
	json_t *answer;
	size_t i;

	t.in_clear =
	    !s->always_tls && is_this_machine(s->url) && strncasecmp(s->url, "smtps:", 6) != 0;
	json_array_foreach(s->to, i, one)
		to = curl_slist_append(to, json_string_value(one));
	set_server(easy, &t);
	set_message(easy, &t, to);
	answer = answer_of(&t, curl_easy_perform(easy));
	curl_easy_cleanup(easy);
	curl_slist_free_all(to);
	json_decref(t.refused);
	free(t.asked);
	free(t.reply);
	forget_secret(&t);
	return answer;
}
