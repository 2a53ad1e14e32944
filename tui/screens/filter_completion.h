/* Completion of a filter that is being typed, with what the language knows and what the rows of the list have. */
#ifndef TUI_SCREENS_FILTER_COMPLETION_H
#define TUI_SCREENS_FILTER_COMPLETION_H

#include <stddef.h>

struct app;
struct source;

/* What goes on where byte `at` of text is, and replaces what stands from byte *from on; what there is to choose from is
 * said. NULL: nothing goes on, which is said too. rows as for filter_parse. The caller frees. */
char *filter_completion(struct app *a, const struct source *source, unsigned rows, const char *text,
    size_t at, size_t *from);

#endif
