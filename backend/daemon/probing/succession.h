/* How a certificate differs from the one whose place it took. Pure. */
#ifndef DAEMON_PROBING_SUCCESSION_H
#define DAEMON_PROBING_SUCCESSION_H

#include <jansson.h>

#include <stdint.h>

/* The CHANGE_BITs between two certificates, of their facts (pki/facts.h as JSON):
 *   issuer        another one issued it (the whole name is compared)
 *   lost-names    a name that the first covered is covered no longer; "*.a.cat" covers "www.a.cat"
 *   earlier-end   it ends before the first
 *   key           another key, though it ends no later (by a day): nobody renews so
 *   renewed       none of these: later, by the same issuer, for the same names at least; that its key is another one is
 *                 then as it should be
 * What cannot be told (a date that cannot be read, names that were left out) is no change. */
uint32_t succession_changes(const json_t *before, const json_t *after);

#endif
