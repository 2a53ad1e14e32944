/* The rows of monitor.list as this program uses them: fetched, filtered and put in order. */
#ifndef CTL_ROWS_H
#define CTL_ROWS_H

#include "ctl/ctl.h"

#include "exporting/listed_row.h"
#include "expiry/field.h"

struct filter;
struct row_renewal;

struct rows {
	json_t **row; /* each owned */
	size_t count;
	int code; /* exit code when rows_fetch gave -1 */
};

/* Those that the filter (NULL: all) selects, in the order of sort (NULL: start-by first). full:
 * with everything, as in --json. -1 after saying why. */
int rows_fetch(struct ctl *ctl, bool full, const char *filter, const char *sort, struct rows *rows);
void rows_release(struct rows *rows);
/* One array, a row a line, so that a big one can be read and compared. */
void rows_write_json(const struct rows *rows, FILE *out);

/* A filter that somebody gave, for rows of those kinds (enum rows_kind); NULL after saying what is wrong with it. */
struct filter *rows_filter(struct ctl *ctl, const char *text, unsigned rows);
/* How a filter reads one of these rows, once they were fetched. */
const struct row_reader *rows_reader(void);
/* The same of a renewal as its lists have it; not who has it. */
void row_read_renewal(const json_t *renewal, struct row_renewal *r);

#endif
