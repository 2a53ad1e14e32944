/* rooms: probe pki wire base */
/* What is said before TLS, to servers on loopback that play their part and then speak real TLS; and
 * to those that refuse, do not offer it, say too much, or nothing. */
#include "probe/dialogue.h"

#include "tests/unit/probe_world.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define BYTES(name, text) .name = (text), .name##_len = sizeof(text) - 1

#define LDAP_ASKS                              \
	"\x30\x1d\x02\x01\x01\x77\x18\x80\x16" \
	"1.3.6.1.4.1.1466.20037"
#define LDAP_YES "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"
#define LDAP_YES_LONG "\x30\x84\0\0\0\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"
#define LDAP_NO "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00"
#define POSTGRES_FULL                         \
	"E\0\0\0\x44SFATAL\0VFATAL\0C53300\0" \
	"Msou massa\x1b[31m\0Fproc.c\0L334\0RInitProcess\0\0"
#define POSTGRES_ASKS "\0\0\0\x08\x04\xd2\x16\x2f"
#define MYSQL_GREETS(caps)                     \
	"\x4b\0\0\0\x0a"                       \
	"8.0.36\0"                             \
	"\x01\0\0\0"                           \
	"saltsalt\0" caps "\x21\x02\0\xff\xdf" \
	"\x15\0\0\0\0\0\0\0\0\0\0"             \
	"moresaltmoreX\0"                      \
	"caching_sha2_password\0"
#define MYSQL_ASKS                               \
	"\x20\0\0\x01\x01\x8a\0\0\0\0\0\x01\x21" \
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define XMPP_OPENS                                                   \
	"<?xml version='1.0'?><stream:stream xmlns='jabber:client' " \
	"xmlns:stream='http://etherx.jabber.org/streams' to='www.exemple.cat' version='1.0'>"
#define XMPP_STREAM                                                            \
	"<?xml version='1.0'?>\n<stream:stream from='x' id='1' version='1.0' " \
	"xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
#define XMPP_FEATURES                                                         \
	"<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>" \
	"<required/></starttls></stream:features>\n"
#define XMPP_ASKS "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
#define SIEVE_CAN                                                   \
	"\"IMPLEMENTATION\" \"OK this is no answer\"\r\n\"SIEVE\" " \
	"\"fileinto\"\r\n\"STARTTLS\"\r\n"

/* clang-format off */
static const struct exchange smtp_good[] = {
    {.say = "220 correu.exemple.cat ESMTP\r\n"},
    {.hear = "EHLO [127.0.0.1]\r\n", .say = "250-correu.exemple.cat\r\n250-SIZE 35882577\r\n250-STARTTLS\r\n250 8BITMIME\r\n"},
    {.hear = "STARTTLS\r\n", .say = "220 2.0.0 endavant\r\n"}};
static const struct exchange smtp_long_banner[] = {
    {.say = "220-correu.exemple.cat ESMTP\r\n220-No s'admet publicitat\r\n220 \r\n"},
    {.hear = "EHLO [127.0.0.1]\r\n", .say = "250-x\n250 starttls\n"},
    {.hear = "STARTTLS\r\n", .say = "220-dues\r\n220 linies\r\n"}};
static const struct exchange imap_good[] = {
    {.say = "* OK [CAPABILITY IMAP4rev1] a punt\r\n"},
    {.hear = "a1 CAPABILITY\r\n", .say = "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK fet\r\n"},
    {.hear = "a2 STARTTLS\r\n", .say = "* una altra cosa\r\na2 OK comenceu\r\n"}};
static const struct exchange pop3_good[] = {
    {.say = "+OK POP3\r\n"}, {.hear = "STLS\r\n", .say = "+OK comenceu\r\n"}};
static const struct exchange ftp_good[] = {
    {.say = "220-Benvinguts\r\n 221 no es cap codi\r\n220-\r\n220 FTP\r\n"},
    {.hear = "AUTH TLS\r\n", .say = "234 AUTH TLS\r\n"}};
