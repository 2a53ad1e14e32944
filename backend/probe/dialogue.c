/* The tables are the whole knowledge; the engine below them does not know one protocol from
 * another. Each is a list of steps: what is said, the shape of the answer (probe/reply.h), how a good one
 * begins, and how one that turns this client away. A server that does the latter, busy or minded not to
 * speak with us at all, has said nothing of whether it has TLS: only a no to a question about that means
 * that it has none, and what is no answer in its protocol means that something else is there. */
#include "probe/dialogue.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/text.h"
#include "probe/reply.h"

#define BYTES(text) .send = (text), .send_len = sizeof(text) - 1

/* ---- what is said, and what is expected ---- */

/* A first word that is none of welcome: nothing was asked for yet. */
#define WHATEVER ""

/* An address literal is a name for the client that every server takes (RFC 5321 section 4.1.4). */
static const struct step smtp[] = {
    {.reply = reply_code, .good = "220", .away = WHATEVER},
    {.send = "EHLO [127.0.0.1]\r\n",
	.reply = reply_code,
	.good = "250",
	.away = "4|521|530|550|554", /* not 500 to 504: it has no extensions, nor this one */
	.offers = "STARTTLS"},
    {.send = "STARTTLS\r\n", .reply = reply_code, .good = "220", .away = "4|521|554"},
};

static const struct step imap[] = {
    {.reply = reply_line, .good = "* OK", .away = "* BYE|* NO|* BAD", .no = "* "},
    {.send = "a1 CAPABILITY\r\n",
	.reply = reply_tagged,
	.tag = "a1 ",
	.good = "a1 OK",
	.away = "* BYE",
	.no = "a1 ",
	.offers = "STARTTLS"},
    {.send = "a2 STARTTLS\r\n",
	.reply = reply_tagged,
	.tag = "a2 ",
	.good = "a2 OK",
	.away = "* BYE",
	.no = "a2 "},
};

static const struct step pop3[] = {
    {.reply = reply_line, .good = "+OK", .away = "-ERR"},
    {.send = "STLS\r\n",
	.reply = reply_line,
	.good = "+OK",
	.away = "-ERR [SYS/TEMP]|-ERR [IN-USE]", /* RFC 3206, RFC 2449 */
	.no = "-ERR"},
};

static const struct step ftp[] = {
    {.reply = reply_code, .good = "220", .away = WHATEVER},
    {.send = "AUTH TLS\r\n", .reply = reply_code, .good = "234", .away = "4|530"},
};

/* ExtendedRequest 1.3.6.1.4.1.1466.20037 (RFC 4511 section 4.14.1). */
static const struct step ldap[] = {
    {BYTES("\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
	   "1.3.6.1.4.1.1466.20037"),
	.reply = reply_ldap},
};

static const struct step postgres[] = {
    {BYTES("\0\0\0\x08\x04\xd2\x16\x2f"), .reply = reply_postgres},
};

/* Protocol::SSLRequest: CLIENT_LONG_PASSWORD, PROTOCOL_41, SSL and SECURE_CONNECTION; 16 MB;
 * utf8mb3. It has no answer. */
