/* In an account that several people share: asks who sits here, until the backend takes what is said. */
#ifndef TUI_SCREENS_WHO_IS_THERE_H
#define TUI_SCREENS_WHO_IS_THERE_H

struct app;

void who_is_there_ask(struct app *a);

#endif