static const struct exchange ldap_good[] = {{BYTES(hear, LDAP_ASKS), BYTES(say, LDAP_YES)}};
static const struct exchange ldap_long_good[] = {{BYTES(hear, LDAP_ASKS), BYTES(say, LDAP_YES_LONG)}};
static const struct exchange postgres_good[] = {{BYTES(hear, POSTGRES_ASKS), BYTES(say, "S")}};
static const struct exchange mysql_good[] = {
    {BYTES(say, MYSQL_GREETS("\xff\xff"))}, {BYTES(hear, MYSQL_ASKS)}};
static const struct exchange xmpp_good[] = {
    {.hear = XMPP_OPENS, .say = XMPP_STREAM XMPP_FEATURES},
    {.hear = XMPP_ASKS, .say = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'></proceed>"}};
static const struct exchange sieve_good[] = {
    {.say = SIEVE_CAN "OK \"a punt\"\r\n"}, {.hear = "STARTTLS\r\n", .say = "OK\r\n"}};

static const struct {
	const char *name;
	enum protocol protocol;
	const struct exchange *talk;
	size_t count;
} good[] = {
#define GOOD(name, protocol) {#name, PROTOCOL_##protocol, name, COUNT(name)}
    GOOD(smtp_good, SMTP), GOOD(smtp_long_banner, SMTP), GOOD(imap_good, IMAP),
    GOOD(pop3_good, POP3), GOOD(ftp_good, FTP), GOOD(ldap_good, LDAP), GOOD(ldap_long_good, LDAP),
    GOOD(postgres_good, POSTGRES), GOOD(mysql_good, MYSQL), GOOD(xmpp_good, XMPP),
    GOOD(sieve_good, SIEVE),
};

/* Each says what it says and then waits for the client to leave. */
static const struct {
	enum protocol protocol;
	struct exchange talk[3];
	size_t count;
	enum outcome outcome;
	const char *detail;
} bad[] = {
#define REFUSED OUTCOME_STARTTLS_REFUSED
#define AWAY OUTCOME_TURNED_AWAY
#define EHLO {.say = "220 x\r\n"}, {.hear = "EHLO [127.0.0.1]\r\n", .say = "250 STARTTLS\r\n"}
    {PROTOCOL_SMTP, {{.say = "554 no us conec\r\n"}}, 1, AWAY, "554 no us conec"},
    {PROTOCOL_SMTP, {{.say = "421-torneu\r\n421 mes tard\r\n"}}, 1, AWAY, "421 mes tard"},
    {PROTOCOL_SMTP, {{.say = "220 x\r\n"}, {.hear = "EHLO [127.0.0.1]\r\n", .say = "554 5.7.1 no\r\n"}}, 2, AWAY, "554 5.7.1 no"},
    {PROTOCOL_SMTP, {EHLO, {.hear = "STARTTLS\r\n", .say = "554 no\r\n"}}, 3, AWAY, "554 no"},
    {PROTOCOL_SMTP, {EHLO, {.hear = "STARTTLS\r\n", .say = "501 no\r\n"}}, 3, REFUSED, "501 no"},
    {PROTOCOL_SMTP, {{.say = "220 x\r\n"}, {.hear = "EHLO [127.0.0.1]\r\n", .say = "250-x\r\n250 XSTARTTLS\r\n"}}, 2, REFUSED, "not-offered"},
    {PROTOCOL_SMTP, {{.say = "220 x\r\n"}, {.hear = "EHLO [127.0.0.1]\r\n", .say = "502 que?\r\n"}}, 2, REFUSED, "502 que?"},
    {PROTOCOL_SMTP, {{.say = "220 x\r\n"}, {.hear = "EHLO [127.0.0.1]\r\n", .say = "250 STARTTLS\r\n"}, {.hear = "STARTTLS\r\n", .say = "454 ara no\x1b[31m\r\n"}}, 3, AWAY, "454 ara no<U+001B>[31m"},
    {PROTOCOL_SMTP, {{.say = "HTTP/1.1 400 Bad Request\r\n\r\n"}}, 1, OUTCOME_NOT_TLS, "HTTP/1.1 400 Bad Request"},
    {PROTOCOL_SMTP, {{.say = "220 x\r\n"}, {.hear = "EHLO [127.0.0.1]\r\n", .say = "250 STARTTLS\r\n"}, {.hear = "STARTTLS\r\n", .say = "220 va\r\n250 afegit\r\n"}}, 3, OUTCOME_NOT_TLS, "bytes before TLS"},
    {PROTOCOL_SMTP, {{.say = "220-espera"}}, 1, OUTCOME_TIMEOUT, "preamble"},
    {PROTOCOL_IMAP, {{.say = "* BYE ple\r\n"}}, 1, AWAY, "* BYE ple"},
    {PROTOCOL_IMAP, {{.say = "* OK\r\n"}, {.hear = "a1 CAPABILITY\r\n", .say = "* CAPABILITY STARTTLS\r\n* BYE ara no\r\n"}}, 2, AWAY, "* BYE ara no"},
    {PROTOCOL_IMAP, {{.say = "SSH-2.0-x\r\n"}}, 1, OUTCOME_NOT_TLS, "SSH-2.0-x"},
    {PROTOCOL_IMAP, {{.say = "* PREAUTH dins\r\n"}}, 1, REFUSED, "* PREAUTH dins"},
    {PROTOCOL_IMAP, {{.say = "* OK\r\n"}, {.hear = "a1 CAPABILITY\r\n", .say = "* CAPABILITY IMAP4rev1\r\na1 OK fet\r\n"}}, 2, REFUSED, "not-offered"},
    {PROTOCOL_IMAP, {{.say = "* OK\r\n"}, {.hear = "a1 CAPABILITY\r\n", .say = "* CAPABILITY STARTTLS\r\na1 OK fet\r\n"}, {.hear = "a2 STARTTLS\r\n", .say = "a2 BAD no\r\n"}}, 3, REFUSED, "a2 BAD no"},
    {PROTOCOL_IMAP, {{.say = "* OK\r\n"}, {.hear = "a1 CAPABILITY\r\n", .say = "* CAPABILITY STARTTLS\r\na1 OK fet\r\n"}, {.hear = "a2 STARTTLS\r\n", .say = "a2 OK va\r\na3 OK hola\r\n"}}, 3, OUTCOME_NOT_TLS, "bytes before TLS"},
    {PROTOCOL_POP3, {{.say = "+OK\r\n"}, {.hear = "STLS\r\n", .say = "-ERR no\r\n"}}, 2, REFUSED, "-ERR no"},
    {PROTOCOL_POP3, {{.say = "-ERR [SYS/TEMP] ple\r\n"}}, 1, AWAY, "-ERR [SYS/TEMP] ple"},
    {PROTOCOL_POP3, {{.say = "+OK\r\n"}, {.hear = "STLS\r\n", .say = "-ERR [SYS/TEMP] ara no\r\n"}}, 2, AWAY, "-ERR [SYS/TEMP] ara no"},
    {PROTOCOL_POP3, {{.say = "220 FTP\r\n"}}, 1, OUTCOME_NOT_TLS, "220 FTP"},
    {PROTOCOL_FTP, {{.say = "220 FTP\r\n"}, {.hear = "AUTH TLS\r\n", .say = "500 no\r\n"}}, 2, REFUSED, "500 no"},
    {PROTOCOL_FTP, {{.say = "530 no us conec\r\n"}}, 1, AWAY, "530 no us conec"},
    {PROTOCOL_FTP, {{.say = "220 FTP\r\n"}, {.hear = "AUTH TLS\r\n", .say = "530 no\r\n"}}, 2, AWAY, "530 no"},
    {PROTOCOL_FTP, {{.say = "220 FTP\r\n"}, {.hear = "AUTH TLS\r\n", .say = "431 ara no\r\n"}}, 2, AWAY, "431 ara no"},
    {PROTOCOL_LDAP, {{BYTES(hear, LDAP_ASKS), BYTES(say, LDAP_NO)}}, 1, REFUSED, "protocolError (2)"},
    {PROTOCOL_LDAP, {{BYTES(hear, LDAP_ASKS), BYTES(say, "\x30\x12\x02\x01\x01\x78\x0d\x0a\x01\x34\x04\x00\x04\x06" "ara no")}}, 1, AWAY, "unavailable (52): ara no"},
    {PROTOCOL_LDAP, {{BYTES(hear, LDAP_ASKS), BYTES(say, "\x30\x26\x02\x01\x00\x78\x21\x0a\x01\x08\x04\x00\x04\x02" "no\x8a\x16" "1.3.6.1.4.1.1466.20036")}}, 1, AWAY, "strongerAuthRequired (8): no"},
    {PROTOCOL_LDAP, {{BYTES(hear, LDAP_ASKS), BYTES(say, "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x7f\x04\x7f")}}, 1, REFUSED, "protocolError (2)"},
    {PROTOCOL_LDAP, {{BYTES(hear, LDAP_ASKS), BYTES(say, "\x30\x80x")}}, 1, OUTCOME_NOT_TLS, "0<80>x"},
    {PROTOCOL_LDAP, {{BYTES(hear, LDAP_ASKS), BYTES(say, LDAP_YES "\x30")}}, 1, OUTCOME_NOT_TLS, "bytes before TLS"},
    {PROTOCOL_POSTGRES, {{BYTES(hear, POSTGRES_ASKS), BYTES(say, "N")}}, 1, REFUSED, "not-offered"},
    {PROTOCOL_POSTGRES, {{BYTES(hear, POSTGRES_ASKS), BYTES(say, "Eno\n\0")}}, 1, AWAY, "no"},
    {PROTOCOL_POSTGRES, {{BYTES(hear, POSTGRES_ASKS), BYTES(say, POSTGRES_FULL)}}, 1, AWAY, "FATAL 53300: sou massa<U+001B>[31m"},
    {PROTOCOL_POSTGRES, {{BYTES(hear, POSTGRES_ASKS), BYTES(say, "E\0\0\0\x1aSFATAL\0C0A000\0Mantic\0\0")}}, 1, REFUSED, "FATAL 0A000: antic"},
    {PROTOCOL_POSTGRES, {{BYTES(hear, POSTGRES_ASKS), BYTES(say, "EFATAL:  unsupported frontend protocol 1234.5679: server supports 1.0 to 3.0\n\0")}}, 1, REFUSED, "FATAL:  unsupported frontend protocol 1234.5679: server supports 1.0 to 3.0"},
    {PROTOCOL_POSTGRES, {{BYTES(hear, POSTGRES_ASKS), BYTES(say, "E\0\0\0\x05S")}}, 1, OUTCOME_NOT_TLS, "E<U+0000><U+0000><U+0000><U+0005>S"},
    {PROTOCOL_POSTGRES, {{BYTES(hear, POSTGRES_ASKS), BYTES(say, "E\0\0\0\x05")}}, 1, OUTCOME_TIMEOUT, "preamble"},
    {PROTOCOL_POSTGRES, {{BYTES(hear, POSTGRES_ASKS), BYTES(say, "HTTP/1.1 400 que\r\n")}}, 1, OUTCOME_NOT_TLS, "HTTP/1.1 400 que<U+000D><U+000A>"},
    {PROTOCOL_POSTGRES, {{BYTES(hear, POSTGRES_ASKS), BYTES(say, "SX")}}, 1, OUTCOME_NOT_TLS, "bytes before TLS"},
    {PROTOCOL_MYSQL, {{BYTES(say, MYSQL_GREETS("\xff\xf7"))}}, 1, REFUSED, "not-offered"},
    {PROTOCOL_MYSQL, {{BYTES(say, "\x10\0\0\0\xff\x69\x04" "Host blocked!")}}, 1, AWAY, "1129: Host blocked!"},
    {PROTOCOL_MYSQL, {{BYTES(say, "\x10\0\0\0\xff\x6a\x04" "Host not here")}}, 1, AWAY, "1130: Host not here"},
    {PROTOCOL_MYSQL, {{BYTES(say, "\x02\0\0\0\xff\x6a")}}, 1, OUTCOME_NOT_TLS, "<U+0002><U+0000><U+0000><U+0000><FF>j"},
    {PROTOCOL_MYSQL, {{.say = "220 SMTP\r\n"}}, 1, OUTCOME_NOT_TLS, "220 SMTP<U+000D><U+000A>"},
    {PROTOCOL_XMPP, {{.hear = XMPP_OPENS, .say = XMPP_STREAM "<stream:features><mechanisms/></stream:features>"}}, 1, REFUSED, "not-offered"},
    {PROTOCOL_XMPP, {{.hear = XMPP_OPENS, .say = XMPP_STREAM "<stream:error><host-unknown/></stream:error>"}}, 1, AWAY, "<stream:error><host-unknown/></stream:error>"},
    {PROTOCOL_XMPP, {{.hear = XMPP_OPENS, .say = XMPP_STREAM XMPP_FEATURES}, {.hear = XMPP_ASKS, .say = "<failure/></stream:stream>"}}, 2, REFUSED, "<failure/></stream:stream>"},
    {PROTOCOL_XMPP, {{.hear = XMPP_OPENS, .say = XMPP_STREAM XMPP_FEATURES}, {.hear = XMPP_ASKS, .say = "<proceed/><a/>"}}, 2, OUTCOME_NOT_TLS, "bytes before TLS"},
    {PROTOCOL_SIEVE, {{.say = "\"SIEVE\" \"fileinto\"\r\nOK\r\n"}}, 1, REFUSED, "not-offered"},
    {PROTOCOL_SIEVE, {{.say = SIEVE_CAN "OK\r\n"}, {.hear = "STARTTLS\r\n", .say = "NO \"no\"\r\n"}}, 2, REFUSED, "NO \"no\""},
    {PROTOCOL_SIEVE, {{.say = "BYE \"ple\"\r\n"}}, 1, AWAY, "BYE \"ple\""},
    {PROTOCOL_SIEVE, {{.say = SIEVE_CAN "OK\r\n"}, {.hear = "STARTTLS\r\n", .say = "NO (TRYLATER) \"no\"\r\n"}}, 2, AWAY, "NO (TRYLATER) \"no\""},
    {PROTOCOL_SIEVE, {{.say = "+OK POP3\r\n"}}, 1, OUTCOME_NOT_TLS, "+OK POP3"},
};
/* clang-format on */

static struct probe_request
request(enum protocol protocol, int port)
{
	return (struct probe_request){.probe_id = 7,
	    .host = "127.0.0.1",
	    .port = port,
	    .sni = "www.exemple.cat",
	    .protocol = protocol,
	    .deadline_ms = LONG_MS};
}

/* ---- servers that play along ---- */

static void
shows_its_certificate(size_t i, bool drips)
{
	struct server s = {
	    .leaf = &world.leaf, .talk = good[i].talk, .talk_count = good[i].count, .drips = drips};
	struct probe_request r;
	const struct seen *seen;

	server_start(&s);
	r = request(good[i].protocol, s.port);
	seen = probe_as(&r);
	server_stop(&s);
	if (seen->result.ending.outcome != OUTCOME_OK)
		fail_msg("%s: %s %s", good[i].name, outcome_text(seen->result.ending.outcome),
		    seen->result.ending.detail);
	assert_false(s.misheard);
	assert_leaf(seen, 0, &world.leaf);
	assert_string_equal(s.sni, "www.exemple.cat");
}

static void
every_protocol_leads_to_the_certificate(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		shows_its_certificate(i, false);
}

static void
answers_may_come_byte_by_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		shows_its_certificate(i, true);
}

/* A dialogue fed by hand: nothing but the very last byte ends it. */
static void
no_part_of_an_answer_is_taken_for_it(void **state)
{
	struct target target;

	(void)state;
	assert_null(target_set(&target, "127.0.0.1", 443, "www.exemple.cat"));
	for (size_t i = 0; i < COUNT(good); i++) {
		struct dialogue *d = dialogue_new(good[i].protocol, &target, NULL);
		enum dialogue_state at = DIALOGUE_MORE;
		struct ending ending = {0};
		size_t bytes = 0, last = 0;

		for (size_t x = 0; x < good[i].count; x++)
			bytes += text_len(good[i].talk[x].say, good[i].talk[x].say_len);
		dialogue_receive(d, NULL, 0, &ending);
		for (size_t x = 0; x < good[i].count; x++) {
			const struct exchange *talk = &good[i].talk[x];

			for (size_t k = 0; k < text_len(talk->say, talk->say_len); k++) {
				assert_int_equal(at, DIALOGUE_MORE);
				at = dialogue_receive(d, talk->say + k, 1, &ending);
				last++;
			}
		}
		assert_int_equal(at, DIALOGUE_DONE);
		assert_int_equal(last, bytes);
		dialogue_free(d);
	}
	target_release(&target);
}

static void
every_protocol_has_a_dialogue_that_was_tried(void **state)
{
	struct target target;

	(void)state;
	assert_null(target_set(&target, "127.0.0.1", 443, NULL));
	assert_null(dialogue_new(PROTOCOL_TLS, &target, NULL));
	for (int p = PROTOCOL_TLS + 1; p < PROTOCOL_COUNT; p++) {
		bool tried = false, refused = false;

		for (size_t i = 0; i < COUNT(good); i++)
			tried |= (int)good[i].protocol == p;
		for (size_t i = 0; i < COUNT(bad); i++)
			refused |= (int)bad[i].protocol == p;
		if (!tried || !refused)
			fail_msg("%s was not tried", protocol_text((enum protocol)p));
	}
	target_release(&target);
}

/* ---- servers that do not ---- */

static void
refusals_are_told_apart_in_the_servers_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct server s = {
		    .act = ACT_SILENT, .talk = bad[i].talk, .talk_count = bad[i].count};
		struct probe_request r;
		const struct seen *seen;

		server_start(&s);
		r = request(bad[i].protocol, s.port);
		r.deadline_ms = bad[i].outcome == OUTCOME_TIMEOUT ? SHORT_MS : LONG_MS;
		seen = probe_as(&r);
		server_stop(&s);
		if (seen->result.ending.outcome != bad[i].outcome ||
		    strcmp(seen->result.ending.detail, bad[i].detail) != 0)
			fail_msg("case %zu, %s: %s '%s'", i, protocol_text(bad[i].protocol),
			    outcome_text(seen->result.ending.outcome), seen->result.ending.detail);
		assert_false(s.misheard);
		assert_int_equal(seen->addresses[0].chain_count, 0);
	}
}

