/* What Prometheus reads, as OpenMetrics 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/), written so that it is the
 * Prometheus text format 0.0.4 too, which is all that node_exporter's textfile collector and `promtool check metrics` read:
 * every family is a gauge, whose line is the same in both, no sample has a time or an exemplar, no help has a quote, and
 * "# UNIT" and "# EOF" are comments there. */
#ifndef INVENTORY_EXPOSITION_H
#define INVENTORY_EXPOSITION_H

#include <stddef.h>
#include <stdint.h>

struct buf;

struct exposition {
	struct buf *out;
	const char *family; /* of the samples that follow */
	size_t labels;      /* of this sample so far */
};

/* All samples of a family follow, before the next family. The unit is that with which the name ends. */
void exposition_family(struct exposition *x, const char *name, const char *help);

/* One sample: its labels, each once, then its value. Whoever writes them sees to it that no other has the same ones. */
void exposition_sample(struct exposition *x);
/* A value of strangers: cleaned, cut where it is long, escaped. An empty one is as none, and is left out. */
void exposition_label(struct exposition *x, const char *name, const char *value);
void exposition_label_number(struct exposition *x, const char *name, int64_t value);
void exposition_value(struct exposition *x, int64_t value);

void exposition_end(struct exposition *x);

#endif
