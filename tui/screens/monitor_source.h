/* The monitors of the model as the source of a list. */
#ifndef TUI_SCREENS_MONITOR_SOURCE_H
#define TUI_SCREENS_MONITOR_SOURCE_H

#include "tui/view/source.h"

struct link;
struct model;
struct query;

struct monitor_source {
	struct source source;
	struct model *model; /* borrowed, as the link is */
	const struct link *link;
	struct query *filter, *search; /* in force; NULL none */
};

void monitor_source_init(struct monitor_source *s, struct model *model, const struct link *link);
void monitor_source_release(struct monitor_source *s); /* neither filter nor search is left */

#endif