static void
endless_banner_is_too_much_data(void **state)
{
	static const char *const begins[] = {"220-x\r\n", "* ", "+OK", "220-",
	    "\x30\x83\xff\xff\xff", "E\0\xff\xff\xff", "\xff\xff\xff\0\x0a", "<", "\"x"};

	(void)state;
	for (int p = PROTOCOL_TLS + 1; p < PROTOCOL_COUNT; p++) {
		const char *bytes = begins[p - 1];
		struct server s = {.act = ACT_FLOOD,
		    .bytes = bytes,
		    .len = p == PROTOCOL_MYSQL || p == PROTOCOL_POSTGRES ? 5 : strlen(bytes)};
		struct probe_request r;
		const struct seen *seen;

		server_start(&s);
		r = request((enum protocol)p, s.port);
		seen = probe_as(&r);
		server_stop(&s);
		assert_ending(seen, OUTCOME_TOO_MUCH_DATA, "preamble");
	}
}

static void
server_that_leaves_before_tls_is_reset(void **state)
{
	static const struct exchange banner[] = {
	    {.say = "220 x\r\n"}, {.hear = "EHLO [127.0.0.1]\r\n"}};
	struct server s = {.act = ACT_CLOSE, .talk = banner, .talk_count = COUNT(banner)};
	struct probe_request r;

	(void)state;
	server_start(&s);
	r = request(PROTOCOL_SMTP, s.port);
	assert_ending(probe_as(&r), OUTCOME_RESET, "closed");
	server_stop(&s);
}

