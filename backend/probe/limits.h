/* Every bound of a probe in one place: what a host can make us hold, send, read or wait for stands
 * here as a number. */
#ifndef PROBE_LIMITS_H
#define PROBE_LIMITS_H

enum {
	ADDRESSES_MAX = 32,   /* of one name that are probed; more are left out */
	CONNECTIONS_MAX = 16, /* fresh ones to one address, one after another */
	EXPLAINED_MAX = 10,   /* certificates whose facts one result has */
	EXPLAINED_PEM_MAX_BYTES =
	    16 * 1024,                    /* of the leaf, as PEM; one that is longer is left out */
	CHAIN_CERTIFICATES_MAX = 100,     /* of one chain that are recorded */
	CHAIN_MAX_BYTES = 256 * 1024,     /* of the certificate message of a handshake */
	HANDSHAKE_MAX_BYTES = 512 * 1024, /* of everything that a peer sends */
	CLIENT_ALERT_WAIT_MS =
	    1000, /* for TLS 1.3 to say that the client certificate was required */
	PREAMBLE_MAX_BYTES = 32 * 1024, /* of what comes before TLS: banners, answers */
	DETAIL_MAX_BYTES = 128,

	DNS_TRY_MS = 1500, /* c-ares doubles it for each further try */
	DNS_TRIES = 3,
	DNS_TURN_MS = 20, /* so many names at the most are asked for in it; the next ones wait */
	DNS_PER_TURN = 32,
	RESOLV_CHECK_MS = 1000, /* between looks at resolv.conf */

	DEADLINE_DEFAULT_MS = 10000,
	DEADLINE_MAX_MS = 60000,
	IN_FLIGHT_DEFAULT = 512,
	IN_FLIGHT_MAX = 65536,
	DESCRIPTORS_RESERVED = 64, /* for all that is no connection */

	KNOWN_CERTIFICATES_MAX = 32768, /* whose facts were sent and need not be again */
	KNOWN_VERDICTS_MAX = 32768,
	KNOWN_STAPLES_MAX = 32768,
	KNOWN_SIGNATURES_MAX = 4096, /* of intermediates: a fleet has dozens */

	UNSENT_PAUSE_BYTES =
	    4 * 1024 * 1024, /* unsent lines, from which on no new probe is accepted */
	EVENTS_PER_TURN = 64 /* a few dozen handshakes: then alarms are looked at again */
};

#endif
