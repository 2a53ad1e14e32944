/* Completion of a filter that is being typed, with what its language knows and what the rows of the list have. */
#ifndef TUI_SCREENS_FILTER_COMPLETION_H
#define TUI_SCREENS_FILTER_COMPLETION_H

#include <stddef.h>

struct filter_language;
struct filtered;

/* What goes on where byte `at` of text is, and replaces what stands from byte *from on; what there is to choose from is
 * said. NULL: nothing goes on, which is said too. The caller frees. */
char *filter_completion(const struct filtered *l, const struct filter_language *language,
    const char *text, size_t at, size_t *from);

#endif
