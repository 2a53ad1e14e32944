/* What x509-certificate-exporter says of a certificate as labels: subject_CN, subject_O, issuer_CN, issuer_O, and
 * serial_number, which is decimal there. row: of monitor.list, full. */
#ifndef INVENTORY_CERTIFICATE_LABELS_H
#define INVENTORY_CERTIFICATE_LABELS_H

#include <jansson.h>

struct exposition;

void certificate_labels(struct exposition *x, const json_t *row);

#endif
