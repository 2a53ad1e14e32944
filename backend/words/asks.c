/* Whose turn it is with each thing that is wrong, and what he is to be asked: sentences that can be
 * forwarded as they stand. Sistemes installs and administers the hosts; certificates come from the
 * CA by way of a renewal. */
#include "words/words.h"

static const char *const of_problems[] = {
    [PROBLEM_EXPIRED] = N_("Begin its renewal; if the new certificate is here already, to "
			   "Sistemes: install it on every "
			   "node and reload the service."),
    [PROBLEM_NOT_YET_VALID] =
	N_("To Sistemes: put the previous certificate back until the new one begins."),
    [PROBLEM_NAME_MISMATCH] =
	N_("To Sistemes: check which certificate this host has to serve, and install it; if "
	   "it is this one, a certificate that covers the name has to be requested."),
    [PROBLEM_UNTRUSTED] =
	N_("To Sistemes: which CA issued it? If it is one of ours, whoever administers Caduca "
	   "adds it to the folder of CAs; if not, install one of a recognised CA."),
    [PROBLEM_SELF_SIGNED] =
	N_("To Sistemes: install the certificate that the CA issued; if there is none, it has "
	   "to be requested."),
    [PROBLEM_INCOMPLETE_CHAIN] =
	N_("To Sistemes: install the certificate followed by its intermediate, and reload "
	   "the service."),
    [PROBLEM_WRONG_ORDER] =
	N_("To Sistemes: put the chain in order, the host's certificate first and then each "
	   "one's issuer, and reload the service."),
    [PROBLEM_CHAIN_EXPIRES_FIRST] =
	N_("To Sistemes: replace the intermediate that expires by the one that the CA "
	   "publishes now, and reload the service."),
    [PROBLEM_WEAK_KEY] =
	N_("To Sistemes: a new CSR with a key of at least RSA 2048; a certificate for it has to "
	   "be requested."),
    [PROBLEM_WEAK_SIGNATURE] = N_("To the CA: a new certificate, signed with SHA-256."),
    [PROBLEM_OLD_PROTOCOL] =
	N_("To Sistemes: enable TLS 1.2 and 1.3 on the host, and disable what is older."),
    [PROBLEM_CLIENT_CERTIFICATE_REQUIRED] = N_("Nobody: it is so by design."),
    [PROBLEM_ADDRESSES_DIFFER] =
	N_("To Sistemes: install the new certificate on the addresses that still serve "
	   "the other one, and reload the service on each."),
    [PROBLEM_STALE] =
	N_("To whoever administers Caduca: is the backend running, and does it still reach the "
	   "host?"),
    [PROBLEM_PROCEDURE_DOES_NOT_FIT] =
	N_("To whoever administers Caduca: review the lead of the monitor; and to "
	   "the head of the service: consider automatic renewal."),
    [PROBLEM_BAD_LIFETIME] = N_("To the CA: a new certificate, with correct dates."),
    [PROBLEM_WRONG_PURPOSE] =
	N_("To the CA: a new certificate for server authentication (serverAuth)."),
    [PROBLEM_PATH_TOO_LONG] = N_("To the CA: a certificate from an intermediate that may issue it, "
				 "and the chain that belongs to it."),
    [PROBLEM_NAME_CONSTRAINT] =
	N_("To the CA: a certificate from an intermediate that may issue for these names."),
    [PROBLEM_ISSUER_NOT_CA] = N_("To Sistemes: which certificate signed it? Install the one that "
				 "the CA issued, with its own chain."),
    [PROBLEM_CRITICAL_EXTENSION] =
	N_("To the CA: a new certificate without the critical extension."),
    [PROBLEM_BAD_SIGNATURE] = N_("To Sistemes: install the certificate and its chain again, as the "
				 "CA delivered them; if it stays so, tell the CA."),
    [PROBLEM_INVALID_PATH] =
	N_("To the CA: the chain that it delivered is not accepted; which one is right?"),
    [PROBLEM_NO_SAN] =
	N_("To the CA: a new certificate, with the name of the host as a subjectAltName."),
    [PROBLEM_DSA_KEY] = N_("To Sistemes: a new CSR with an RSA or EC key; a certificate for it has "
			   "to be requested."),
    [PROBLEM_NO_SERVER_AUTH] =
	N_("To the CA, at the next renewal: a certificate with the extended key usage serverAuth."),
    [PROBLEM_UNEXPECTED_CHANGE] =
	N_("To Sistemes: who installed this certificate, and on whose request?"),
    [PROBLEM_RENEWED_ELSEWHERE] = N_("To Sistemes: who renewed it, and will they go on doing so?"),
    [PROBLEM_REVOKED] = N_(
	"To the CA: why was it revoked? Begin the renewal now, with a new key; then to Sistemes: "
	"install the new one on every node."),
    [PROBLEM_STAPLE_MISSING] = N_("To Sistemes: enable OCSP stapling in the service; if it cannot, "
				  "at the next renewal ask for a "
				  "certificate without must-staple."),
    [PROBLEM_STAPLE_NOT_VERIFIED] = N_("To Sistemes: does the service renew the OCSP answer that "
				       "it staples, and is its clock right?"),
    [PROBLEM_DECLARED_DIFFERS] =
	N_("To the team: which of the two is right? Correct what is declared, or see why another "
	   "certificate is served."),
    [PROBLEM_DECLARED_ISSUER_DIFFERS] =
	N_("To the team: who renews it from now on? Correct what is declared, or see who had it "
	   "issued elsewhere."),
    [PROBLEM_DECLARED_ONLY] =
	N_("To the team: see why the host is not reached from here, and until when the "
	   "certificate is that it has."),
    [PROBLEM_HOSTS_NOT_SAID] =
	N_("To Sistemes: on which hosts is it installed? Add each, or accept that none can be "
	   "seen from here."),
};

