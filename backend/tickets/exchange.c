/* What a server sends is bounded as it comes: the body by the request, each header that is looked at, and their count.
 *
 * Whatever libcurl would do of its own accord is turned off here, one line each: proxies and passwords out of the
 * environment and of files, redirects, other protocols, signals, "Expect: 100-continue".
 *
 * The headers of the request are in memory of ours, the token's among them, and libcurl copies none of the list. */
#include "tickets/exchange.h"

#include "base/mem.h"
#include "base/sys.h"
#include "tickets/secret.h"
#include "wire/protocol.h"

#include <errno.h>

enum { CONNECT_MS = 10000, HEADER_MAX_BYTES = 2048, HEADERS_MAX = 200, REFUSAL_MAX_BYTES = 65536 };

/* Those that are looked at, and where they go. */
enum header { TYPE, LOCATION, LOGIN, DENIED, USER, RETRY, HEADER_COUNT };

static const char *const header_names[] = {
    [TYPE] = "content-type",
    [LOCATION] = "location",
    [LOGIN] = "x-seraph-loginreason",
    [DENIED] = "x-authentication-denied-reason",
    [USER] = "x-ausername",
    [RETRY] = "retry-after",
};
_Static_assert(sizeof(header_names) / sizeof(*header_names) == HEADER_COUNT, "each has a name");

struct exchange {
	/* the request */
	char *method, *url;
	struct buf json;
	bool has_json, changes;
	char *part_name, *part_file;
	struct buf part;
	struct secret *secret;
	struct curl_slist lines[6]; /* of its headers; the first is the secret's own text */
	size_t most_bytes;
	int to_fd;
	http_done_fn *done;
	void *arg;
	/* the answer so far */
	CURL *easy;
	curl_mime *mime;
	char error[CURL_ERROR_SIZE];
	bool begun; /* its first byte may have gone out */
	bool too_long;
	struct buf body;
	size_t came;
	char *headers[HEADER_COUNT];
	int header_count;
};

/* ---- its life ---- */

void
exchange_free(struct exchange *x)
{
	curl_easy_cleanup(x->easy);
	curl_mime_free(x->mime);
	secret_release(x->secret);
	for (int i = 0; i < HEADER_COUNT; i++)
		free(x->headers[i]);
	buf_release(&x->json);
	buf_release(&x->part);
	buf_release(&x->body);
	free(x->method);
	free(x->url);
	free(x->part_name);
	free(x->part_file);
	free(x);
}

struct exchange *
exchange_new(const struct http_request *r)
{
	struct exchange *x = mem_alloc(sizeof(*x));

	x->method = mem_strdup(r->method);
	x->url = mem_strdup(r->url);
	x->has_json = r->json != NULL;
	x->changes = r->changes;
	if (r->json)
		buf_add(&x->json, buf_str(r->json), r->json->len);
	if (r->part) {
		x->part_name = mem_strdup(r->part->name);
		x->part_file = mem_strdup(r->part->file_name);
		buf_add(&x->part, r->part->bytes, r->part->len);
	}
	x->secret = secret_hold(r->secret);
	x->most_bytes = r->most_bytes;
	x->to_fd = r->to_fd;
	x->done = r->done;
	x->arg = r->arg;
	return x;
}

/* ---- what comes ---- */

static int
on_begin(void *arg, char *their_ip, char *our_ip, int their_port, int our_port)
{
	struct exchange *x = arg;

	(void)their_ip;
	(void)our_ip;
	(void)their_port;
	(void)our_port;
	x->begun = true;
	return CURL_PREREQFUNC_OK;
}

static bool
is_good(const struct exchange *x)
{
	long status = 0;

	curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
	return status == 200;
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;
	size_t len = size * count;

	if (x->to_fd >= 0 && !is_good(x)) { /* what is said of it, not it itself */
		if (x->body.len + len <= REFUSAL_MAX_BYTES)
			buf_add(&x->body, bytes, len);
		return len;
	}
	x->came += len;
	if (x->came > x->most_bytes) {
		x->too_long = true;
		return CURL_WRITEFUNC_ERROR;
	}
	if (x->to_fd < 0)
		buf_add(&x->body, bytes, len);
	else if (sys_write_all(x->to_fd, bytes, len, NULL) < 0)
		return CURL_WRITEFUNC_ERROR;
	return len;
}

