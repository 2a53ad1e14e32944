/* What is known of a monitor, as lines of a label and a text: for the pane (short) and the
 * detail screen (full). A pure function of its arguments: no terminal, no socket. */
#ifndef TUI_SCREENS_MONITOR_FACTS_H
#define TUI_SCREENS_MONITOR_FACTS_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct canvas;
struct facts;
struct row;

enum facts_length {
	FACTS_SHORT, /* a line each, what matters first, no headings */
	FACTS_FULL   /* long texts wrapped */
};

/* show: the answer of monitor.show for this row; NULL while it is not here: then only what the
 * row says. */
struct facts *monitor_facts_new(
    const struct row *r, const json_t *show, int64_t now, int width, enum facts_length length);
void monitor_facts_free(struct facts *f);
size_t monitor_facts_count(const struct facts *f);
/* found: folded text to highlight; NULL none. */
void monitor_facts_draw(
    const struct facts *f, size_t i, struct canvas *c, int row, int column, const char *found);
const char *monitor_facts_value(
    const struct facts *f, size_t i); /* the whole value of line i, to copy; "" for a heading */
bool monitor_facts_match(
    const struct facts *f, size_t i, const char *found); /* its text or its label */

#endif