/* What comes a moment after "go on" meets OpenSSL: no TLS either. */
static void
words_after_go_on_are_not_tls(void **state)
{
	static const struct exchange talk[] = {{.say = "+OK\r\n"},
	    {.hear = "STLS\r\n", .say = "+OK\r\n"},
	    {.hear = "\x16", .say = "+OK i encara mes\r\n"}};
	struct server s = {.act = ACT_SILENT, .talk = talk, .talk_count = COUNT(talk)};
	struct probe_request r;

	(void)state;
	server_start(&s);
	r = request(PROTOCOL_POP3, s.port);
	assert_ending(probe_as(&r), OUTCOME_NOT_TLS, "POP3");
	server_stop(&s);
}

/* ---- proxies ---- */

#define CONNECT(host) "CONNECT " host " HTTP/1.1\r\nHost: " host "\r\n\r\n"
#define SOCKS_HELLO                                                 \
	{                                                           \
		BYTES(hear, "\x05\x01\x00"), BYTES(say, "\x05\x00") \
	}
#define SOCKS_NAME "\x05\x01\x00\x03\x0fwww.exemple.cat\x01\xbb"
#define SOCKS_YES "\x05\x00\x00\x01\x0a\0\0\x01\x1f\x90"

/* The proxy and the host behind it are one server here: after its yes it is the host. */
static const struct seen *
probe_through(const struct exchange *talk, size_t count, const char *scheme, const char *host,
    enum protocol protocol, enum act act)
{
	struct server s = {.act = act, .leaf = &world.leaf, .talk = talk, .talk_count = count};
	char *proxy;
	struct probe_request r;
	const struct seen *seen;

