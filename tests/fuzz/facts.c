/* rooms: pki base */
/* A certificate's facts, from any bytes: their texts are clean UTF-8 within their bounds, and as a
 * line of the worker they are one that the daemon takes. */
#include "base/log.h"
#include "base/text.h"
#include "fuzz.h"
#include "pki/facts.h"

enum { LINE_MAX_BYTES_OF_WORKER = 512 * 1024 };

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_open("fuzz", -1, LOG_LEVEL_ERROR);
	return 0;
}

static void
must_be_clean(const char *text, size_t max)
{
	char *again = text_cleaned(text, 0);

	must(strcmp(text, again) == 0);
	must(strlen(text) <= max);
	free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = {0};
	struct facts *f = facts_read(data, size, &err);
	json_t *object;
	char *line;

	if (!f) {
		must(strcmp(err.code, "bad-certificate") == 0);
		return 0;
	}
	must_be_clean(f->subject, FACTS_NAME_MAX_BYTES);
	must_be_clean(f->issuer, FACTS_NAME_MAX_BYTES);
	must_be_clean(f->subject_cn, FACTS_TEXT_MAX_BYTES);
	must_be_clean(f->issuer_cn, FACTS_TEXT_MAX_BYTES);
	must_be_clean(f->key, FACTS_TEXT_MAX_BYTES);
	must_be_clean(f->signature, FACTS_TEXT_MAX_BYTES);
	for (size_t i = 0; i < f->san_count; i++)
		must_be_clean(f->sans[i], FACTS_SANS_MAX_BYTES);
	object = facts_json(f);
	line = json_dumps(object, JSON_COMPACT);
	must(line != NULL && strlen(line) < LINE_MAX_BYTES_OF_WORKER - 32);
	free(line);
	json_decref(object);
	facts_free(f);
	return 0;
}
