/* The words for what the machine names by an enum (base/terms.h): urgencies, kinds, outcomes, problems. A table
 * for each, as long as its enum: a short word for a list, and a sentence that says what is wrong and what to do.
 *
 * Where a monitor's certificate is in a file, no host has a part in it: some sentences have another form then
 * (of_files). Whom to ask for what stands in asks.c. */
#include "words/words.h"

#include "base/members.h"

static const struct {
	const char *letter, *word;
} urgencies[] = {
    [URGENCY_EXPIRED] = {"X", N_("expired")},
    [URGENCY_CRITICAL] = {"!", N_("critical")},
    [URGENCY_LATE] = {"U", N_("late")},
    [URGENCY_DUE] = {"C", N_("due")},
    [URGENCY_SOON] = {"A", N_("soon")},
    [URGENCY_OK] = {"·", N_("ok")},
    [URGENCY_UNKNOWN] = {"?", N_("unknown")},
};

static const char *const kinds[] = {
    [KIND_SERVER] = N_("server"),
    [KIND_DEVICE] = N_("device"),
    [KIND_AUTOMATIC] = N_("automatic"),
    [KIND_OTHER] = N_("other"),
};

static const struct {
	const char *word, *sentence;
} outcomes[] = {
    [OUTCOME_NONE] = {N_("not probed yet"), N_("It has not been probed yet.")},
    [OUTCOME_OK] = {N_("answered"), N_("It answered, and its certificate was read.")},
    [OUTCOME_DNS_FAILURE] = {N_("DNS failure"),
	N_("The DNS gave no address for the name: check how it is spelled, and whether it is still "
	   "in use.")},
    [OUTCOME_REFUSED] = {N_("refused"),
	N_("Nothing listens on that port: check the port, and whether the service is running.")},
    [OUTCOME_UNREACHABLE] = {N_("unreachable"),
	N_("The network has no way to the address: check routes and firewalls from this machine.")},
    [OUTCOME_TIMEOUT] = {N_("timeout"), N_("There was no answer in time: a firewall may drop the "
					   "traffic, or the host may be down.")},
    [OUTCOME_RESET] = {N_("connection cut"), N_("The connection was cut before the certificate "
						"came: a firewall or a balancer may do that.")},
    [OUTCOME_TLS_ALERT] = {N_("TLS alert"), N_("The host refused the TLS negotiation: check the "
					       "SNI, and which protocol versions it accepts.")},
    [OUTCOME_TOO_OLD] = {N_("old protocol"),
	N_("The host accepts no TLS from 1.0 to 1.3: it is an old one, of SSL 3.0 or before, and "
	   "its certificate cannot be read.")},
    [OUTCOME_NOT_TLS] = {N_("not TLS"),
	N_("What answers on that port does not speak TLS: check the port.")},
    [OUTCOME_STARTTLS_REFUSED] = {N_("STARTTLS refused"),
	N_("The server does not offer TLS on that port: check its configuration.")},
    [OUTCOME_TURNED_AWAY] = {N_("turned us away"),
	N_("The server turned this client away before TLS began, perhaps only for now: it may be "
	   "busy, or not admit this machine.")},
    [OUTCOME_PROXY_REFUSED] = {N_("proxy refused"),
	N_("The proxy did not let the connection through: ask for the destination to be allowed.")},
    [OUTCOME_TOO_MUCH_DATA] = {N_("too much data"),
	N_("The host sent more than any chain of certificates needs, and was left.")},
    [OUTCOME_NOT_CHECKED] = {N_("not checked"),
	N_("This machine has no route for that kind of address; it does not count.")},
    [OUTCOME_CRASHED] = {N_("probe crashed"),
	N_("The probe ended badly on what the host sent: tell whoever maintains Caduca, with the "
	   "name of the host.")},
};

