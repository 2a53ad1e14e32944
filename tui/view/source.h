/* Where the rows of a list come from: a set of rows with ids, in the order and with the filter that
 * were asked for, with a cursor that follows a row when rows change places, and with marks.
 *
 * The monitors, all in memory, are one (tui/model); what is fetched page by page from the backend is
 * another (fetched.h). Nothing here waits: what takes long goes on by itself, and is said to be busy. */
#ifndef TUI_VIEW_SOURCE_H
#define TUI_VIEW_SOURCE_H

#include "tui/model/search.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct filter;
struct source;

struct source_class {
	bool (*ready)(const struct source *s);   /* all rows were here once */
	size_t (*count)(const struct source *s); /* rows in the list: those that pass the filter */
	size_t (*total)(const struct source *s);
	size_t (*pending)(const struct source *s); /* rows that will move when the keyboard rests */
	bool (*busy)(const struct source *s);      /* order, filter or search are not done yet */
	bool (*sorting)(const struct source *s);   /* the order is not */
	/* NULL outside; good until the next change. */
	const void *(*row)(const struct source *s, size_t i);
	int64_t (*id)(const void *row);
	bool (*gone)(const struct source *s, int64_t id); /* still in the list, and no more there */

	bool (*worsened)(
	    const struct source *s, int64_t id); /* a moment ago; NULL: that is not known */

	size_t (*cursor)(const struct source *s);
	void (*move_to)(struct source *s, size_t i);    /* past the end: the last */
	void (*select)(struct source *s, int64_t id);   /* as soon as it is in the list */
	uint64_t (*generation)(const struct source *s); /* grows when rows change places */

	void (*sort)(struct source *s, int column, bool reverse);
	int (*order)(const struct source *s, bool *reverse); /* the column it is sorted by */
	/* Takes the filter over (expiry/filter.h); NULL: all rows. */
	void (*filter)(struct source *s, struct filter *filter);
	/* Calls fn with each text that a row has in the field (enum field of expiry/field.h; also FIELD_WHO and
	 * FIELD_PENDING), whatever the filter; the same one more than once, or "". NULL: nothing is known of them. */
	void (*texts)(
	    const struct source *s, int field, void (*fn)(const char *text, void *arg), void *arg);
	/* To the next row that has the folded text, from one on, in steps of +1 or -1, round the
	 * ends. "": nothing is searched for any more. */
	void (*search)(struct source *s, const char *folded, size_t from, int step);
	enum search_state (*searching)(const struct source *s);
	/* Once that is known: the how many-th of the rows found the cursor is on (0: on none), and how many there are.
	 * NULL: it never is. */
	bool (*found_place)(const struct source *s, size_t *nth, size_t *of);

	void (*mark)(struct source *s, int64_t id, bool on);
	bool (*marked)(const struct source *s, int64_t id);
	/* The ids, with their number in *count; the caller frees. */
	int64_t *(*marks)(const struct source *s, size_t *count);
	size_t (*mark_count)(const struct source *s);
	void (*unmark_all)(struct source *s);
};

/* Every source's struct begins with it. */
struct source {
	const struct source_class *class;
};

#endif
