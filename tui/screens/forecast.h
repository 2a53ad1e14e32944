/* View 5: what is to come in the next twelve months, week by week. */
#ifndef TUI_SCREENS_FORECAST_H
#define TUI_SCREENS_FORECAST_H

struct app;

void forecast_open(struct app *a);

#endif