static const char *const of_outcomes[] = {
    [OUTCOME_NONE] = N_("Nobody yet: probe it first."),
    [OUTCOME_OK] = N_("Nobody."),
    [OUTCOME_DNS_FAILURE] =
	N_("To Sistemes: register the name in the DNS, or confirm that it is no longer used, and "
	   "the monitor will be retired."),
    [OUTCOME_REFUSED] =
	N_("To Sistemes: start the service that has to listen there, or tell us its port."),
    [OUTCOME_UNREACHABLE] = N_("To Sistemes: a route from the machine of Caduca to this address."),
    [OUTCOME_TIMEOUT] = N_(
	"To Sistemes: is the host up? If it is, let the machine of Caduca reach this address and "
	"port through the firewall."),
    [OUTCOME_RESET] = N_(
	"To Sistemes: find out which firewall or balancer cuts the connections of the machine of "
	"Caduca, and let them through."),
    [OUTCOME_TLS_ALERT] =
	N_("To Sistemes: which name (SNI) and which TLS versions does the host accept?"),
    [OUTCOME_TOO_OLD] =
	N_("To Sistemes: enable TLS 1.2 and 1.3 on the host, or replace it; no client of today "
	   "accepts what it speaks."),
    [OUTCOME_NOT_TLS] =
	N_("To Sistemes: on which port does it serve TLS, or with which protocol (STARTTLS)?"),
    [OUTCOME_STARTTLS_REFUSED] =
	N_("To Sistemes: enable STARTTLS on that port, or tell us the one with direct TLS."),
    [OUTCOME_TURNED_AWAY] =
	N_("To Sistemes, if it goes on: let the server admit connections of the machine of Caduca; "
	   "what it answered says why it does not."),
    [OUTCOME_PROXY_REFUSED] =
	N_("To whoever administers the proxy: allow this destination and port."),
    [OUTCOME_TOO_MUCH_DATA] =
	N_("To Sistemes: what serves that port? It should send its certificate and "
	   "intermediates, nothing else."),
    [OUTCOME_NOT_CHECKED] = N_("Nobody, unless this machine should have that kind of network."),
    [OUTCOME_CRASHED] =
	N_("To whoever maintains Caduca: the name of the host, and at what time it was probed."),
};

_Static_assert(sizeof(of_problems) / sizeof(*of_problems) == PROBLEM_COUNT,
    "somebody to ask for each problem");
_Static_assert(sizeof(of_outcomes) / sizeof(*of_outcomes) == OUTCOME_COUNT,
    "somebody to ask for each outcome");

/* Where it is known more closely what went wrong (probe/resolver.c, probe/engine.c). */
static const struct {
	enum outcome outcome;
	const char *detail, *words;
} closer[] = {
    {OUTCOME_DNS_FAILURE, "timeout",
	N_("To Sistemes: the DNS servers of the machine of Caduca do not answer.")},
    {OUTCOME_DNS_FAILURE, "no-server",
	N_("To Sistemes: the DNS servers of the machine of Caduca do not answer.")},
    {OUTCOME_DNS_FAILURE, "server-failure",
	N_("To Sistemes: the DNS servers fail with this name; look at its zone and its "
	   "delegation.")},
    {OUTCOME_DNS_FAILURE, "refused",
	N_("To Sistemes: the DNS servers refuse to answer the machine of Caduca for this name.")},
    {OUTCOME_DNS_FAILURE, "bad-name", N_("Nobody: correct the name in the monitor.")},
    {OUTCOME_TIMEOUT, "preamble",
	N_("To Sistemes: is the service well? If it is, which protocol does it speak on that port: "
	   "STARTTLS, of which kind, or TLS from the beginning?")},
    {OUTCOME_TIMEOUT, "handshake",
	N_("To Sistemes: the port accepts connections, but the service behind it does not finish "
	   "TLS: is it hung or overloaded, and is it the one that should be there?")},
    {OUTCOME_PROXY_REFUSED, "bad-proxy",
	N_("To whoever administers Caduca: the monitor's proxy is not in caduca.conf.")},
};

const char *
words_problem_ask(enum problem p)
{
	return (unsigned)p < PROBLEM_COUNT ? _(of_problems[p]) : "?";
}

const char *
words_outcome_ask(enum outcome o, const char *detail)
{
	for (size_t i = 0; i < sizeof(closer) / sizeof(*closer); i++)
		if (closer[i].outcome == o && !strcmp(closer[i].detail, detail))
			return _(closer[i].words);
	return (unsigned)o < OUTCOME_COUNT ? _(of_outcomes[o]) : "?";
}
