/* What Nagios, and what understands its plugins, reads of one: a line of text, a bar, and performance data (Monitoring
 * Plugins Development Guidelines, sections "Plugin Output", "Performance data" and "Plugin Return Codes"). */
#ifndef CTL_NAGIOS_H
#define CTL_NAGIOS_H

#include <stdint.h>

struct buf;

enum nagios { NAGIOS_OK, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN };

const char *nagios_word(enum nagios state);

/* Text of whoever wrote it as part of the line: cleaned, and without the bar that would begin performance data. */
void nagios_text(struct buf *out, const char *text);

/* Anybody's text as the label of a value: cleaned, cut where it is long, and with _ for what no quoting lets in (a quote, =
 * and the bar). A new string. */
char *nagios_label(const char *text);

/* One value. label: made by nagios_label, or one's own; quoted where it must be. unit: "" or
 * "s". warning, critical: ranges (guidelines, "Threshold and Ranges"), "" where there is none. */
struct performance {
	const char *label;
	int64_t value;
	const char *unit;
	const char *warning, *critical;
};

/* Appends it, with a blank before it. */
void nagios_performance(struct buf *out, const struct performance *p);

#endif
