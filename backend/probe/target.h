/* What is probed, in the three forms that it is needed in: what to look up or connect to,
 * what to say in SNI, and what the certificate must name. */
#ifndef PROBE_TARGET_H
#define PROBE_TARGET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

struct target {
	int port;
	bool literal;          /* the host is an address: no look-up, no SNI of its own */
	union address address; /* when literal */
	char *name; /* A-label form, lower case, no final dot; the address as text when literal */
	char *sni;  /* NULL: none is sent */
	char *expected; /* the name or address that the certificate must be for */
};

/* host: a name (also in UTF-8), or an address of either family, IPv6 with or without brackets. sni:
 * NULL is the host's name; "" is none, and the host is what is expected; an address is never sent
 * (RFC 6066 section 3). Returns NULL, or a word that says what is wrong: "bad-name", "bad-sni",
 * "bad-port". */
const char *target_set(struct target *t, const char *host, int port, const char *sni);
void target_release(struct target *t);

socklen_t address_length(const union address *a);
/* Without brackets; with the scope where there is one. */
void address_text(const union address *a, char *text, size_t size);
/* IPv4 before IPv6, then by bytes: one order, whatever DNS shuffles. */
int address_compare(const void *left, const void *right);

enum { ADDRESS_TEXT_SIZE = INET6_ADDRSTRLEN + 20 };

#endif
