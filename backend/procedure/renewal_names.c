/* A renewal has a subject name and names, in their one form (host names in A-labels, wildcards, addresses). They stand
 * in its object as "subject_name" and "names", put at the opening and by the act "names"; a choice that confirms them
 * keeps in its record what was confirmed. Names that are typed in with another choice count while it is in force.
 *
 * What follows is worked out, not stored: the domains of monitors that no name covers, the names of the certificate in
 * use ("served_names") that none covers. Only the fact that there are such ("extra-names") is put when the names are,
 * for steps depend on it. The steps that were done with other names are listed in "made_with_old_names". */
#include "procedure/renewal_names.h"

#include "procedure/renewal_acts.h"
#include "procedure/renewal_meaning.h"

#include "base/endpoint.h"
#include "base/hostname.h"
#include "base/mem.h"

#include <strings.h>

enum { NAMES_MAX = 100 };

static const char subject_member[] = "subject_name", names_member[] = "names",
		  old_member[] = "made_with_old_names", served_member[] = "served_names",
		  confirmed_member[] = "names";

/* ---- what they are ---- */

const char *
renewal_subject_name(const struct renewal *r)
{
	const char *own = text_at(r->doc, subject_member);

	return own ? own
		   : text_at(json_array_get(json_object_get(r->doc, "monitors"), 0), "domain");
}

static void
add_once(json_t *names, const char *text, size_t len)
{
	json_t *one;
	size_t i;

	if (!len)
		return;
	json_array_foreach(names, i, one) {
		if (json_string_length(one) == len &&
		    !strncasecmp(json_string_value(one), text, len))
			return;
	}
	json_array_append_new(names, json_stringn(text, len));
}

static void
add_text(json_t *names, const char *text)
{
	if (text)
		add_once(names, text, strlen(text));
}

static void
add_typed(json_t *names, const char *typed)
{
	static const char between[] = " ,;\t\n";

	while (typed && *(typed += strspn(typed, between))) {
		size_t len = strcspn(typed, between);

		add_once(names, typed, len);
		typed += len;
	}
}

json_t *
renewal_names(const struct renewal *r)
{
	json_t *names = json_array(), *one;
	const json_t *own = json_object_get(r->doc, names_member);
	size_t i;

	add_text(names, renewal_subject_name(r));
	json_array_foreach(own, i, one) {
		add_text(names, json_string_value(one));
	}
	json_array_foreach(own ? NULL : json_object_get(r->doc, "monitors"), i, one) {
		add_text(names, text_at(one, "domain"));
	}
	add_typed(names, renewal_meant(r, MEANS_NAMES));
	return names;
}

/* ---- what they cover ---- */

bool
names_cover(const json_t *names, const char *host)
{
	json_t *one;
	size_t i;

	json_array_foreach(names, i, one) {
		if (host_covers(json_string_value(one), host))
			return true;
	}
	return false;
}

static json_t *
not_covered(const json_t *names, const json_t *hosts, const char *member)
{
	json_t *left = json_array(), *one;
	size_t i;

	json_array_foreach(hosts, i, one) {
		const char *host = member ? text_at(one, member) : json_string_value(one);
		char *form = NULL;

		if (host && !certificate_name_parse(host, &form) && !names_cover(names, form))
			add_text(left, host);
		free(form);
	}
	return left;
}

json_t *
renewal_uncovered(const struct renewal *r)
{
	json_t *names = renewal_names(r),
	       *left = not_covered(names, json_object_get(r->doc, "monitors"), "domain");

	json_decref(names);
	return left;
}

json_t *
renewal_names_lost(const struct renewal *r)
{
	json_t *names = renewal_names(r),
	       *left = not_covered(names, json_object_get(r->doc, served_member), NULL);

	json_decref(names);
	return left;
}

/* Whether the certificate of today has more is a fact that steps depend on: of the names that stand here, not of
 * those that a choice brings, which would take the question away that it answers. */
static void
put_fact_of_more(struct renewal *r)
{
	const json_t *served = json_object_get(r->doc, served_member);
	json_t *left;

	if (!served)
		return;
	left = not_covered(json_object_get(r->doc, names_member), served, NULL);
	put_text(map_of(r, "facts"), "extra-names", json_array_size(left) ? "yes" : "no");
	json_decref(left);
}

