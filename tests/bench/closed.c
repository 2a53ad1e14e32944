/* Fills a database with closed renewals, as the backend writes them: the first one in it, closed as it stands, so often.
 *
 *   closed DATABASE COUNT        the backend is not running */
#include "base/clock.h"
#include "base/mem.h"
#include "store/renewals.h"

#include <jansson.h>

#include <stdio.h>

static void
close_it(struct stored_renewal *r, int64_t now)
{
	json_t *doc = json_loads(r->snapshot, 0, NULL);

	json_object_set_new(doc, "state", json_string("closed"));
	json_object_set_new(doc, "outcome", json_string("renewed"));
	json_object_set_new(doc, "closed_at", json_integer(now));
	free(r->snapshot);
	r->snapshot = json_dumps(doc, JSON_COMPACT);
	r->closed_at = now;
	json_decref(doc);
}

/* The first is among them. */
static int
fill(struct store *s, long count, int64_t now, struct err *err)
{
	const struct event event = {.actor = {.login = "bench", .proven = true},
	    .what = "renewal.close",
	    .before = "",
	    .after = ""};
	struct stored_renewal r = {0};
	int rc = store_renewal_get(s, 1, &r, err);

	if (!rc) {
		close_it(&r, now);
		rc = store_begin(s, err);
	}
	if (!rc)
		rc = store_renewal_update(s, &r, err);
	for (long i = 1; i < count && !rc; i++)
		rc = store_renewal_insert(s, &r, err);
	if (!rc)
		rc = store_event_append(s, &event, err);
	if (!rc)
		rc = store_commit(s, err);
	record_release(&r);
	return rc;
}

int
main(int argc, char **argv)
{
	struct err err = {0};
	struct store *s = argc == 3 ? store_open(argv[1], 0, clock_system(), &err) : NULL;
	int rc = s ? fill(s, strtol(argv[2], NULL, 10), clock_wall(clock_system()), &err) : -1;

	store_close(s);
	if (rc)
		fprintf(stderr, "closed: %s\n", err.text);
	return rc ? 1 : 0;
}
