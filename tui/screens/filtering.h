/* A filter over a list, or over whatever else is of rows: what is in force, and the one prompt in which it is typed. What is
 * typed is in force at once, as long as it can be read; Esc brings back what was before. */
#ifndef TUI_SCREENS_FILTERING_H
#define TUI_SCREENS_FILTERING_H

#include "tui/keys/actions.h"
#include "tui/screens/filter_language.h"
#include "tui/screens/filter_save.h"

/* Lives as long as the screen that has it. */
struct filtering {
	struct filtered of;
	const struct filter_language *language;
	const char *hint; /* of the prompt, while nothing is typed; a msgid */
	char *text;       /* as typed and in force; "" none */
	char *before;     /* what Esc in the prompt brings back */
	char *draft;      /* what was left in the prompt and is no filter yet; "" none */
	struct filter_to_save to_save; /* while its name is asked for */
};

/* language NULL: that of rows. */
void filtering_init(struct filtering *f, const struct filtered *of,
    const struct filter_language *language, const char *hint);
void filtering_release(struct filtering *f);

/* As if that had been typed: one that is no filter is said to be wrong, *fault where, and the last one stays. */
bool filtering_set(struct filtering *f, const char *text, struct field_fault *fault);
/* As it was left the last time; one that can be read no more, since a saved one is gone, is left out and said to be so by that
 * msgid, and why. */
void filtering_recall(struct filtering *f, const char *text, const char *left_out);
/* The prompt, which begins with text; NULL: as it was left. */
void filtering_ask(struct filtering *f, const char *text);
/* What the keys of every filter do: the prompt opens; going back takes the filter away first. False: it is none of these. */
bool filtering_act(struct filtering *f, enum action action);
/* "filter: qui:jo (3/31)", in so many columns at most: it is shortened before anything of it is left out. Nothing where there is no
 * filter, or no room for one letter of it. busy: it is still asking which rows pass. */
void filtering_describe(
    const struct filtering *f, size_t passed, size_t all, bool busy, int width, struct buf *out);

#endif
