/* What became of an import, said in the last line, wherever the user is by then; what was written can be taken back as one act. */
#ifndef TUI_SCREENS_IMPORT_END_H
#define TUI_SCREENS_IMPORT_END_H

#include <jansson.h>

struct app;
struct list_import;

void import_end_written(struct app *a, const struct list_import *import);
/* error: of the backend; NULL: it failed, and nothing of it stays. */
void import_end_refused(struct app *a, const json_t *error);
/* Nobody looks at it any more: it goes on, says one of these at its end, and frees itself. */
void import_end_leave(struct app *a, struct list_import *import);

#endif
