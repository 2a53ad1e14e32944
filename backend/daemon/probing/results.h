/* What a probe saw, taken from a worker's line into a row. A worker reads the bytes of strangers, so its
 * line is foreign too: every field is checked, cleaned and bounded. */
#ifndef DAEMON_PROBING_RESULTS_H
#define DAEMON_PROBING_RESULTS_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct row;

/* both_keys: the probe asked for them, so a key that is not told of is no more. */
void result_apply(struct row *row, const json_t *result, bool both_keys, int64_t now);
void result_crashed(struct row *row, int64_t now);

#endif
