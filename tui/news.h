/* What the backend tells the console by itself goes from here into the models and to the screens. */
#ifndef TUI_NEWS_H
#define TUI_NEWS_H

#include "tui/model/link.h"

struct app;

/* The callbacks of the connection, for link_new. They borrow a, whose models are there before the first turn of the loop. */
struct link_owner news_listener(struct app *a);

#endif