static const struct {
	const char *word, *sentence;
} problems[] = {
    [PROBLEM_EXPIRED] = {N_("expired"),
	N_("The certificate has expired: clients refuse it. Renew it now.")},
    [PROBLEM_NOT_YET_VALID] = {N_("not yet valid"),
	N_("The certificate is not valid yet: put the previous one back, or check the clock of "
	   "whoever issued it.")},
    [PROBLEM_NAME_MISMATCH] = {N_("other name"),
	N_("The certificate is not for this name: check which one is installed, or ask for one "
	   "with this name.")},
    [PROBLEM_UNTRUSTED] = {N_("untrusted"), N_("No trusted authority issued it: if it is one of "
					       "yours, add its certificate to the folder of CAs.")},
    [PROBLEM_SELF_SIGNED] = {N_("self-signed"),
	N_("The certificate is signed by itself: it is no use outside of tests.")},
    [PROBLEM_INCOMPLETE_CHAIN] = {N_("incomplete chain"),
	N_("The host does not send the intermediate certificate: install the whole chain; some "
	   "clients fail.")},
    [PROBLEM_WRONG_ORDER] = {N_("chain in disorder"),
	N_("The host sends its chain in the wrong order: put the certificate first, then who "
	   "issued it.")},
    [PROBLEM_CHAIN_EXPIRES_FIRST] = {N_("chain ends first"),
	N_("A certificate of the chain expires before the host's own: install the new "
	   "intermediate.")},
    [PROBLEM_WEAK_KEY] = {N_("weak key"),
	N_("The key is too short for today: renew with a new key.")},
    [PROBLEM_WEAK_SIGNATURE] = {N_("weak signature"),
	N_("The signature uses an algorithm that can be forged: renew the certificate.")},
    [PROBLEM_OLD_PROTOCOL] = {N_("old protocol"),
	N_("The host speaks no TLS newer than 1.1: enable TLS 1.2 or 1.3.")},
    [PROBLEM_CLIENT_CERTIFICATE_REQUIRED] = {N_("wants client cert"),
	N_("The host asks its clients for a certificate; its own was read all the same.")},
    [PROBLEM_ADDRESSES_DIFFER] = {N_("addresses differ"),
	N_("Not every address serves the same certificate: a node was left out of the last "
	   "renewal.")},
    [PROBLEM_STALE] = {N_("stale"),
	N_("It has not been seen for twice its interval: what is shown may no longer be true.")},
    [PROBLEM_PROCEDURE_DOES_NOT_FIT] = {N_("does not fit"),
	N_("The procedure takes longer than a third of the certificate's life: it needs a shorter "
	   "way.")},
    [PROBLEM_BAD_LIFETIME] = {N_("bad dates"),
	N_("The certificate's dates make no sense: it ends before it begins, or cannot be read.")},
    [PROBLEM_WRONG_PURPOSE] = {N_("wrong purpose"),
	N_("An authority known here issued it, but not for servers: it, or one above it, is "
	   "limited to other uses.")},
    [PROBLEM_PATH_TOO_LONG] = {N_("chain too long"),
	N_("An authority known here issued it, but by way of more intermediates than one of them "
	   "allows (path length).")},
    [PROBLEM_NAME_CONSTRAINT] = {N_("name not allowed"),
	N_("An authority known here issued it, but one of the chain may not issue for these names "
	   "(name constraints).")},
    [PROBLEM_ISSUER_NOT_CA] = {N_("issuer is no CA"),
	N_("What signed it is no authority: its own certificate lacks the CA bit, or may not sign "
	   "certificates.")},
    [PROBLEM_CRITICAL_EXTENSION] = {N_("unknown extension"),
	N_("It, or one above it, has a critical extension that clients do not know: they have to "
	   "refuse it.")},
    [PROBLEM_BAD_SIGNATURE] = {N_("bad signature"),
	N_("It names an authority known here, but its signature, or one above it, does not verify: "
	   "it is damaged or forged.")},
    [PROBLEM_INVALID_PATH] = {N_("chain refused"),
	N_("An authority known here issued it, but OpenSSL does not accept the chain from one to "
	   "the other.")},
    [PROBLEM_NO_SAN] = {N_("no SAN"), N_("The certificate names it in the CN alone, with no "
					 "subjectAltName: clients ignore the CN, and refuse it.")},
    [PROBLEM_DSA_KEY] = {N_("DSA key"), N_("The key is DSA: TLS 1.3 and browsers do without it, "
					   "and refuse it. Renew with an RSA or EC key.")},
    [PROBLEM_NO_SERVER_AUTH] = {N_("purpose not said"),
	N_("The certificate does not say that it is for servers (extended key usage serverAuth): "
	   "most clients accept it, some do not.")},
    [PROBLEM_UNEXPECTED_CHANGE] = {N_("unexpected change"),
	N_("Another certificate took its place, and no renewal of ours is behind it: find out who "
	   "changed it, then acknowledge it.")},
    [PROBLEM_RENEWED_ELSEWHERE] = {N_("renewed by others"),
	N_("Somebody else renewed it, with the same issuer and for the same names: see whether a "
	   "renewal of ours is still needed, then acknowledge it.")},
    [PROBLEM_REVOKED] = {N_("revoked"), N_("Its CA has revoked it, says the signed answer (OCSP) "
					   "that comes with it: clients refuse "
					   "it. Renew it now, with a new key.")},
    [PROBLEM_STAPLE_MISSING] = {N_("staple missing"),
	N_("The certificate asks for a stapled OCSP answer (must-staple), and no valid one comes "
	   "with "
	   "it: some clients refuse it.")},
    [PROBLEM_STAPLE_NOT_VERIFIED] = {N_("staple not valid"),
	N_("The stapled OCSP answer is outdated, of another certificate or not signed by its CA: "
	   "it was "
	   "ignored.")},
    [PROBLEM_DECLARED_DIFFERS] = {N_("other date"),
	N_("It ends on another day than the list says: the list is out of date, or another "
	   "certificate is meant.")},
    [PROBLEM_DECLARED_ISSUER_DIFFERS] = {N_("other CA"),
	N_("Another CA issued it than the list says: the list is out of date, or somebody else "
	   "had it issued.")},
    [PROBLEM_HOSTS_NOT_SAID] = {N_("hosts missing"),
	N_("It is a wildcard, and no watched host serves it: nobody sees whether it is renewed. "
	   "Add the hosts that do.")},
    [PROBLEM_DECLARED_ONLY] = {N_("only declared"),
	N_("Its date is declared and was never checked: no probe has seen its certificate. It is "
	   "as urgent as that date says, and never counts as ok.")},
};