	server_start(&s);
	proxy = mem_printf("%s://127.0.0.1:%d", scheme, s.port);
	r = request(protocol, 443);
	r.host = host;
	r.sni = NULL;
	r.proxy = proxy;
	seen = probe_as(&r);
	server_stop(&s);
	free(proxy);
	assert_false(s.misheard);
	assert_int_equal(s.connections, 1);
	return seen;
}

static void
proxies_lead_to_hosts_that_only_they_can_resolve(void **state)
{
	static const struct exchange http[] = {{.hear = CONNECT("www.exemple.cat:443"),
	    .say = "HTTP/1.1 200 D'acord\r\nVia: x\r\n\r\n"}};
	static const struct exchange six[] = {
	    {.hear = CONNECT("[2001:db8::1]:443"), .say = "HTTP/1.0 200\r\n\r\n"}};
	static const struct exchange socks[] = {
	    SOCKS_HELLO, {BYTES(hear, SOCKS_NAME), BYTES(say, SOCKS_YES)}};
	static const struct exchange socks_address[] = {
	    SOCKS_HELLO, {BYTES(hear, "\x05\x01\x00\x01\xc0\0\x02\x07\x01\xbb"),
			     BYTES(say, "\x05\x00\x00\x03\x03"
					"abc\x1f\x90")}};
	const struct seen *seen;

	(void)state;
	seen = probe_through(http, 1, "http", "www.exemple.cat", PROTOCOL_TLS, ACT_TLS);
	assert_ending(seen, OUTCOME_OK, "");
	assert_leaf(seen, 0, &world.leaf);
	assert_string_equal(seen->addresses[0].address, "127.0.0.1");
	assert_int_equal(seen->addresses[0].verdict.problems, 0);
	seen = probe_through(six, 1, "HTTP", "2001:db8::1", PROTOCOL_TLS, ACT_TLS);
	assert_ending(seen, OUTCOME_OK, "");
	assert_int_equal(seen->addresses[0].verdict.problems, BIT(NAME_MISMATCH));
	assert_ending(probe_through(socks, 2, "socks5", "www.exemple.cat", PROTOCOL_TLS, ACT_TLS),
	    OUTCOME_OK, "");
	assert_ending(probe_through(socks_address, 2, "socks5", "192.0.2.7", PROTOCOL_TLS, ACT_TLS),
	    OUTCOME_OK, "");
}