/* ---- how they are given ---- */

static const char *
add_parsed(json_t *names, const char *text)
{
	char *form = NULL;
	const char *reason = text ? certificate_name_parse(text, &form) : "not-a-name";

	add_text(names, form);
	free(form);
	return reason;
}

/* Puts those that are given; a name that is none is told, and nothing is put. */
static int
names_put(struct renewal *r, const char *subject, const json_t *given, struct err *err)
{
	json_t *names = json_array(), *one;
	const char *reason = add_parsed(names, subject);
	size_t i;

	if (reason)
		err_argument(err, "subject", reason, subject);
	json_array_foreach(given, i, one) {
		if (!reason && (reason = add_parsed(names, json_string_value(one))))
			err_argument(err, names_member, reason, json_string_value(one));
	}
	if (!reason && json_array_size(names) > NAMES_MAX) {
		reason = "too-long";
		err_argument(err, names_member, reason, NULL);
	}
	if (!reason) {
		put_text(r->doc, subject_member, json_string_value(json_array_get(names, 0)));
		json_object_set(r->doc, names_member, names);
		put_fact_of_more(r);
	}
	json_decref(names);
	return reason ? -1 : 0;
}

int
names_begin(struct renewal *r, const struct renewal_opening *o, struct err *err)
{
	if (!o->subject_name)
		return 0;
	if (json_array_size(o->served))
		json_object_set_new(r->doc, served_member, json_deep_copy(o->served));
	return names_put(r, o->subject_name, o->names, err);
}

/* ---- what was made with others ---- */

static bool
made_with_names(const struct node *n)
{
	switch ((int)n->step->kind) {
	case STEP_TICKET:
	case STEP_FORM:
	case STEP_FILE:
	case STEP_ARCHIVE:
		return n->counts == COUNTS_YES && n->own == STATE_DONE;
	default:
		return false;
	}
}

static void
note_made(struct doing *d)
{
	json_t *old = json_object_get(d->r->doc, old_member)
			  ? json_deep_copy(json_object_get(d->r->doc, old_member))
			  : json_array();

	for (size_t i = 0; i < d->flow->count; i++)
		if (made_with_names(&d->flow->nodes[i]))
			add_text(old, d->flow->nodes[i].key);
	if (json_array_size(old))
		json_object_set(d->r->doc, old_member, old);
	json_decref(old);
}

void
names_step_renewed(struct renewal *r, const char *key)
{
	json_t *old = json_object_get(r->doc, old_member), *one;
	size_t i;

	json_array_foreach(old, i, one) {
		if (!strcmp(json_string_value(one), key))
			break;
	}
	if (i < json_array_size(old))
		json_array_remove(old, i);
	if (old && !json_array_size(old))
		json_object_del(r->doc, old_member);
}

/* Without a subject it stays; without names those of before stay, but for the subject where another one is given. */
int
act_names(struct doing *d)
{
	const json_t *given = json_object_get(d->act->args, names_member);
	const char *subject = arg_text(d, "subject");
	json_t *before = renewal_names(d->r), *after, *kept = json_deep_copy(before);
	int rc;

	if (json_object_get(d->act->args, "subject") && !subject) {
		rc = bad_argument(d, "subject", "empty");
	} else if (given && !json_is_array(given)) {
		rc = bad_argument(d, names_member, "unknown");
	} else {
		if (subject)
			json_array_remove(kept, 0);
		rc = names_put(d->r,
		    subject ? subject : json_string_value(json_array_get(before, 0)),
		    given ? given : kept, d->err);
	}
	after = renewal_names(d->r);
	if (!rc && !json_equal(before, after))
		note_made(d);
	json_decref(after);
	json_decref(before);
	json_decref(kept);
	return rc;
}

int
names_confirm(struct doing *d)
{
	json_t *names;

	if (act_names(d) < 0)
		return -1;
	names = renewal_names(d->r);
	json_object_set_new(d->record, confirmed_member, names);
	return 0;
}
