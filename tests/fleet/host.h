/* A plan carried out: certificates made, addresses given, and what must be seen there worked out
 * from the plan.
 *
 * Nothing here looks at a certificate to learn what is wrong with it: problems and levels follow
 * from the orders, with the arithmetic of urgency written a second time, so that a test
 * which compares Caduca with this compares two independent answers. */
#ifndef FLEET_HOST_H
#define FLEET_HOST_H

#include "plan.h"

#include <netinet/in.h>
#include <sys/socket.h>

enum { NODES_MAX = 2, LEAD_DAYS = 24 };

/* A leaf and what is sent after it. */
struct served {
	struct certificate leaf; /* x509 NULL: nothing is served */
	X509 **after;            /* the list is owned, what stands in it is not */
	STACK_OF(X509) *
	    brought; /* what was read from a file, and stands in `after`; NULL: nothing */
	int after_count;
	int64_t not_before, not_after;
	int64_t path_end; /* 0: no path to a trusted root can be built */
	enum stapled stapled;
	uint64_t problems; /* of this address */
};

/* One address of a host. */
struct node {
	char address[INET6_ADDRSTRLEN];
	struct served now, renewed;
	struct served rsa; /* beside `now`, where the host has two kinds of key */
	enum outcome outcome;
	bool far; /* no such address here: nothing is bound to it */
};

struct host {
	const struct plan *plan;
	char *name; /* of the monitor */
	char *host;
	uint16_t port; /* set when bound */
	struct node nodes[NODES_MAX];
	int node_count;
	struct certificate decoy;
	/* The leaf's order, kept for the manifest. */
	struct name_part *subject;
	size_t subject_count;
	struct san *sans; /* NULL: no extension */
	char **owned;     /* texts that the two point to */
	size_t owned_count;
	enum outcome outcome; /* of the monitor */
	bool seen;            /* a certificate is to be seen there */
	enum urgency urgency;
	int64_t start_by;  /* 0: not defined */
	uint64_t problems; /* of the monitor: all its addresses', and how they differ */
};

/* index: which literal address. renewals: make the next certificate as well. */
struct host *host_new(const struct plan *p, size_t index, int64_t now, bool renewals);
void host_free(struct host *h);

/* What every address of the host serves once it is renewed is from now on what two files of PEM hold:
 * a certificate with what is sent after it, and its key. -1: they do not, and nothing is changed. */
int host_bring(struct host *h, const char *certificates, const char *key);

/* What an address has to serve, dead or not; its leaf is NULL where it has nothing. */
const struct served *host_serves(const struct host *h, int node, bool renewed);

/* What a chain is signed by, for the manifest. */
enum authority chain_issuer(enum chain c);

#endif
