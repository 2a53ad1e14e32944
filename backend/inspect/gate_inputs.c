#include "inspect/gate_inputs.h"

#include "base/mem.h"
#include "base/members.h"

struct names
gate_inputs_names(const json_t *object, const char *name)
{
	const json_t *array = json_object_get(object, name);
	size_t size = json_array_size(array), count = 0;
	const char **list;

	if (!size)
		return (struct names){0};
	list = mem_array(size, sizeof(*list));
	for (size_t i = 0; i < size; i++) {
		const char *s = json_string_value(json_array_get(array, i));

		if (s)
			list[count++] = s;
	}
	return (struct names){list, count};
}

void
gate_inputs_subject(const char *values[SUBJECT_FIELD_COUNT], const json_t *json)
{
	for (int f = 0; f < SUBJECT_FIELD_COUNT; f++)
		values[f] = text_at(json, subject_member((enum subject_field)f));
}

void
gate_inputs_read(struct gate_inputs *a, const json_t *json, int64_t now)
{
	const json_t *served = json_object_get(json, "served"),
		     *until = json_object_get(served, "not_after");

	*a = (struct gate_inputs){
	    .domain = text_at(json, "domain"),
	    .key_bits = (int)number_of(json, "key_bits"),
	    .csr_spki = text_at(json, "csr_spki"),
	    .key_spki = text_at(json, "key_spki"),
	    .sans = gate_inputs_names(json, "sans"),
	    .used_spkis = gate_inputs_names(json, "used_spkis"),
	    .issuers = gate_inputs_names(json, "issuers"),
	    .served = json_is_object(served),
	    .served_sha256 = text_at(served, "sha256"),
	    .served_not_after = json_is_integer(until) ? json_integer_value(until) : FACTS_NO_TIME,
	    .served_sans = gate_inputs_names(served, "sans"),
	    .served_eku = gate_inputs_names(served, "eku"),
	    .served_subject = text_at(served, "subject"),
	    .served_issuer = text_at(served, "issuer"),
	    .served_usage_known = json_is_array(json_object_get(served, "key_usage")),
	    .served_usage = gate_inputs_names(served, "key_usage"),
	    .declared_kind = text_at(json_object_get(json, "declared"), "kind"),
	    .declared = purpose_from(text_at(json_object_get(json, "declared"), "purpose")),
	    .now = now,
	};
	gate_inputs_subject(a->subject, json_object_get(json, "subject"));
}

void
gate_names_release(struct names *n)
{
	void *list;

	memcpy(&list, &n->list, sizeof(list)); /* the array is ours, the texts are not */
	free(list);
	*n = (struct names){0};
}

void
gate_inputs_release(struct gate_inputs *a)
{
	gate_names_release(&a->sans);
	gate_names_release(&a->used_spkis);
	gate_names_release(&a->issuers);
	gate_names_release(&a->served_sans);
	gate_names_release(&a->served_eku);
	gate_names_release(&a->served_usage);
}
