/* A further node of a monitor, that DNS does not name: "address", "address:port",
 * "address/name" or "address:port/name", an IPv6 address in brackets where a port follows. What is
 * not said is the monitor's own. */
#ifndef PROBE_NODE_H
#define PROBE_NODE_H

#include "probe/target.h"

enum { NODES_MAX = 16, NODE_TEXT_SIZE = ADDRESS_TEXT_SIZE + 8 + 256 };

struct node {
	struct target target;
	char label[NODE_TEXT_SIZE]; /* the one form that it has, port only where it differs */
};

/* host: what the node is one of. false: it is no node. */
bool node_parse(struct node *n, const char *text, const struct target *host);
void node_release(struct node *n);

#endif
