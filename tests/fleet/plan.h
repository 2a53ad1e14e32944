/* What hosts the fleet has: each plan is one monitor, with everything that is out of the ordinary
 * about it. All else is a default, so a line reads as what is special: a trusted chain in order, a
 * P-256 key, TLS 1.2 and 1.3, 200 days of life of which most are left, the name of the monitor (its
 * SNI, or its address) in the certificate. A set is a table of plans, or made by rule (main.c). */
#ifndef FLEET_PLAN_H
#define FLEET_PLAN_H

#include "base/terms.h"

#include "pki.h"

/* What is done with a connection. */
enum act {
	ACT_TLS,
	ACT_SNI_ONLY,   /* an alert, unless the SNI is the host's */
	ACT_DECOY,      /* another certificate, unless the SNI is the host's */
	ACT_REFUSED,    /* the port is bound and nobody listens */
	ACT_BLACK_HOLE, /* the queue of connections is full: nothing ever answers */
	ACT_SILENT,     /* accepts, reads, says nothing */
	ACT_RESET,      /* RST once the ClientHello is here */
	ACT_CLOSE,      /* FIN at once */
	ACT_HTTP,       /* plain HTTP */
	ACT_SSH,        /* speaks first, and not TLS */
	ACT_ALERT,      /* handshake_failure to everything */
	ACT_SSL3,       /* a ServerHello of SSL 3.0 */
	ACT_GARBAGE,    /* no TLS, without end */
	ACT_HUGE,       /* announces a certificate message of 16 MB and sends on */
	ACT_CUT,        /* FIN in the middle of the certificate */
	ACT_UNREADABLE, /* TLS 1.2 whose certificate has invalid UTF-8 in its subject */
	ACT_SLOW,       /* a byte a second */
	ACT_ENDLESS,    /* a handshake of messages that a client skips (RFC 5246 7.4.1.1), no end */
	ACT_COUNT
};

/* What is served, and who signed it. */
enum chain {
	CHAIN_USUAL, /* leaf, issuer */
	CHAIN_RSA,   /* the same under the RSA hierarchy */
	CHAIN_ETERNAL,
	CHAIN_ROOT_TOO,    /* leaf, issuer, root */
	CHAIN_LEAF_ONLY,   /* the issuer is missing */
	CHAIN_WRONG_ORDER, /* leaf, root, issuer */
	CHAIN_SELF,        /* signed by itself */
	CHAIN_PRIVATE,     /* leaf, issuer, a root that nobody here trusts */
	CHAIN_PRIVATE_NO_ROOT,
	CHAIN_DYING,   /* the issuer ends before the leaf */
	CHAIN_DEAD,    /* the issuer has ended */
	CHAIN_HOSTILE, /* the issuer's name is a trap */
	CHAIN_LEAF_TWICE,
	CHAIN_ISSUER_TWICE,
	CHAIN_CROSSED,      /* the issuer twice, by two roots; the first of the two has expired */
	CHAIN_CROSS_UNUSED, /* leaf, issuer, the root signed by one that has expired */
	CHAIN_DEAD_UNUSED,  /* leaf, issuer, an expired one that has signed nothing here */
	CHAIN_ROLLED,       /* leaf, issuer, the root's new key signed with its old one */
	CHAIN_HUNDRED,      /* leaf, issuer, 98 strays */
	CHAIN_MAZE,         /* leaf, 98 strays of which 49 could have issued it */
	CHAIN_COUNT
};

/* Foreign text in a certificate, with how it must be shown. */
struct oddity {
	const struct name_part *subject;
	size_t subject_count;
	const struct san *sans; /* after the host's own name; NULL: none */
};

/* Which protocol versions; TLS_USUAL is 1.2 and 1.3. */
enum versions { TLS_USUAL, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3, VERSIONS_COUNT };

/* Which address of a host with two refuses. */
enum dead { DEAD_NONE, DEAD_IPV4, DEAD_IPV6 };

#define NO_SANS "-"

/* Has 127.0.0.1 and ::1, where /etc/hosts says so. (What localhost has is a resolver's own affair: c-ares of Debian
 * 13 gives it both addresses whatever the file says.) */
#define TWIN_HOST "bessons.exemple.test"

/* Has 127.0.0.1 and an IPv6 address to which no machine has a route (connect(2) refuses multicast),
 * where /etc/hosts says so. */
#define FAR_HOST "lluny.exemple.test"
#define FAR_ADDRESS "ff0e::1"

struct plan {
	const char *name; /* of the monitor */
	const char *service;
	const char *environment; /* NULL: PRO */
	const char *tags;        /* separated by spaces; NULL: none */
	const char *host; /* NULL: an address of 127.0.0.0/8 of its own; else "::1", or a name that
			     has two addresses: TWIN_HOST, FAR_HOST, "localhost" */
	bool
	    node; /* beside its address another one on the same port, 127.1 instead of 127.0: no name
		      leads there, so a monitor is told of it by hand */
	const char *sni; /* NULL: none is given */
	const char
	    *names; /* of the certificate, "DNS:a IP:b", NO_SANS for none; NULL: the host's own */
	const char *cn; /* NULL: the name of the monitor */
	const struct oddity *oddity;
	int many_names; /* so many DNS names beside */
	enum kind kind;
	enum act act;
	enum chain chain;
	enum key_kind key;
	enum versions versions;
	int stall; /* falls silent after so many TLS records; 0: never. Needs one version */
	enum dead dead;
	int urls;      /* as in struct order */
	bool too_long; /* its chain is more than a client should read */
	bool dual;     /* an RSA certificate beside, for who asks for no other */
	bool sha1;
	enum stapled staple;     /* comes with its certificate; good once it was renewed */
	bool must_staple;        /* its certificate asks for one */
	bool no_eku;             /* its certificate does not say what it is for */
	bool client_certificate; /* asks for one and cannot do without */
	bool per_address;        /* each address has a certificate of its own */
	bool other_name;         /* its names are not the host's: name-mismatch */
	int lifetime;            /* days; 0: 200 */
	enum urgency
	    level;    /* in the middle of that level; 0: ok (what has expired says so with left) */
	int64_t left; /* seconds to not_after, instead of level; 0: level */
	int64_t not_after;         /* instead of left; 0: left */
	const char *raw_not_after; /* a date that is none */
	int64_t starts_in; /* seconds from now to not_before, instead of not_after - lifetime; 0:
			      not so */
};

#define DAYS(n) ((int64_t)(n)*86400)

extern const struct plan plans_demo[];
extern const size_t plans_demo_count;
extern const struct plan plans_all[];
extern const size_t plans_all_count;

extern const struct plan plans_walk[];
extern const size_t plans_walk_count;

extern const struct oddity oddity_escapes, oddity_invisible, oddity_encodings, oddity_nul;

#endif
