/* Served certificates that changed without a renewal of ours behind it. Each such change is a finding, which stays on
 * its monitor until somebody acknowledges it (operations/findings.c) and raises attention by the problems
 * unexpected-change and renewed-elsewhere (state/roster.h puts them into the row).
 *
 * Addresses are compared each with what it itself served before, so hosts whose addresses serve different certificates
 * are at rest while none of them changes. A certificate that another address of the monitor serves already is known
 * and no change there; an address that is new (DNS moved) is compared with what the row showed until then. What an
 * address shows when it is asked for its other kind of key is compared with what it showed of that kind before, and the
 * first time with nothing.
 *
 * A change, from one certificate to another one, is told once: met again while it is open, only its addresses and time
 * are noted; acknowledged, it is not told again. So nodes that take turns behind one address give two findings, there
 * and back, and peace once these were acknowledged.
 *
 * Ours is a change to the certificate that an open renewal of the monitor awaits, or away from it (nodes take turns
 * while it is being installed, and to verify tells that), or any change while that one is not known yet; and what a
 * closed one explains (rollback.h). Of a monitor of kind automatic only another issuer, lost names and an earlier end
 * are findings: its machine renews it with a new key by right. */
#ifndef DAEMON_PROBING_FINDINGS_H
#define DAEMON_PROBING_FINDINGS_H

struct clock;
struct findings;
struct rollback;
struct roster;
struct scheduler;
struct store;

struct findings *findings_new(const struct clock *clock, struct store *store, struct roster *roster,
    const struct rollback *rollback, struct scheduler *scheduler);
void findings_free(struct findings *f);

#endif
