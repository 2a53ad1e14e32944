/* What is known of a monitor, as lines of a label and a text: for the pane (short) and the
 * detail screen (full). A pure function of its arguments: no terminal, no socket. */
#ifndef TUI_SCREENS_MONITOR_FACTS_H
#define TUI_SCREENS_MONITOR_FACTS_H

#include <jansson.h>

#include <stdint.h>

struct fact_lines;
struct row;

enum facts_length {
	FACTS_SHORT, /* a line each, what matters first, no headings */
	FACTS_FULL   /* long texts wrapped */
};

/* show: the answer of monitor.show for this row; NULL while it is not here: then only what the
 * row says. The caller frees. */
struct fact_lines *monitor_facts(
    const struct row *r, const json_t *show, int64_t now, int width, enum facts_length length);

#endif
