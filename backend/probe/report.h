/* A result as a line of the worker's protocol (probe/worker.h). */
#ifndef PROBE_REPORT_H
#define PROBE_REPORT_H

#include <jansson.h>

struct probe_result;

/* The object behind "result". A new reference. */
json_t *report_json(const struct probe_result *r);

#endif
