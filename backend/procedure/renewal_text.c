/* What stands in the holes of a text. A name is looked for in the order: what every renewal
 * gives (values.h), tickets and documents, what was chosen or typed in, and the site. Where nobody knows it
 * yet, words stand there: those of the site (site_missing), or of the procedure, which knows what it asks for.
 *
 * A choice is said by its title, but for the kind of certificate that is asked for: that one the site may know
 * better than the procedure (choice_title). What was worked out of the choices (the flow) is made when a name of
 * the text first needs it, and serves for all of them. Nothing here changes the renewal. */
#include "procedure/renewal_flow.h"
#include "procedure/renewal_ask.h"
#include "procedure/renewal_meaning.h"
#include "procedure/renewal_names.h"

#include "procedure/site.h"
#include "procedure/template.h"
#include "procedure/values.h"

#include "base/buf.h"
#include "base/mem.h"

static const char *look_up(void *ctx, const char *name, const char **instead);

struct asking {
	const struct renewal *r;
	const struct site *site;
	const char *user;
	int32_t today;
	struct flow *flow;  /* worked out when a name first needs it, for all names of the text */
	bool within;        /* a text of the subject: it has no other in it */
	char *last, *words; /* what the last lookup gave: the template uses it at once */
};

/* Steals the names; from number `from` on. */
static char *
texts_joined(json_t *names, size_t from)
{
	struct buf b = {0};

	buf_puts(&b, "");
	for (size_t i = from; i < json_array_size(names); i++)
		buf_printf(
		    &b, "%s%s", i > from ? ", " : "", json_string_value(json_array_get(names, i)));
	json_decref(names);
	return buf_steal(&b);
}

/* As people write dates here. */
static char *
date(int32_t d)
{
	int year, month, day;

	if (d == DAY_NONE)
		return NULL;
	day_to_date(d, &year, &month, &day);
	return mem_printf("%02d/%02d/%04d", day, month, year);
}

static char *
year_of(int32_t d)
{
	int year, month, day;

	if (d == DAY_NONE)
		return NULL;
	day_to_date(d, &year, &month, &day);
	return mem_printf("%04d", year);
}

static char *
number(const struct renewal *r)
{
	const json_t *id = json_object_get(r->doc, "id");

	return json_is_integer(id) ? mem_printf("%lld", (long long)json_integer_value(id)) : NULL;
}

/* Of the certificate in use, as it was seen, or as a person said. */
static char *
expires(const struct renewal *r)
{
	const char *said =
	    text_at(json_object_get(json_object_get(r->doc, "values"), "expires"), "value");
	int64_t seen = number_of(r->doc, "expires");

	return seen ? date(day_at(seen)) : said ? date(day_from_text(said)) : NULL;
}

/* As a folder can be called: none of what separates folders, or Windows refuses. */
static char *
folder_named(const char *text)
{
	char *name = mem_strdup(text);

	for (char *c = name; c && *c; c++)
		if (strchr("\\/:*?\"<>|", *c))
			*c = '-';
	return name;
}

static char *
own(const struct asking *a, const char *name)
{
	const struct renewal *r = a->r;
	const char *domain = renewal_subject_name(r);

	if (!strcmp(name, "domain"))
		return mem_strdup(domain);
	if (!strcmp(name, "domains"))
		return texts_joined(renewal_names(r), 0);
	if (!strcmp(name, "further-names"))
		return texts_joined(renewal_names(r), 1);
	if (!strcmp(name, "names-left-out"))
		return texts_joined(renewal_names_lost(r), 0);
	if (!strcmp(name, "domain-folder"))
		return domain ? site_folder_name(a->site, domain) : NULL;
	if (!strcmp(name, "expires"))
		return expires(r);
	if (!strcmp(name, "issuer-folder"))
		return folder_named(renewal_meant(r, MEANS_ISSUER));
	if (!strcmp(name, "certificate-kind"))
		return mem_strdup(text_at(json_object_get(r->doc, "kind"), "id"));
	if (!strcmp(name, "certificate-kind-title"))
		return mem_strdup(text_at(json_object_get(r->doc, "kind"), "title"));
	if (!strcmp(name, "today"))
		return date(a->today);
	if (!strcmp(name, "user"))
		return mem_strdup(a->user);
	if (!strcmp(name, "renewal"))
		return number(r);
	return NULL;
}

/* "ticket.tiquet-csr", "document.csr.name" */
static char *
gathered(const struct renewal *r, const struct flow *f, const char *name)
{
	char role[32];
	const char *dot;

	if (!strncmp(name, "ticket.", 7)) {
		const struct node *n = flow_find(f, name + 7);

		return n ? mem_strdup(text_at(record_of(r, n->key), "ticket")) : NULL;
	}
	if (strncmp(name, "document.", 9) != 0 || !(dot = strchr(name + 9, '.')))
		return NULL;
	snprintf(role, sizeof(role), "%.*s", (int)(dot - name - 9), name + 9);
	return mem_strdup(
	    text_at(json_object_get(json_object_get(r->doc, "documents"), role), dot + 1));
}

static void
asking_release(struct asking *a)
{
	free(a->last);
	free(a->words);
}

