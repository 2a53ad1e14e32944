/* rooms: daemon probe store procedure inventory pki words expiry wire base */
/* Lines of a worker that has been taken over, into a row: whatever they say, the row is bounded,
 * its texts are clean, and it can be judged and told to a client. */
#include "base/config.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "daemon/operations/monitor_fields.h"
#include "daemon/probing/results.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/services_index.h"
#include "fuzz.h"
#include "wire/frame.h"
#include "wire/protocol.h"

#define NOW INT64_C(1795000000)

enum { ADDRESSES_BOUND = 64 };

static struct config *config;
static struct services_index *services;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_open("fuzz", -1, LOG_LEVEL_ERROR);
	config = config_load("/dev/null");
	services = services_index_new();
	return 0;
}

static void
must_be_clean(const char *text)
{
	char *again = text_cleaned(text, 0);

	must(strcmp(text, again) == 0);
	free(again);
}

static void
must_be_sound(struct roster *r, struct row *row)
{
	json_t *told;
	char *line;

	roster_judge(r, row, NOW);
	must(row->address_count <= 2 * ADDRESSES_BOUND);
	must_be_clean(row->monitor.detail);
	for (size_t i = 0; i < row->address_count; i++) {
		must_be_clean(row->addresses[i].address);
		must_be_clean(row->addresses[i].detail);
	}
	must(row_urgency(row, NOW) < URGENCY_COUNT);
	told = row_short(row);
	line = json_dumps(told, JSON_COMPACT);
	must(line != NULL && strlen(line) < LINE_MAX_BYTES);
	free(line);
	json_decref(told);
}

static struct row *
row_make(struct roster *r)
{
	struct monitor m;

	monitor_default(&m, NOW);
	m.id = m.version = 1;
	m.name = mem_strdup("x");
	m.host = mem_strdup("x.exemple.cat");
	return roster_add(r, &m);
}

static void
hear(struct roster *r, struct row *row, const char *line, size_t len, int64_t now)
{
	const char *code;
	char text[128];
	json_t *object = frame_parse(line, len, &code, text, sizeof(text));

	if (json_object_get(object, "certificate"))
		leaf_cache_add(roster_leaf_cache(r), json_object_get(object, "certificate"));
	else if (json_object_get(object, "result"))
		result_apply(row, json_object_get(object, "result"), true, now);
	json_decref(object);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct roster *r = roster_new(config, services);
	struct row *row = row_make(r);
	struct frame f = {.max = WORKER_LINE_MAX_BYTES};
	int64_t now = NOW;
	size_t len;
	char *line;

	if (size)
		memcpy(frame_room(&f, size + 1), data, size);
	else
		frame_room(&f, 1);
	frame_added(&f, size);
	*frame_room(&f, 1) = '\n';
	frame_added(&f, 1);
	while ((line = frame_line(&f, &len))) {
		hear(r, row, line, len, now++);
		must_be_sound(r, row);
	}
	frame_release(&f);
	roster_free(r);
	return 0;
}