/* The host's banner may come in one piece with the proxy's yes. */
static void
starttls_goes_on_behind_a_proxy(void **state)
{
	static const struct exchange talk[] = {
	    {.hear = CONNECT("www.exemple.cat:443"), .say = "HTTP/1.1 200 x\r\n\r\n+OK POP3\r\n"},
	    {.hear = "STLS\r\n", .say = "+OK\r\n"}};

	(void)state;
	assert_ending(probe_through(talk, 2, "http", "www.exemple.cat", PROTOCOL_POP3, ACT_TLS),
	    OUTCOME_OK, "");
}

static void
proxy_that_refuses_is_not_the_host(void **state)
{
	static const struct exchange forbidden[] = {
	    {.hear = CONNECT("www.exemple.cat:443"), .say = "HTTP/1.1 403 Prohibit\r\n\r\n<html>"}};
	static const struct exchange no_method[] = {
	    {BYTES(hear, "\x05\x01\x00"), BYTES(say, "\x05\xff")}};
	static const struct exchange not_allowed[] = {
	    SOCKS_HELLO, {BYTES(hear, SOCKS_NAME), BYTES(say, "\x05\x02\x00\x01\0\0\0\0\0\0")}};
	static const struct exchange leaves[] = {{.hear = CONNECT("www.exemple.cat:443")}};
	static const struct exchange tls_bytes[] = {
	    {.hear = CONNECT("www.exemple.cat:443"), .say = "HTTP/1.1 200 x\r\n\r\nmes"}};

	(void)state;
	assert_ending(
	    probe_through(forbidden, 1, "http", "www.exemple.cat", PROTOCOL_TLS, ACT_SILENT),
	    OUTCOME_PROXY_REFUSED, "HTTP/1.1 403 Prohibit");
	assert_ending(
	    probe_through(no_method, 1, "socks5", "www.exemple.cat", PROTOCOL_TLS, ACT_SILENT),
	    OUTCOME_PROXY_REFUSED, "authentication required");
	assert_ending(
	    probe_through(not_allowed, 2, "socks5", "www.exemple.cat", PROTOCOL_TLS, ACT_SILENT),
	    OUTCOME_PROXY_REFUSED, "not allowed");
	assert_ending(probe_through(leaves, 1, "http", "www.exemple.cat", PROTOCOL_TLS, ACT_CLOSE),
	    OUTCOME_PROXY_REFUSED, "reset");
	assert_ending(
	    probe_through(tls_bytes, 1, "http", "www.exemple.cat", PROTOCOL_TLS, ACT_SILENT),
	    OUTCOME_NOT_TLS, "bytes before TLS");
}