static const struct step mysql[] = {
    {.reply = reply_mysql},
    {BYTES("\x20\0\0\x01"
	   "\x01\x8a\0\0\0\0\0\x01\x21"
	   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")},
};

static const struct step xmpp[] = {
    {.send = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
	     "xmlns:stream='http://etherx.jabber.org/streams' to='%h' version='1.0'>",
	.reply = reply_xml,
	.good = "<stream:features",
	.offers = "<starttls"},
    {.send = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
	.reply = reply_xml,
	.good = "<proceed"},
};

static const struct step sieve[] = {
    {.reply = reply_sieve, .good = "OK", .away = "NO|BYE", .offers = "STARTTLS"},
    {.send = "STARTTLS\r\n",
	.reply = reply_sieve,
	.good = "OK",
	.away = "BYE|NO (TRYLATER)",
	.no = "NO"},
};

static const struct step http_connect[] = {
    {.send = "CONNECT %a HTTP/1.1\r\nHost: %a\r\n\r\n", .reply = reply_http},
};

static const struct step socks5[] = {
    {BYTES("\x05\x01\x00"), .reply = reply_socks_method},
    {.send = "\x05\x01%s", .reply = reply_socks},
};

struct script {
	const struct step *steps;
	size_t count;
};

#define SCRIPT(steps)                                       \
	{                                                   \
		(steps), sizeof(steps) / sizeof((steps)[0]) \
	}

static const struct script protocols[] = {
    [PROTOCOL_TLS] = {NULL, 0},
    [PROTOCOL_SMTP] = SCRIPT(smtp),
    [PROTOCOL_IMAP] = SCRIPT(imap),
    [PROTOCOL_POP3] = SCRIPT(pop3),
    [PROTOCOL_FTP] = SCRIPT(ftp),
    [PROTOCOL_LDAP] = SCRIPT(ldap),
    [PROTOCOL_POSTGRES] = SCRIPT(postgres),
    [PROTOCOL_MYSQL] = SCRIPT(mysql),
    [PROTOCOL_XMPP] = SCRIPT(xmpp),
    [PROTOCOL_SIEVE] = SCRIPT(sieve),
};
_Static_assert(sizeof(protocols) / sizeof(protocols[0]) == PROTOCOL_COUNT, "a script for each");

static const struct script proxies[] = {
    [PROXY_NONE] = {NULL, 0},
    [PROXY_HTTP] = SCRIPT(http_connect),
    [PROXY_SOCKS5] = SCRIPT(socks5),
};

/* ---- the dialogue ---- */

enum { PHASE_PROXY, PHASE_PROTOCOL, PHASE_COUNT };

struct dialogue {
	struct script scripts[PHASE_COUNT];
	const struct target *target;
	size_t phase, step;
	bool said;       /* what this step says */
	size_t received; /* bytes, over all */
	struct buf in, unsent;
};

struct dialogue *
dialogue_new(enum protocol protocol, const struct target *target, const struct proxy *proxy)
{
	const struct script through = proxies[proxy ? proxy->kind : PROXY_NONE];
	struct dialogue *d;

	if (!through.count && !protocols[protocol].count)
		return NULL;
	d = mem_alloc(sizeof(*d));
	d->scripts[PHASE_PROXY] = through;
	d->scripts[PHASE_PROTOCOL] = protocols[protocol];
	d->target = target;
	return d;
}

void
dialogue_free(struct dialogue *d)
{
	if (!d)
		return;
	buf_release(&d->in);
	buf_release(&d->unsent);
	free(d);
}

const char *
dialogue_unsent(const struct dialogue *d, size_t *len)
{
	*len = d->unsent.len;
	return d->unsent.data;
}

void
dialogue_sent(struct dialogue *d, size_t len)
{
	buf_consume(&d->unsent, len);
}

/* The destination as SOCKS5 writes it (RFC 1928 section 5): reserved, type, address, port. */
static void
add_socks_address(struct buf *out, const struct target *t)
{
	const char port[] = {(char)(t->port >> 8), (char)(t->port & 0xff)};
	size_t len = strlen(t->name);

	buf_putc(out, '\0');
	if (!t->literal) {
		buf_putc(out, 3);
		buf_putc(out, (char)len);
		buf_add(out, t->name, len);
	} else if (t->address.any.sa_family == AF_INET) {
		buf_putc(out, 1);
		buf_add(out, &t->address.v4.sin_addr, sizeof(t->address.v4.sin_addr));
	} else {
		buf_putc(out, 4);
		buf_add(out, &t->address.v6.sin6_addr, sizeof(t->address.v6.sin6_addr));
	}
	buf_add(out, port, sizeof(port));
}

static void
say_text(struct buf *out, const char *text, const struct target *t)
{
	char *endpoint;

	for (; *text; text++) {
		if (*text != '%') {
			buf_putc(out, *text);
			continue;
		}
		switch (*++text) {
		case 'h':
			buf_puts(out, t->sni ? t->sni : t->name);
			break;
		case 'a':
			endpoint = endpoint_text(t->name, t->port);
			buf_puts(out, endpoint);
			free(endpoint);
			break;
		default: /* 's' */
			add_socks_address(out, t);
			break;
		}
	}
}

static void
queue_step(struct dialogue *d, const struct step *step)
{
	d->said = true;
	if (step->send_len)
		buf_add(&d->unsent, step->send, step->send_len);
	else if (step->send)
		say_text(&d->unsent, step->send, d->target);
}

/* ---- how it ends ---- */

/* What was said before the proxy has let us through is the proxy's. */
static enum outcome
refusal(const struct dialogue *d, enum reply_state state)
{
	if (d->phase == PHASE_PROXY)
		return OUTCOME_PROXY_REFUSED;
	if (state == REPLY_STRANGE)
		return OUTCOME_NOT_TLS;
	return state == REPLY_TURNED_AWAY ? OUTCOME_TURNED_AWAY : OUTCOME_STARTTLS_REFUSED;
}

static enum dialogue_state
refuse(const struct dialogue *d, enum reply_state state, const struct reading *r, struct ending *e)
{
	struct buf clean = {0};
	char *detail;
	size_t len = r->line ? r->line_len : 0;

	text_clean(&clean, r->line, len < DETAIL_MAX_BYTES ? len : DETAIL_MAX_BYTES);
	detail = text_cleaned(buf_str(&clean), DETAIL_MAX_BYTES - 8);
	ending_set(e, refusal(d, state), state == REPLY_NOT_OFFERED ? "not-offered" : detail);
	free(detail);
	buf_release(&clean);
	return DIALOGUE_FAILED;
}

static enum dialogue_state
conclude(const struct dialogue *d, struct ending *e)
{
	if (d->in.len == 0)
		return DIALOGUE_DONE;
	ending_set(e, OUTCOME_NOT_TLS, "bytes before TLS");
	return DIALOGUE_FAILED;
}

/* Goes on as far as what has come allows. */
static enum dialogue_state
advance(struct dialogue *d, struct ending *e)
{
	while (d->phase < PHASE_COUNT) {
		const struct script *script = &d->scripts[d->phase];
		struct reading r = {.in = buf_str(&d->in), .len = d->in.len};
		const struct step *step;
		enum reply_state state;

		if (d->step == script->count) {
			d->phase++;
			d->step = 0;
			continue;
		}
		step = &script->steps[d->step];
		if (!d->said)
			queue_step(d, step);
		state = step->reply ? step->reply(step, &r) : REPLY_GOOD;
		if (state == REPLY_MORE)
			return DIALOGUE_MORE;
		if (state != REPLY_GOOD)
			return refuse(d, state, &r, e);
		buf_consume(&d->in, r.used);
		d->step++;
		d->said = false;
	}
	return conclude(d, e);
}

bool
dialogue_with_proxy(const struct dialogue *d)
{
	return d->phase == PHASE_PROXY && d->scripts[PHASE_PROXY].count;
}

enum dialogue_state
dialogue_receive(struct dialogue *d, const char *bytes, size_t len, struct ending *ending)
{
	d->received += len;
	if (d->received > PREAMBLE_MAX_BYTES) {
		ending_set(ending, OUTCOME_TOO_MUCH_DATA, "preamble");
		return DIALOGUE_FAILED;
	}
	buf_add(&d->in, bytes, len);
	return advance(d, ending);
}
