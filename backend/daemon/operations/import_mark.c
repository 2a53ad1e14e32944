#include "daemon/operations/import_mark.h"

#include "base/members.h"
#include "base/monitor_field.h"
#include "base/sha256.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/session.h"
#include "daemon/state/writer.h"
#include "store/imported.h"
#include "store/store.h"

#include <stdlib.h>

static json_t *
list_json(const json_t *args, int64_t number)
{
	json_int_t total = number_of(args, "total");
	json_t *list = json_pack("{s:I, s:I}", "import", (json_int_t)number, "rows",
	    total ? total : (json_int_t)json_array_size(json_object_get(args, "rows")));
	char *name = text_cleaned(text_of(args, "file"), MONITOR_TEXT_MAX);

	if (*name)
		json_object_set_new(list, "file", json_string(name));
	if (sha256_is_hex(string_of(args, "digest")))
		json_object_set(list, "sha256", json_object_get(args, "digest"));
	free(name);
	return list;
}

int
import_mark_begin(struct session *s, const json_t *args, int64_t *number, struct err *err)
{
	struct daemon *d = session_daemon(s);
	int64_t head;
	json_t *after;
	int rc;

	if (*number)
		return 0;
	if (store_event_head(d->store, &head, err) < 0)
		return -1;
	*number = head + 1;
	after = list_json(args, *number);
	rc = writer_event(d->writer, session_actor(s), "monitor.import", 0, NULL, after, err);
	json_decref(after);
	return rc;
}

int
import_mark_part(
    struct session *s, const json_t *args, int64_t before, int64_t *number, struct err *err)
{
	struct daemon *d = session_daemon(s);
	struct import_part part = {.first = before + 1};

	if (store_event_head(d->store, &part.last, err) < 0)
		return -1;
	if (part.last == before)
		return 0;
	if (import_mark_begin(s, args, number, err) < 0 ||
	    store_event_head(d->store, &part.last, err) < 0)
		return -1;
	return store_import_part_put(d->store, *number, &part, err);
}
