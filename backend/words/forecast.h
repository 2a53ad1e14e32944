/* What is to come (expiry/forecast.h), in words. */
#ifndef WORDS_FORECAST_H
#define WORDS_FORECAST_H

#include <jansson.h>

#include <stdint.h>

struct buf;
struct forecast;
struct forecast_week;

/* "30/11/2026 w49" */
void words_forecast_week(const struct forecast_week *week, struct buf *out);
/* How many certificates of servers expire a month, and how many renewals the team closed. closed: months, of renewal.closed;
 * NULL: nothing is said of that. */
void words_forecast_month(const struct forecast *f, const json_t *closed, struct buf *out);
/* What the fleet needs under the rule that holds, and under those to come. */
void words_forecast_rules(const struct forecast *f, int64_t now, struct buf *out);

#endif