static char *
trimmed(const char *bytes, size_t len)
{
	while (len && (*bytes == ' ' || *bytes == '\t'))
		bytes++, len--;
	while (len && strchr(" \t\r\n", bytes[len - 1]))
		len--;
	return mem_strndup(bytes, len);
}

/* The first of each name counts. */
static size_t
on_header(char *line, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;
	size_t len = size * count;
	const char *colon = memchr(line, ':', len);
	size_t name = colon ? (size_t)(colon - line) : 0;

	if (++x->header_count > HEADERS_MAX) {
		x->too_long = true;
		return 0;
	}
	for (int i = 0; i < HEADER_COUNT && len < HEADER_MAX_BYTES; i++)
		if (name == strlen(header_names[i]) && !x->headers[i] &&
		    !strncasecmp(line, header_names[i], name))
			x->headers[i] = trimmed(colon + 1, len - name - 1);
	return len;
}

/* ---- how it ended ---- */

/* Numbers of OpenSSL's x509_vfy.h. Libcurl compares the names itself, and where they differ leaves what it had there
 * before: 1. */
enum { UNSPECIFIED = 1, NOT_YET_VALID = 9, EXPIRED = 10, HOST_MISMATCH = 62 };

static const char *
tls_reason(const struct exchange *x, CURLcode code)
{
	long verify = 0;

	curl_easy_getinfo(x->easy, CURLINFO_SSL_VERIFYRESULT, &verify);
	if (code == CURLE_PEER_FAILED_VERIFICATION && verify == EXPIRED)
		return "expired";
	if (code == CURLE_PEER_FAILED_VERIFICATION && verify == NOT_YET_VALID)
		return "not-yet-valid";
	if (code == CURLE_PEER_FAILED_VERIFICATION &&
	    (verify == HOST_MISMATCH || verify <= UNSPECIFIED))
		return "name";
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		return "untrusted";
	return "other";
}

static const char *
connect_reason(const struct exchange *x)
{
	long number = 0;

	curl_easy_getinfo(x->easy, CURLINFO_OS_ERRNO, &number);
	if (number == ECONNREFUSED)
		return "refused";
	if (number == EHOSTUNREACH || number == ENETUNREACH)
		return "no-route";
	return "other";
}

static void
say_end(const struct exchange *x, CURLcode code, struct http_answer *a)
{
	switch ((int)code) { /* most codes are of other protocols */
	case CURLE_OK:
		a->end = HTTP_ANSWERED;
		return;
	case CURLE_OPERATION_TIMEDOUT:
		a->end = HTTP_TIMEOUT;
		return;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		a->end = HTTP_TLS;
		a->reason = tls_reason(x, code);
		return;
	case CURLE_COULDNT_RESOLVE_HOST:
		a->reason = "dns";
		break;
	case CURLE_COULDNT_RESOLVE_PROXY:
		a->reason = "proxy-dns";
		break;
	case CURLE_PROXY:
		a->reason = "proxy";
		break;
	case CURLE_COULDNT_CONNECT:
		a->reason = connect_reason(x);
		break;
	default:
		a->reason = x->begun ? "cut" : "other";
		break;
	}
	a->end = x->too_long ? HTTP_TOO_LONG : x->begun ? HTTP_CUT : HTTP_UNREACHABLE;
}

static const char *
said(const struct exchange *x, enum header which)
{
	return x->headers[which] ? x->headers[which] : "";
}

static void
lower_type(char *type)
{
	if (!type)
		return;
	type[strcspn(type, "; \t")] = '\0';
	for (; *type; type++)
		if (*type >= 'A' && *type <= 'Z')
			*type = (char)(*type - 'A' + 'a');
}

