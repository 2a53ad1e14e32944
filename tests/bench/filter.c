/* How long it takes to ask a filter of every row that a console has in memory, and to bring these into another order.
 *
 *   filter ROWS TEXT        prints milliseconds of the processor: of reading the filter and of asking it
 *   filter ROWS =COLUMN     of that order (a number of enum column), and of making the list of it */
#include "base/clock.h"
#include "base/mem.h"
#include "expiry/filter.h"
#include "expiry/urgency.h"
#include "tui/model/model.h"
#include "tui/model/query.h"

#include <time.h>

static double
ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
put(struct model *m, int64_t now, int64_t id)
{
	static const char *const services[] = {
	    "Seu", "Tràmits", "Via Oberta", "e-NOTUM", "VÀLid", "Portal·lingüístic"};
	json_int_t end = now + id % 400 * DAY;
	char *host = mem_printf("servei%lld.exemple.cat", (long long)id);
	json_t *row = json_pack(
	    "{s:I, s:I, s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:[s], s:s, s:[s], s:I, s:[I, I, "
	    "I, I, I], s:s, s:s, s:I, s:I, s:s}",
	    "id", (json_int_t)id, "version", (json_int_t)1, "name", "", "host", host, "port", 443,
	    "protocol", "tls", "sni", "", "kind", id % 2 ? "server" : "device", "environment",
	    id % 3 ? "PRO" : "PRE", "service", services[id % 6], "tags", id % 5 ? "dmz" : "intern",
	    "outcome", "ok", "problems", id % 7 ? "stale" : "incomplete-chain", "not_after", end,
	    "d", end - 60 * DAY, end - 40 * DAY, end - 30 * DAY, end - 7 * DAY, end, "issuer_cn",
	    id % 3 ? "Sectigo RSA OV" : "EC-SectorPublic", "subject_cn", host, "checked_at",
	    (json_int_t)now, "seen_at", (json_int_t)now, "certificate_kind",
	    id % 4 ? "CDS-1" : "segell");

	model_put(m, row);
	json_decref(row);
	free(host);
}

struct asking {
	struct query *q;
	int64_t now;
	size_t found;
};

static bool
ask(const struct row *r, void *arg)
{
	struct asking *a = arg;

	a->found += query_matches(r, a->now, a->q);
	return true;
}

static void
settle(struct model *m)
{
	do {
		model_prepare(m);
	} while (model_work(m, INT64_MAX) || model_has_work(m));
	model_prepare(m);
}

static void
time_order(struct model *m, int column)
{
	double began, sorted;

	model_ready(m);
	settle(m);
	began = ms();
	model_sort(m, (enum column)column, false);
	while (model_sorting(m))
		model_work(m, INT64_MAX);
	sorted = ms();
	settle(m);
	printf("%.3f %.3f\n", sorted - began, ms() - sorted);
}

int
main(int argc, char **argv)
{
	int64_t rows = argc == 3 ? strtoll(argv[1], NULL, 10) : 0, now = clock_wall(clock_system());
	struct model *m = model_new(clock_system());
	struct asking asking = {.now = now};
	struct filter *f;
	double began, read, asked;

	for (int64_t id = 1; id <= rows; id++)
		put(m, now, id);
	if (rows && *argv[2] == '=') {
		time_order(m, atoi(argv[2] + 1));
		model_free(m);
		return 0;
	}
	began = ms();
	f = rows ? filter_parse(argv[2], ROWS_MONITORS, NULL, NULL) : NULL;
	if (!f)
		return 2;
	asking.q = query_filter(f, NULL);
	read = ms();
	model_each(m, ask, &asking);
	asked = ms();
	printf("%.3f %.3f %zu\n", read - began, asked - read, asking.found);
	query_free(asking.q);
	model_free(m);
	return 0;
}