/* The same of a certificate in a file, where a host has no part in it; NULL: as above. */
static const char *const of_files[PROBLEM_COUNT] = {
    [PROBLEM_HOSTS_NOT_SAID] =
	N_("It is a wildcard: add what serves it, so that its renewal is seen."),
    [PROBLEM_EXPIRED] = N_("The certificate has expired: clients refuse it. It has to be renewed."),
    [PROBLEM_NOT_YET_VALID] =
	N_("The certificate is not valid yet: install it from its first day on."),
    [PROBLEM_NAME_MISMATCH] =
	N_("The certificate is not for this name: ask for one with this name."),
    [PROBLEM_INCOMPLETE_CHAIN] = N_("The intermediate certificate is not in the file: add it "
				    "before it is installed; some clients fail."),
    [PROBLEM_WRONG_ORDER] = N_("The chain stands in the wrong order in the file: put the "
			       "certificate first, then who issued it."),
    [PROBLEM_CHAIN_EXPIRES_FIRST] = N_("A certificate of the chain expires before the one that it "
				       "is for: ask the CA for its new intermediate."),
    [PROBLEM_WRONG_PURPOSE] = N_("An authority known here issued it, but not for the use that it "
				 "says: it, or one above it, is limited to other uses."),
};

_Static_assert(sizeof(urgencies) / sizeof(*urgencies) == URGENCY_COUNT, "a word for each urgency");
_Static_assert(sizeof(kinds) / sizeof(*kinds) == KIND_COUNT, "a word for each kind");
_Static_assert(sizeof(outcomes) / sizeof(*outcomes) == OUTCOME_COUNT, "words for each outcome");
_Static_assert(sizeof(problems) / sizeof(*problems) == PROBLEM_COUNT, "words for each problem");

