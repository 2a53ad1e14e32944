/* Rows of monitor.list, full, as OpenMetrics 1.0: with the names that users of blackbox_exporter and x509-certificate-exporter
 * know, and Caduca's own. Times are seconds since the epoch. */
#ifndef INVENTORY_METRICS_H
#define INVENTORY_METRICS_H

#include <jansson.h>

#include <stddef.h>

struct buf;

void metrics_write(struct buf *out, json_t *const *rows, size_t count);

#endif
