/* The history of a monitor as a person would tell it: which certificate was served from when to
 * when and on which addresses, when an address went back to one that it had served before, and
 * when it did not answer. A pure function of the changes that the store keeps. */
#ifndef DAEMON_OPERATIONS_TIMELINE_H
#define DAEMON_OPERATIONS_TIMELINE_H

#include <jansson.h>

#include <stdint.h>

/* How many changes it looks back, how many periods it tells (the newest), and how many addresses
 * of each it names. */
enum { TIMELINE_CHANGES_MAX = 512, TIMELINE_MAX = 24, TIMELINE_ADDRESSES_MAX = 8 };

/* changes: newest first, {"at","address","key_type","outcome","sha256","not_after","issuer"};
 * addresses: the present ones, of a full row. Newest first:
 *   {"sha256","key_type","issuer","not_after","from","to","current","rolled_back","addresses","more"}
 *   {"outcome","from","to","current","addresses","more"}    it did not answer; current: it still does not
 * The address "" is the name, while DNS gave none for it. to is when it was last seen so, or
 * replaced; more is how many addresses are not named. A new reference. */
json_t *timeline_json(const json_t *changes, const json_t *addresses);

#endif
