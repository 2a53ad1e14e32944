/* rooms: probe pki wire base */
/* Every dialogue before TLS with a server, or a proxy, that says anything at all, in pieces: it
 * waits, is done or has failed with a clean reason, within its bound. And every shape of an
 * answer, on memory that ends where the answer does (the buffer of a dialogue has room behind it,
 * where a step too far would go unseen). Bytes: protocol, proxy and kind of target, the size of a
 * piece, what the other side says. */
#include "base/text.h"
#include "fuzz.h"
#include "probe/dialogue.h"
#include "probe/reply.h"

enum { TARGETS = 3, PROXIES = 3 };

static struct target targets[TARGETS];
static struct proxy proxies[PROXIES];

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char *const hosts[TARGETS] = {"mail.exemple.cat", "192.0.2.1", "2001:db8::1"};

	(void)argc;
	(void)argv;
	for (int i = 0; i < TARGETS; i++)
		must(target_set(&targets[i], hosts[i], 25, NULL) == NULL);
	must(proxy_parse(&proxies[1], "http://127.0.0.1:3128"));
	must(proxy_parse(&proxies[2], "socks5://127.0.0.1:1080"));
	return 0;
}

static void
must_have_failed(const struct ending *e)
{
	char *again = text_cleaned(e->detail, 0);

	must(e->outcome == OUTCOME_STARTTLS_REFUSED || e->outcome == OUTCOME_TURNED_AWAY ||
	     e->outcome == OUTCOME_PROXY_REFUSED || e->outcome == OUTCOME_NOT_TLS ||
	     e->outcome == OUTCOME_TOO_MUCH_DATA);
	must(strcmp(e->detail, again) == 0);
	free(again);
}

static void
send_all(struct dialogue *d)
{
	size_t len;

	dialogue_unsent(d, &len);
	must(len <= 4096);
	dialogue_sent(d, len);
}

static void
speak(struct dialogue *d, uint8_t chunk, const uint8_t *data, size_t size)
{
	struct ending e = {0};
	enum dialogue_state state = dialogue_receive(d, "", 0, &e);
	size_t heard = 0, n;

	for (; state == DIALOGUE_MORE && heard < size; heard += n) {
		send_all(d);
		n = piece(chunk, size - heard);
		state = dialogue_receive(d, (const char *)data + heard, n, &e);
	}
	must(heard <= PREAMBLE_MAX_BYTES || state != DIALOGUE_MORE);
	if (state == DIALOGUE_FAILED)
		must_have_failed(&e);
	else
		send_all(d);
	must(state != DIALOGUE_DONE || !dialogue_with_proxy(d));
}

static void
read_answers(const uint8_t *data, size_t size)
{
	static const struct step steps[] = {
	    {.reply = reply_line, .good = "+OK"},
	    {.reply = reply_code, .good = "250", .offers = "STARTTLS"},
	    {.reply = reply_tagged, .good = "a1 OK", .tag = "a1 ", .offers = "STARTTLS"},
	    {.reply = reply_sieve, .good = "OK", .offers = "STARTTLS"},
	    {.reply = reply_xml, .good = "<stream:features", .offers = "<starttls"},
	    {.reply = reply_xml, .good = "<proceed"},
	    {.reply = reply_ldap},
	    {.reply = reply_postgres},
	    {.reply = reply_mysql},
	    {.reply = reply_http},
	    {.reply = reply_socks_method},
	    {.reply = reply_socks},
	};
	char *exact = malloc(size ? size : 1);

	must(exact != NULL);
	memcpy(exact, data, size);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct reading r = {.in = exact, .len = size};
		enum reply_state heard = steps[i].reply(&steps[i], &r);

		must(heard == REPLY_MORE || r.used <= size);
		must(heard != REPLY_GOOD || r.used > 0);
	}
	free(exact);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t protocol = take_byte(&data, &size) % PROTOCOL_COUNT, way = take_byte(&data, &size);
	uint8_t chunk = take_byte(&data, &size);
	struct dialogue *d = dialogue_new(
	    (enum protocol)protocol, &targets[way / PROXIES % TARGETS], &proxies[way % PROXIES]);

	read_answers(data, size);
	if (d)
		speak(d, chunk, data, size);
	dialogue_free(d);
	return 0;
}