/* A value that this program does not know comes from a newer backend. */
#define WORD_OF(table, count, value, member) \
	((unsigned)(value) < (count) ? _(table[value].member) : "?")

const char *
words_urgency(enum urgency u)
{
	return WORD_OF(urgencies, URGENCY_COUNT, u, word);
}

const char *
words_urgency_letter(enum urgency u)
{
	return (unsigned)u < URGENCY_COUNT ? urgencies[u].letter : "?";
}

const char *
words_kind(enum kind k)
{
	return (unsigned)k < KIND_COUNT ? _(kinds[k]) : "?";
}

const char *
words_where(enum monitor_type type)
{
	static const char *const words[] = {
	    [MONITOR_ENDPOINT] = N_("on a host"),
	    [MONITOR_FILE] = N_("in a file"),
	    [MONITOR_PLANNED] = N_("planned"),
	};

	return (unsigned)type < MONITOR_TYPE_COUNT ? _(words[type]) : "?";
}

const char *
words_outcome(enum outcome o)
{
	return WORD_OF(outcomes, OUTCOME_COUNT, o, word);
}

const char *
words_outcome_of(enum monitor_type type, enum outcome o)
{
	if (o != OUTCOME_NONE)
		return words_outcome(o);
	return type == MONITOR_FILE      ? _("no certificate yet")
	       : type == MONITOR_PLANNED ? _("planned")
					 : words_outcome(o);
}

const char *
words_problem_of(enum monitor_type type, enum problem p)
{
	bool of_file = type == MONITOR_FILE && (unsigned)p < PROBLEM_COUNT && of_files[p];

	return of_file ? _(of_files[p]) : words_problem(p);
}

/* Where it is known how far it came (probe/connection.c): what accepts a connection is up, and no
 * firewall is in the way. */
static const struct {
	enum outcome outcome;
	const char *detail, *sentence;
} closer[] = {
    {OUTCOME_TIMEOUT, "preamble",
	N_("The host accepts the connection and then does not say, or not in time, what comes "
	   "before TLS (STARTTLS): the service may hang, or speak another protocol there.")},
    {OUTCOME_TIMEOUT, "handshake",
	N_("The host accepts the connection and then does not finish the TLS negotiation: the "
	   "service may hang or be overloaded, or it expects another protocol there.")},
};

/* What the resolver and the connection say of where they stopped (probe/resolver.c, connection.c, tls.c). */
static const struct {
	const char *code, *words;
} details[] = {
    {"not-found", N_("DNS says there is no such name")},
    {"no-address", N_("the name has no address")},
    {"timeout", N_("DNS did not answer in time")},
    {"server-failure", N_("the DNS server failed")},
    {"refused", N_("the DNS server refused to answer")},
    {"no-server", N_("no DNS server answers")},
    {"bad-name", N_("it is not a valid name")},
    {"bad-answer", N_("the answer of DNS makes no sense")},
    {"failed", N_("the look-up failed")},
    {"connect", N_("while connecting")},
    {"preamble", N_("before TLS began")},
    {"handshake", N_("while negotiating TLS")},
    {"closed", N_("it closed the connection")},
    {"not-offered", N_("it does not offer STARTTLS")},
    {"bad-proxy", N_("no such proxy in the settings")},
};

