/* What a form and a dialog show around their fields: which keys save, and the hint of the field with the cursor. Return works the
 * same in both: it goes to the next required field that is empty, and where there is none it saves, from any field. A fault is then
 * told beside its field, and the cursor goes there. */
#ifndef TUI_SCREENS_FORM_FRAME_H
#define TUI_SCREENS_FORM_FRAME_H

#include <stdbool.h>

struct app;
struct canvas;

/* What Return does now. Where it goes on nothing is saved, by no key. */
enum form_return { RETURN_SAVES, RETURN_GOES_TO_MISSING, RETURN_GOES_ON };

/* The first line: the title and, at its end, which keys save and which leaves.
 * Where there is no room for both, the keys stand on the second line. */
void form_frame_bar(struct app *a, const char *title, enum form_return does);
/* The same over a part of the screen, as a rule from that row on: 1 line, or 2. */
int form_frame_rule_lines(const struct app *a, const char *title, enum form_return does);
void form_frame_rule(struct app *a, int row, const char *title, enum form_return does);

/* What was typed has been sent, and is not answered: what is typed then would be in no saving, which is said. False: it is not so. */
bool form_frame_is_sent(struct app *a, bool sent);
/* Leaving then: a change cannot be thrown away any more, so it stays until it is answered. Where the backend hangs it goes, and it
 * is said that nobody knows what becomes of it. False: it is no change, and left as ever. */
bool form_frame_leave_sent(struct app *a, bool sent);

/* The hint of a field stands to the right of it, from `column` on, where all of it fits; else under it, after the fault. Either text
 * may be NULL or "". */
bool form_frame_fits(const struct canvas *c, int column, const char *hint);
/* Fault and hint under a field whose text begins at `column`: the lines that they take, and drawing at most so many. */
int form_frame_under_lines(
    const struct canvas *c, int column, const char *problem, const char *hint);
void form_frame_under(
    struct canvas *c, int row, int column, int most, const char *problem, const char *hint);

#endif