/* "subject.unit", with its own holes filled; of the procedure that declares one. */
static char *
subject_text(const struct asking *a, const char *name)
{
	struct asking within = *a;
	const struct definition *d = NULL;
	int text = subject_text_from(name);
	struct buf b = {0};

	within.within = true;
	within.last = within.words = NULL;
	for (size_t i = 0; i < a->r->pin_count && !d; i++)
		if (a->r->pins[i]->subject.line)
			d = a->r->pins[i];
	if (!d || a->within)
		return NULL;
	if (!strcmp(name, "key-bits"))
		return d->subject.key_bits ? mem_printf("%d", d->subject.key_bits) : NULL;
	if (text < 0 || !d->subject.texts[text])
		return NULL;
	if (template_expand(&b, d->subject.texts[text], TEMPLATE_PLAIN, look_up, &within, NULL) <
	    0) {
		asking_release(&within);
		buf_release(&b);
		return NULL;
	}
	asking_release(&within);
	return buf_steal(&b);
}

/* What was typed; a date that was asked for as one, as people write it here. */
static char *
typed_text(const struct renewal *r, const char *name)
{
	const char *typed =
	    text_at(json_object_get(json_object_get(r->doc, "values"), name), "value");
	char *as_date = NULL;

	if (!typed && renewal_value_means(r, name) == MEANS_TICKET)
		typed = renewal_origin_ticket(r);
	for (size_t i = 0; typed && !as_date && i < r->pin_count; i++) {
		const struct asked_value *v = definition_value(r->pins[i], name);

		if (v && v->type == ASKED_DATE)
			as_date = date(day_from_text(typed));
	}
	return as_date ? as_date : mem_strdup(typed);
}

/* The step whose doing gives the value. */
static const struct step *
giver(const struct definition *d, const char *name)
{
	if (!strncmp(name, "ticket.", 7))
		return definition_step(d, name + 7);
	for (size_t i = 0; i < d->step_count; i++)
		if (d->steps[i].sets && !strcmp(d->steps[i].sets, name))
			return &d->steps[i];
	return NULL;
}

/* Of a kind of certificate that its procedure knows by another's name alone, its own. */
static const char *
choice_title(const struct renewal *r, const char *name, const struct step_option *choice)
{
	const char *own = text_at(json_object_get(r->doc, "kind"), "title"), *value;

	for (size_t i = 0; own && i < r->pin_count; i++) {
		const struct step *s = giver(r->pins[i], name);

		if (!s || s->means != MEANS_KIND)
			continue;
		value = renewal_kind_choice(r, s);
		if (value && !strcmp(value, choice->value))
			return own;
	}
	return choice->title;
}

static char *
value_of(struct asking *a, const char *name)
{
	const struct step_option *choice;
	char *text = own(a, name);

	if (text)
		return text;
	if (!a->flow->r)
		flow_init(a->flow, a->r);
	text = gathered(a->r, a->flow, name);
	choice = text ? NULL : flow_choice(a->flow, name);
	if (!text)
		text =
		    choice ? mem_strdup(choice_title(a->r, name, choice)) : typed_text(a->r, name);
	if (!text)
		text = mem_strdup(site_value(a->site, name));
	if (!text && !strcmp(name, "folder-year"))
		text = year_of(a->today);
	return text;
}

char *
renewal_value(const struct renewal *r, const struct site *site, const char *name, const char *user,
    int32_t today)
{
	struct flow f = {0};
	struct asking a = {.r = r, .site = site, .user = user, .today = today, .flow = &f};
	char *text = value_of(&a, name);

	flow_release(&f);
	return text;
}

/* ---- what nobody knows yet ---- */

static char *
title_asked(const char *title)
{
	return title ? mem_printf("(%s?)", title) : NULL;
}

static char *
missing_in(const struct definition *d, const char *name)
{
	const struct asked_value *v = definition_value(d, name);
	const struct step *s = v ? NULL : giver(d, name);

	if (v && v->missing)
		return mem_strdup(v->missing);
	return title_asked(v ? v->title : s ? s->title : NULL);
}

static char *
missing_words(const struct asking *a, const char *name)
{
	char *words = mem_strdup(site_missing(a->site, name));

	for (size_t i = 0; i < a->r->pin_count && !words; i++)
		words = missing_in(a->r->pins[i], name);
	return words;
}

static const char *
look_up(void *ctx, const char *name, const char **instead)
{
	struct asking *a = ctx;

	asking_release(a);
	a->words = NULL;
	a->last = strncmp(name, "subject.", 8) ? value_of(a, name) : subject_text(a, name + 8);
	if (!a->last)
		*instead = a->words = missing_words(a, name);
	return a->last;
}

int
renewal_fill(const struct renewal *r, const struct site *site, const char *text, bool wiki,
    const char *user, int32_t today, char **filled, struct err *err)
{
	struct flow f = {0};
	struct asking a = {.r = r, .site = site, .user = user, .today = today, .flow = &f};
	struct buf b = {0};
	int result =
	    template_expand(&b, text, wiki ? TEMPLATE_WIKI : TEMPLATE_PLAIN, look_up, &a, err);

	asking_release(&a);
	flow_release(&f);
	*filled = buf_steal(&b);
	return result;
}