static void
proxy_that_is_not_there_is_not_the_host(void **state)
{
	static const char *const none[] = {"ftp://127.0.0.1:1", "http://127.0.0.1", "http://:1",
	    "http://127.0.0.1:0", "http://127.0.0.1:99999", "http://a b:1", ""};
	int port = 0, fd = server_bind("127.0.0.1", &port, SOCK_STREAM);
	char *proxy = mem_printf("http://127.0.0.1:%d/", port);
	struct probe_request r = request(PROTOCOL_TLS, 443);

	(void)state;
	r.proxy = proxy;
	assert_ending(probe_as(&r), OUTCOME_PROXY_REFUSED, "refused");
	for (size_t i = 0; i < COUNT(none); i++) {
		r.proxy = none[i];
		assert_ending(probe_as(&r), OUTCOME_PROXY_REFUSED, "bad-proxy");
	}
	close(fd);
	free(proxy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ENGINE_TEST(every_protocol_leads_to_the_certificate),
	    ENGINE_TEST(answers_may_come_byte_by_byte),
	    cmocka_unit_test(no_part_of_an_answer_is_taken_for_it),
	    cmocka_unit_test(every_protocol_has_a_dialogue_that_was_tried),
	    ENGINE_TEST(refusals_are_told_apart_in_the_servers_words),
	    ENGINE_TEST(endless_banner_is_too_much_data),
	    ENGINE_TEST(server_that_leaves_before_tls_is_reset),
	    ENGINE_TEST(words_after_go_on_are_not_tls),
	    ENGINE_TEST(proxies_lead_to_hosts_that_only_they_can_resolve),
	    ENGINE_TEST(starttls_goes_on_behind_a_proxy),
	    ENGINE_TEST(proxy_that_refuses_is_not_the_host),
	    ENGINE_TEST(proxy_that_is_not_there_is_not_the_host),
	};

	return cmocka_run_group_tests_name("probe dialogue", tests, world_make, world_end);
}
