#include "procedure/renewal_meaning.h"

#include "procedure/renewal_ask.h"
#include "procedure/renewal_flow.h"
#include "procedure/site.h"

#include "base/checks.h"
#include "base/mem.h"

/* The choice of a decision that counts and is made; NULL. */
static const struct step_option *
choice_in_force(const struct renewal *r, const struct node *n)
{
	if (n->step->kind != STEP_DECISION || n->counts != COUNTS_YES || n->own != STATE_DONE)
		return NULL;
	return step_option(n->step, text_at(record_of(r, n->key), "choice"));
}

static const char *
meant_by(
    const struct renewal *r, const struct definition *d, const struct names *names, enum meaning m)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct asked_value *v = definition_value(d, names->items[i]);

		if (v && v->means == (int)m)
			return text_at(
			    json_object_get(json_object_get(r->doc, "values"), v->name), "value");
	}
	return NULL;
}

const char *
renewal_meant(const struct renewal *r, enum meaning m)
{
	const char *text = NULL;
	struct flow f;

	flow_init(&f, r);
	for (size_t i = 0; !text && i < f.count; i++) {
		const struct step_option *o = choice_in_force(r, &f.nodes[i]);

		if (o)
			text = meant_by(r, f.nodes[i].definition, &o->asks, m);
		if (o && !text)
			text = meant_by(r, f.nodes[i].definition, &o->offers, m);
	}
	flow_release(&f);
	return text;
}

int
renewal_value_means(const struct renewal *r, const char *name)
{
	for (size_t i = 0; i < r->pin_count; i++) {
		const struct asked_value *v = definition_value(r->pins[i], name);

		if (v)
			return v->means;
	}
	return -1;
}

bool
renewal_is_number(const struct renewal *r, const char *name)
{
	for (size_t i = 0; i < r->pin_count; i++)
		for (size_t k = 0; k < r->pins[i]->step_count; k++) {
			const struct step *s = &r->pins[i]->steps[k];

			if (s->kind == STEP_VALUE && s->ticket_role >= 0 && !strcmp(s->sets, name))
				return true;
		}
	return renewal_value_means(r, name) == MEANS_TICKET;
}

const char *
renewal_origin_held(const struct renewal *r)
{
	const char *name;
	json_t *one;

	json_object_foreach(json_object_get(r->doc, "values"), name, one) {
		if (renewal_value_means(r, name) == MEANS_TICKET && text_at(one, "value"))
			return text_at(one, "value");
	}
	return text_at(r->doc, "ticket");
}

const char *
renewal_origin_ticket(const struct renewal *r)
{
	const char *held = renewal_origin_held(r);

	return held ? held : r->linked_origin;
}

void
renewal_origin_link(struct renewal *r, const char *key)
{
	mem_replace(&r->linked_origin, key);
}

static const char *
issuer_words(const struct renewal *r, const struct site *site)
{
	const char *words = NULL;
	struct flow f;

	flow_init(&f, r);
	for (size_t i = 0; !words && i < f.count; i++) {
		const struct step_option *o = choice_in_force(r, &f.nodes[i]);
		char *name;

		if (!o || !o->issuer)
			continue;
		name = mem_printf("issuer.%s", o->issuer);
		words = site_value(site, name);
		free(name);
	}
	flow_release(&f);
	return words ? words : renewal_meant(r, MEANS_ISSUER);
}

json_t *
renewal_issuers(const struct renewal *r, const struct site *site)
{
	const char *words = issuer_words(r, site);
	json_t *list = json_array();

	for (; words && *(words += strspn(words, ", ")); words += strcspn(words, ","))
		json_array_append_new(list, json_stringn(words, strcspn(words, ",")));
	return list;
}

json_t *
renewal_subject(const struct renewal *r, const struct site *site, int32_t today, int *key_bits)
{
	json_t *subject = json_object();
	const struct definition *d = NULL;

	*key_bits = 0;
	for (size_t i = 0; i < r->pin_count && !d; i++)
		if (r->pins[i]->subject.line || r->pins[i]->subject.key_bits)
			d = r->pins[i];
	for (size_t i = 0; d && i < SUBJECT_TEXT_COUNT; i++) {
		char *filled = NULL;

		if (d->subject.texts[i] && renewal_fill(r, site, d->subject.texts[i], false, "",
					       today, &filled, NULL) == 0)
			put_text(subject, subject_text_name(i), filled);
		free(filled);
	}
	if (d)
		*key_bits = d->subject.key_bits;
	return subject;
}

bool
renewal_has_declared(const struct renewal *r, const struct site *site, const struct definition *d,
    const struct check_info *check)
{
	int text = subject_text_of_check((int)(check - check_info((enum check_name)0)));

	if (d->old)
		return true;
	if (text >= 0)
		return d->subject.texts[text] != NULL;
	if (check == check_info(CHECK_NAME_CSR_KEY_SIZE))
		return d->subject.key_bits > 0;
	if (check == check_info(CHECK_NAME_CERTIFICATE_ISSUER)) {
		json_t *issuers = renewal_issuers(r, site);
		bool known = json_array_size(issuers) > 0;

		json_decref(issuers);
		return known;
	}
	return true;
}

static bool
holds_ticket(const struct renewal *r, const struct renewal_step *wait, const char *key)
{
	char name[RENEWAL_KEY_BYTES];
	struct renewal_step holder;
	const char *held;

	snprintf(name, sizeof(name), "%s/%s", wait->definition->name, wait->step->ends_with_ticket);
	if (!renewal_step_find(r, name, &holder) || holder.state != STATE_DONE)
		return false;
	held = text_at(holder.record, "ticket");
	return held && !strcmp(held, key);
}

bool
renewal_wait_of_ticket(const struct renewal *r, const char *key, struct renewal_step *out)
{
	for (size_t i = 0; renewal_step_at(r, i, out); i++)
		if (out->step->ends_with_ticket && out->state == STATE_WAITING &&
		    holds_ticket(r, out, key))
			return true;
	return false;
}