void
exchange_end(struct exchange *x, CURLcode code)
{
	struct http_answer a = {.reason = "", .text = x->error, .sent = x->begun};
	long status = 0;

	curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
	a.status = (int)status;
	say_end(x, code, &a);
	if (code != CURLE_OK && !*x->error)
		a.text = curl_easy_strerror(code);
	a.truncated = a.end == HTTP_CUT && (x->came > 0 || a.status);
	secret_blot(x->secret, x->body.data, x->body.len);
	for (int i = 0; i < HEADER_COUNT; i++)
		if (x->headers[i])
			secret_blot(x->secret, x->headers[i], strlen(x->headers[i]));
	lower_type(x->headers[TYPE]);
	a.body = buf_str(&x->body);
	a.len = x->body.len;
	a.type = said(x, TYPE);
	a.location = said(x, LOCATION);
	a.login = said(x, LOGIN);
	a.denied = said(x, DENIED);
	a.user = said(x, USER);
	a.retry = said(x, RETRY);
	x->done(&a, x->arg);
}

/* ---- what libcurl is told ---- */

/* The list that libcurl reads the headers from, in memory of ours: it copies none of it. */
static struct curl_slist *
headers_of(struct exchange *x)
{
	static char *const always[] = {"X-Atlassian-Token: no-check", "Expect:"};
	static char json[] = "Content-Type: application/json";
	size_t n = 0;

	if (x->secret)
		x->lines[n++].data = (char *)(uintptr_t)secret_header(x->secret);
	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		x->lines[n++].data = always[i];
	x->lines[n++].data = x->to_fd < 0 ? "Accept: application/json" : "Accept: */*";
	if (x->has_json)
		x->lines[n++].data = json;
	for (size_t i = 0; i + 1 < n; i++)
		x->lines[i].next = &x->lines[i + 1];
	return x->lines;
}

static void
set_form(struct exchange *x)
{
	curl_mimepart *part;

	x->mime = curl_mime_init(x->easy);
	part = curl_mime_addpart(x->mime);
	curl_mime_name(part, x->part_name);
	curl_mime_filename(part, x->part_file);
	curl_mime_type(part, "application/octet-stream");
	curl_mime_data(part, buf_str(&x->part), x->part.len);
	curl_easy_setopt(x->easy, CURLOPT_MIMEPOST, x->mime);
}

static void
set_server(const struct exchange *x, const struct http_server *s)
{
	struct curl_blob ca = {.data = s->ca, .len = s->ca_len, .flags = CURL_BLOB_NOCOPY};

	curl_easy_setopt(x->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(x->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(x->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(x->easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(x->easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(x->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->ca)
		curl_easy_setopt(x->easy, CURLOPT_CAINFO_BLOB, &ca);
	curl_easy_setopt(x->easy, CURLOPT_PROXY, s->proxy ? s->proxy : "");
	curl_easy_setopt(x->easy, CURLOPT_NOPROXY, "");
	curl_easy_setopt(x->easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
	curl_easy_setopt(x->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(x->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(x->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(x->easy, CURLOPT_USERAGENT, "caduca/" CADUCA_VERSION);
	curl_easy_setopt(x->easy, CURLOPT_TIMEOUT_MS, (long)s->timeout_ms);
	curl_easy_setopt(x->easy, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(s->timeout_ms < CONNECT_MS ? s->timeout_ms : CONNECT_MS));
}

static void
set_request(struct exchange *x)
{
	curl_easy_setopt(x->easy, CURLOPT_URL, x->url);
	curl_easy_setopt(x->easy, CURLOPT_HTTPHEADER, headers_of(x));
	if (x->part_name)
		set_form(x);
	if (x->has_json) {
		curl_easy_setopt(x->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->json.len);
		curl_easy_setopt(x->easy, CURLOPT_POSTFIELDS, buf_str(&x->json));
	}
	curl_easy_setopt(x->easy, CURLOPT_CUSTOMREQUEST, x->method);
	curl_easy_setopt(x->easy, CURLOPT_FRESH_CONNECT, x->changes ? 1L : 0L);
	curl_easy_setopt(x->easy, CURLOPT_PRIVATE, x);
	curl_easy_setopt(x->easy, CURLOPT_ERRORBUFFER, x->error);
	curl_easy_setopt(x->easy, CURLOPT_PREREQFUNCTION, on_begin);
	curl_easy_setopt(x->easy, CURLOPT_PREREQDATA, x);
	curl_easy_setopt(x->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(x->easy, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(x->easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(x->easy, CURLOPT_HEADERDATA, x);
}

CURL *
exchange_prepare(struct exchange *x, const struct http_server *server)
{
	x->easy = curl_easy_init();
	set_server(x, server);
	set_request(x);
	return x->easy;
}
