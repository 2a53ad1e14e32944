/* What a form and a dialog have around their fields: which keys save, and what the field with the cursor asks. They have one rule for Return: it goes to the next
 * field that has to be filled and is not, and where no other is left it saves, from whichever field. What is wrong then is
 * told beside its field, where the cursor goes. */
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

/* What a field asks stands beside it: to the right from `column` on, where the whole of it has room there; else under it,
 * after what is wrong with it. The texts may be NULL or "": nothing. */
bool form_frame_fits(const struct canvas *c, int column, const char *hint);
/* Under a field whose text begins at `column`: how many lines that takes, and drawing at most so many of them. */
int form_frame_under_lines(
    const struct canvas *c, int column, const char *problem, const char *hint);
void form_frame_under(
    struct canvas *c, int row, int column, int most, const char *problem, const char *hint);

#endif