const char *
words_detail(enum outcome o, const char *detail)
{
	int before = o == OUTCOME_PROXY_REFUSED ? outcome_from(detail) : -1;

	if (before >= 0)
		return words_outcome((enum outcome)before);
	for (size_t i = 0; i < sizeof(details) / sizeof(*details); i++)
		if (!strcmp(details[i].code, detail))
			return _(details[i].words);
	return detail;
}

const char *
words_outcome_sentence(enum outcome o, const char *detail)
{
	for (size_t i = 0; i < sizeof(closer) / sizeof(*closer); i++)
		if (closer[i].outcome == o && !strcmp(closer[i].detail, detail))
			return _(closer[i].sentence);
	return WORD_OF(outcomes, OUTCOME_COUNT, o, sentence);
}

const char *
words_problem_short(enum problem p)
{
	return WORD_OF(problems, PROBLEM_COUNT, p, word);
}

const char *
words_problem(enum problem p)
{
	return WORD_OF(problems, PROBLEM_COUNT, p, sentence);
}

static const struct {
	const char *code, *few, *sentence;
} contradictions[] = {
    {"rolled-back", N_("rolled back"),
	N_("After it was closed an older certificate was served again: the renewal was reopened. "
	   "Ask "
	   "Sistemes what happened.")},
    {"served-before-issued", N_("new one served already"),
	N_("A newer certificate is served already, and the renewal still waits for it: was it "
	   "renewed "
	   "another way?")},
    {"closed-but-old", N_("old one still served"),
	N_("It is said to be installed, and the old certificate is still served: tell Sistemes, "
	   "and "
	   "wait for them again.")},
    {"ticket-done-but-old", N_("ticket resolved, old one served"),
	N_("The ticket to install it is resolved, and the old certificate is still served: tell "
	   "Sistemes on the ticket.")},
    {"served-but-ticket-open", N_("served, ticket still open"),
	N_("The new certificate is served, and the ticket to install it is still open: ask that it "
	   "be "
	   "resolved.")},
};

const char *
words_contradiction_short(const char *code)
{
	for (size_t i = 0; i < sizeof(contradictions) / sizeof(*contradictions); i++)
		if (!strcmp(contradictions[i].code, code))
			return _(contradictions[i].few);
	return code;
}

const char *
words_contradiction(const char *code)
{
	for (size_t i = 0; i < sizeof(contradictions) / sizeof(*contradictions); i++)
		if (!strcmp(contradictions[i].code, code))
			return _(contradictions[i].sentence);
	return code;
}

const char *
words_value_name(const char *name)
{
	static const struct {
		const char *name, *words;
	} known[] = {
	    {"head", N_("Head of service")},
	    {"head-mail", N_("Mail of the head of service")},
	    {"head-user", N_("Jira user of the head of service")},
	    {"project-head", N_("Head of project")},
	    {"expires", N_("Expiry of the certificate in use")},
	    {"issuer-folder", N_("Name of the CA")},
	    {"service", N_("Service")},
	    {"folder-year", N_("Year of the folder")},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].name, name))
			return _(known[i].words);
	return strncmp(name, "contact.", 8) ? name
					    : _("A contact that site.conf does not have yet");
}

const char *
words_asked_name(const json_t *renewal, const char *name)
{
	const char *title =
	    text_of(json_object_get(json_object_get(renewal, "asked"), name), "title");

	return *title ? title : words_value_name(name);
}

const char *
words_step_state(enum step_state state)
{
	static const char *const texts[] = {
	    [STATE_TODO] = N_("to do"),
	    [STATE_DOING] = N_("doing"),
	    [STATE_WAITING] = N_("waiting"),
	    [STATE_DONE] = N_("done"),
	    [STATE_SKIPPED] = N_("skipped"),
	    [STATE_NOT_APPLICABLE] = N_("not applicable"),
	};
	_Static_assert(sizeof(texts) / sizeof(*texts) == STEP_STATE_COUNT, "a word for each");

	return _(texts[state]);
}
