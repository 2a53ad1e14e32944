/* What the user typed as a filter or a search, compiled for the model. */
#ifndef TUI_MODEL_QUERY_H
#define TUI_MODEL_QUERY_H

#include "expiry/field.h"
#include "tui/model/row.h"

struct filter;
struct link;
struct query;

/* A filter, which it takes over, for the model's rows. link: knows who asks, and outlives the query; NULL: nobody. */
struct query *query_filter(struct filter *filter, const struct link *link);
/* A text that some field of a row contains. */
struct query *query_search(const char *text);
bool query_searches(
    const struct query *q, const char *text); /* it is one for that text; NULL is none */
void query_free(struct query *q);
/* A model_match_fn; arg is the query. */
bool query_matches(const struct row *r, int64_t now, void *arg);
/* What the filter language asks of a monitor, of other rows that stand for it (expiry/field.h). */
const char *query_text(const struct row *r, enum field field, size_t i);
bool query_number(const struct row *r, int64_t now, enum field field, int64_t *value);

#endif
