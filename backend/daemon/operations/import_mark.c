#include "daemon/operations/import_mark.h"

#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/session.h"
#include "daemon/state/writer.h"
#include "store/store.h"

#include <string.h>

static size_t
count_of_state(const json_t *results, const char *state)
{
	size_t count = 0, i;
	const json_t *one;

	json_array_foreach(results, i, one)
		count += !strcmp(text_of(one, "state"), state);
	return count;
}

int
import_mark(struct session *s, int64_t import, int64_t before, const json_t *results,
    int64_t *number, struct err *err)
{
	struct daemon *d = session_daemon(s);
	int64_t head;
	json_t *after;
	int rc;

	*number = import;
	if (store_event_head(d->store, &head, err) < 0)
		return -1;
	if (head == before)
		return 0;
	if (!import)
		*number = head + 1;
	after = json_pack("{s:I, s:I, s:I, s:I, s:I}", "import", (json_int_t)*number, "from",
	    (json_int_t)before + 1, "to", (json_int_t)head, "added",
	    (json_int_t)count_of_state(results, "added"), "changed",
	    (json_int_t)count_of_state(results, "changed"));
	rc = writer_event(d->writer, session_actor(s), "monitor.import", 0, NULL, after, err);
	json_decref(after);
	return rc;
}
