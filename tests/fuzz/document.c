/* rooms: pki base */
/* A file that somebody handed over, through every gate: its texts are clean, its answer is a line
 * that a child may say, and what could not be read opens no gate. The first byte chooses the gate. */
#include "base/log.h"
#include "base/text.h"
#include "fuzz.h"
#include "pki/gates.h"
#include "pki/trust.h"
#include "pki/document_read.h"

static const struct trust *none;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_open("fuzz", -1, LOG_LEVEL_ERROR);
	none = trust_load(false, NULL, 0);
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
must_all_be_clean(const json_t *json)
{
	const char *name;
	json_t *one;
	size_t i;

	if (json_is_string(json))
		must_be_clean(json_string_value(json));
	json_array_foreach(json, i, one)
		must_all_be_clean(one);
	json_object_foreach((json_t *)(uintptr_t)json, name, one)
		must_all_be_clean(one);
}

static void
pass_gate(enum gate gate, struct document *d, const struct err *trouble)
{
	static const char *const issuers[] = {"Sectigo"};
	const struct gate_inputs asked = {.domain = "www.exemple.cat",
	    .subject = {"www.exemple.cat"},
	    .key_bits = 2048,
	    .issuers = {issuers, 1},
	    .served = true,
	    .served_not_after = 1795000000,
	    .now = 1795000000};
	struct leaf_choice choice;
	const struct item *leaf = d ? gate_item(gate, d, &asked, &choice) : NULL;
	struct gate_report report;
	json_t *checks;

	if (leaf && leaf->kind == ITEM_CERTIFICATE)
		document_check_chain(d, leaf, none, false, asked.now);
	gate_run(gate, d, trouble, &asked, &report);
	must(d || !gate_open(&report));
	checks = gate_json(&report);
	must(json_array_size(checks) == report.count);
	must_all_be_clean(checks);
	json_decref(checks);
	gate_release(&report);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum gate gate = (enum gate)(take_byte(&data, &size) % GATE_COUNT);
	struct err err = {0};
	struct document *d = document_read(data, size, NULL, &err);
	json_t *object;

	must(d || *err.code);
	pass_gate(gate, d, &err);
	if (d) {
		must(d->count <= DOCUMENT_ITEMS_MAX);
		object = document_json(d, NULL);
		must_all_be_clean(object);
		json_decref(object);
		document_free(d);
	}
	return 0;
}
