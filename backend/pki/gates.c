#include "pki/gates.h"

#include "pki/checks.h"

static const struct gate_line {
	const char *text;
	enum item_kind about;
	const struct check *checks;
} gates[] = {
    [GATE_CSR] = {"csr", ITEM_CSR, csr_checks},
    [GATE_KEY] = {"key", ITEM_KEY, key_checks},
    [GATE_CERTIFICATE] = {"certificate", ITEM_CERTIFICATE, certificate_checks},
    [GATE_P12] = {"p12", ITEM_CERTIFICATE, p12_checks},
};
_Static_assert(sizeof(gates) / sizeof(gates[0]) == GATE_COUNT, "every gate has a line");

const char *
gate_text(enum gate g)
{
	return gates[g].text;
}

int
gate_from(const char *text)
{
	for (int g = 0; text && g < GATE_COUNT; g++)
		if (!strcmp(gates[g].text, text))
			return g;
	return -1;
}

const char *
check_id(const struct check *c)
{
	return check_info(c->name)->name;
}

bool
check_critical(const struct check *c)
{
	return check_info(c->name)->grade == CHECK_CRITICAL;
}

const struct check *
gate_check(enum gate g, size_t i)
{
	return gates[g].checks[i].made ? &gates[g].checks[i] : NULL;
}

const struct item *
gate_item(enum gate g, const struct document *d, const struct gate_inputs *asked,
    struct leaf_choice *choice)
{
	const struct item *key = g == GATE_P12 ? document_first(d, ITEM_KEY) : NULL;
	const char *spki = asked->csr_spki ? asked->csr_spki : asked->key_spki;

	*choice = (struct leaf_choice){0};
	if (gates[g].about != ITEM_CERTIFICATE)
		return document_first(d, gates[g].about);
	return document_choose_leaf(d, key ? key->facts->key_sha256 : spki, choice);
}

static bool
can_look(const struct check *check, const struct case_file *c)
{
	if (!c->d)
		return check->bare == BARE_DOCUMENT;
	return c->item || check->bare != BARE_NOT;
}

void
gate_run(enum gate g, const struct document *document, const struct err *trouble,
    const struct gate_inputs *asked, struct gate_report *out)
{
	struct case_file c = {.d = document, .trouble = trouble, .asked = asked};

	if (document)
		c.item = gate_item(g, document, asked, &c.choice);
	if (c.item)
		c.facts = c.item->facts;
	*out = (struct gate_report){.gate = g};
	for (const struct check *check = gates[g].checks; check->made && out->count < CHECKS_MAX;
	     check++) {
		struct check_result *result = &out->results[out->count];

		out->checks[out->count++] = check;
		if (can_look(check, &c))
			check->look(check, &c, result);
		else
			check_skip(result, "not-read");
	}
}

void
gate_release(struct gate_report *r)
{
	for (size_t i = 0; i < r->count; i++)
		json_decref(r->results[i].args);
	r->count = 0;
}

bool
gate_open(const struct gate_report *r)
{
	bool passed = false;

	for (size_t i = 0; i < r->count; i++) {
		if (!check_critical(r->checks[i]))
			continue;
		if (r->results[i].state == CHECK_FAILED)
			return false;
		passed = passed || r->results[i].state == CHECK_PASSED;
	}
	return passed;
}

json_t *
gate_json(const struct gate_report *r)
{
	json_t *array = json_array();

	for (size_t i = 0; i < r->count; i++) {
		const struct check_result *result = &r->results[i];
		json_t *line = json_pack("{s:s, s:s, s:s}", "id", check_id(r->checks[i]), "weight",
		    check_grade_text(check_info(r->checks[i]->name)->grade), "state",
		    check_state_text(result->state));

		if (*result->code)
			json_object_set_new(line, "code", json_string(result->code));
		if (result->args)
			json_object_set(line, "args", result->args);
		json_array_append_new(array, line);
	}
	return array;
}
