/* What a probe is asked, and what it answers. */
#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include "base/terms.h"
#include "pki/facts.h"
#include "pki/verdict.h"
#include "probe/connection.h"
#include "probe/node.h"
#include "probe/target.h"
#include "probe/tls.h"

/* What the asker has of an address: the chain, whose verdict for this host's name was reached with
 * this generation of the trust store (pki/trust.h) and is good until then. */
struct probe_known {
	char address[NODE_TEXT_SIZE];
	struct digest chain; /* chain_digest of its certificates' digests */
	int64_t good_until;
};

struct probe_request {
	int64_t probe_id;
	const char *host; /* a name, in UTF-8 or A-labels, or an address */
	int port;
	const char *sni; /* as for target_set */
	enum protocol protocol;
	const char *proxy; /* as for proxy_parse; NULL: none */
	int deadline_ms;   /* 0: the default */
	int connections;   /* fresh ones to each address; 0: one */
	bool both_keys; /* a host that shows an RSA key is asked for an ECDSA one, or vice versa */
	bool explain;   /* facts of the certificates in the result, not apart */
	const char *const *nodes; /* as for node_parse */
	size_t node_count;
	const struct probe_known *known;
	size_t known_count;
};

enum { LEAVES_MAX = 8 };

/* What one address answered. */
struct address_result {
	char address[NODE_TEXT_SIZE]; /* or the label of a node; with a proxy, the proxy's */
	const char *key_type; /* "": what it shows to everyone; "rsa", "ecdsa": when asked for it */
	struct ending ending;
	bool same;                 /* the known chain: nothing more is said of it */
	struct digest *chain;      /* as served, leaf first, whatever the outcome */
	size_t chain_count;        /* 0: no certificate was seen */
	struct verdict verdict;    /* of that chain; problems also of the handshake */
	enum staple_answer staple; /* what came along with the chain */
	int64_t revoked_at;        /* as it says; 0: not said, or not revoked */
	int revoked_reason;        /* a CRLReason; -1: not said */
	const char *tls;           /* "TLSv1.3"; NULL */
	struct stages ms;
	int verdict_us; /* microseconds for reading and verifying the chain */
	int64_t end;    /* when the leaf or its path ends, whichever is first */
	/* Of several connections: what they were shown, each once. */
	int connections, failed;
	struct digest leaves[LEAVES_MAX];
	size_t leaf_count;
};

struct probe_result {
	int64_t probe_id;
	struct ending ending; /* ok when any address is; else that of the first that counts */
	char *cname;          /* cleaned; NULL: the name has no other */
	int dns_ms;           /* -1: no name was looked up */
	/* None when the name has none: IPv4 first, then by bytes; of an address what it shows to
	 * everyone first. */
	struct address_result *addresses;
	size_t address_count;
	bool explained;
	struct facts **certificates; /* with explain: of the first chain that was seen */
	size_t certificate_count;
	char *pem; /* the first of them itself; NULL: it is too long, or there is none */
};

#endif
