/* The gate of a PKCS#12. It is downloaded once and by hand, from a list in which the certificates of
 * other bodies stand beside ours, so it is compared with the certificate that it replaces: whose it is
 * (organization, its identifier, common name) may not differ; how that is written, who issued it and
 * what it is for may, with a reason. Of a first one there is nothing to compare, so that a person has to
 * read it and say that it is the one.
 *
 * What an old certificate does not say at all (few had an organizationIdentifier ten years ago) refuses
 * no new one that says it: the subject as a whole then differs, and that a person accepts. */
#include "pki/checks.h"

#include "base/buf.h"
#include "base/checks.h"
#include "base/mem.h"
#include "base/text.h"
#include "pki/dn.h"
#include "pki/qc_types.h"

/* ---- the file ---- */

static void
look_p12_opens(const struct check *check, const struct case_file *c, struct check_result *r)
{
	if (!c->d)
		check_parses(check, c, r);
	else
		check_pass_if(r, c->d->form == FORM_PKCS12, "not-a-p12", NULL);
}

/* Any certificate in it may be the key's own. */
static void
look_p12_complete(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	if (!document_first(c->d, ITEM_KEY))
		check_answer(r, CHECK_FAILED, "p12-no-key", NULL);
	else if (!c->item)
		check_answer(r, CHECK_FAILED, "p12-no-certificate", NULL);
	else
		check_pass_leaf(r, c);
}

static void
look_p12_matches(const struct check *check, const struct case_file *c, struct check_result *r)
{
	const struct item *key = document_first(c->d, ITEM_KEY);

	(void)check;
	if (!key)
		check_skip(r, "not-read");
	else if (!key->halves_fit)
		check_answer(r, CHECK_FAILED, "key-damaged", NULL);
	else
		check_pass_if(
		    r, facts_has_key(c->facts, key->facts->key_sha256), "p12-mismatch", NULL);
}

/* Passing, it shows whose it is and until when. */
static void
look_p12_dates(const struct check *check, const struct case_file *c, struct check_result *r)
{
	check_valid(check, c, r);
	if (r->state == CHECK_PASSED && !*r->code)
		check_answer(r, CHECK_PASSED, "p12-subject",
		    json_pack("{s:s, s:I, s:I}", "is", c->facts->subject, "not_before",
			(json_int_t)c->facts->not_before, "not_after",
			(json_int_t)c->facts->not_after));
}

/* ---- what it replaces ---- */

static const char *const identity[] = {"O", "organizationIdentifier", "CN"};

static const char *
identity_of(enum check_name name)
{
	if (name == CHECK_NAME_P12_ORGANIZATION)
		return "O";
	return name == CHECK_NAME_P12_IDENTIFIER ? "organizationIdentifier" : "CN";
}

/* Of what is in use there is something that says whose it is. */
static bool
is_comparable(const struct gate_inputs *asked)
{
	bool found = false;

	for (size_t i = 0; i < sizeof(identity) / sizeof(identity[0]) && asked->served; i++) {
		char *value = dn_values(asked->served_subject, identity[i]);

		found = found || value;
		free(value);
	}
	return found;
}

static void
add_listed(struct buf *out, const char *text)
{
	buf_printf(out, "%s%s", out->len ? ", " : "", text);
}

/* Uses of the key in the order of their bits, extended ones in that of the alphabet. */
static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *
uses_text(const char *const *usage, size_t usages, const char *const *eku, size_t ekus)
{
	const char **sorted = mem_array(ekus + 1, sizeof(*sorted));
	struct buf list = {0};
	char *cut;

	for (size_t i = 0; i < ekus; i++)
		sorted[i] = eku[i];
	qsort(sorted, ekus, sizeof(*sorted), compare_texts);
	for (size_t i = 0; i < usages; i++)
		add_listed(&list, usage[i]);
	for (size_t i = 0; i < ekus; i++)
		add_listed(&list, sorted[i]);
	cut = text_cleaned(list.len ? buf_str(&list) : "—", FACTS_TEXT_MAX_BYTES);
	buf_release(&list);
	free(sorted);
	return cut;
}

static char *
own_uses(const struct facts *f, bool with_usage)
{
	const char *usage[FACTS_USAGES_MAX];
	size_t count = with_usage ? facts_usages(f, usage) : 0;

	return uses_text(usage, count, (const char *const *)f->eku, f->eku_count);
}

/* All that a person needs to say that it is the one. */
static json_t *
shown_whole(const struct facts *f)
{
	char *uses = own_uses(f, true), *names;
	struct buf list = {0};
	json_t *args;

	for (size_t i = 0; i < f->san_count && list.len < FACTS_TEXT_MAX_BYTES; i++)
		add_listed(&list, f->sans[i]);
	names = text_cleaned(list.len ? buf_str(&list) : "—", FACTS_TEXT_MAX_BYTES);
	args = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "is", f->subject, "issuer",
	    f->issuer, "serial", f->serial, "names", names, "uses", uses, "not_before",
	    (json_int_t)f->not_before, "not_after", (json_int_t)f->not_after);
	buf_release(&list);
	free(names);
	free(uses);
	return args;
}

static void
look_replaces(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	if (is_comparable(c->asked))
		check_pass(r);
	else
		check_answer(r, CHECK_FAILED, "p12-first", shown_whole(c->facts));
}

/* Lower case, no accents, one blank where there were several. */
static char *
form_folded(const char *text)
{
	char *folded = text_folded(text), *to = folded;

	for (const char *from = folded; *from; from++)
		if (*from != ' ' || (to > folded && to[-1] != ' '))
			*to++ = *from;
	while (to > folded && to[-1] == ' ')
		to--;
	*to = '\0';
	return folded;
}

/* How it is written is another check's. */
static bool
same_folded(const char *a, const char *b)
{
	char *x = form_folded(a), *y = form_folded(b);
	bool same = !strcmp(x, y);

	free(x);
	free(y);
	return same;
}

static void
look_identity(const struct check *check, const struct case_file *c, struct check_result *r)
{
	const char *attribute = identity_of(check->name);
	char *asked = dn_values(c->asked->served_subject, attribute),
	     *is = dn_values(c->facts->subject, attribute);

	if (!c->asked->served)
		check_skip(r, "no-served");
	else if (!asked)
		check_skip(r, "p12-not-in-old");
	else if (!is)
		check_answer(r, CHECK_FAILED, "p12-identity-absent",
		    json_pack("{s:s, s:s}", "attribute", attribute, "asked", asked));
	else
		check_pass_if(r, same_folded(is, asked), "p12-identity-differs",
		    json_pack("{s:s, s:s, s:s}", "attribute", attribute, "is", is, "asked", asked));
	free(asked);
	free(is);
}

/* A whole name, of the subject or of the issuer, against that of the certificate in use. */
static void
look_name(struct check_result *r, const char *is, const char *asked, const char *code)
{
	if (!asked)
		check_skip(r, "no-served");
	else
		check_pass_if(
		    r, !strcmp(is, asked), code, json_pack("{s:s, s:s}", "is", is, "asked", asked));
}

static void
look_form(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	look_name(r, c->facts->subject, c->asked->served_subject, "p12-subject-differs");
}

static void
look_p12_issuer(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	look_name(r, c->facts->issuer, c->asked->served_issuer, "p12-issuer-differs");
}

/* What was kept of a certificate before its key usage was has none: then only the rest is compared. */
static void
look_uses(const struct check *check, const struct case_file *c, struct check_result *r)
{
	const struct gate_inputs *a = c->asked;
	char *is, *asked;

	(void)check;
	if (!a->served) {
		check_skip(r, "no-served");
		return;
	}
	is = own_uses(c->facts, a->served_usage_known);
	asked = uses_text(
	    a->served_usage.list, a->served_usage.count, a->served_eku.list, a->served_eku.count);
	check_pass_if(r, !strcmp(is, asked), "p12-uses-differ",
	    json_pack("{s:s, s:s}", "is", is, "asked", asked));
	free(is);
	free(asked);
}

/* A seal says so, and so do a person's certificate and one for the web, where they are qualified; one for software is
 * for signing code. -1: it does not say, as one for an application never does. */
static int
purpose_told(const struct facts *f)
{
	if (f->qc_types & QC_ESEAL)
		return PURPOSE_SEAL;
	if (f->qc_types & QC_ESIGN)
		return PURPOSE_PERSON;
	if (f->qc_types & QC_WEB)
		return PURPOSE_SERVER;
	for (size_t i = 0; i < f->eku_count; i++)
		if (!strcmp(f->eku[i], "codeSigning"))
			return PURPOSE_SOFTWARE;
	return -1;
}

/* Also where no certificate of the monitor was ever seen: the list says what it has to be. */
static void
look_kind(const struct check *check, const struct case_file *c, struct check_result *r)
{
	static const char *const codes[PURPOSE_COUNT] = {[PURPOSE_SERVER] = "p12-for-web",
	    [PURPOSE_SOFTWARE] = "p12-for-software",
	    [PURPOSE_SEAL] = "p12-for-seal",
	    [PURPOSE_PERSON] = "p12-for-person"};
	const int told = purpose_told(c->facts);

	(void)check;
	if (c->asked->declared < 0 || !c->asked->declared_kind)
		check_skip(r, "p12-no-kind");
	else if (told < 0)
		check_skip(r, "p12-kind-untold");
	else
		check_pass_if(r, told == c->asked->declared, codes[told],
		    json_pack("{s:s}", "asked", c->asked->declared_kind));
}

const struct check p12_checks[] = {
    LINE(P12_OPENS, look_p12_opens, 0, BARE_DOCUMENT),
    LINE(P12_COMPLETE, look_p12_complete, 0, BARE_ITEM),
    LINE(P12_MATCHES, look_p12_matches, 0, 0),
    LINE(P12_DATES, look_p12_dates, 0, 0),
    LINE(P12_LATER, check_later, 0, 0),
    LINE(P12_REPLACES, look_replaces, 0, 0),
    LINE(P12_ORGANIZATION, look_identity, 0, 0),
    LINE(P12_IDENTIFIER, look_identity, 0, 0),
    LINE(P12_NAME, look_identity, 0, 0),
    LINE(P12_KIND, look_kind, 0, 0),
    LINE(P12_FORM, look_form, 0, 0),
    LINE(P12_NAMES, check_names_kept, 0, 0),
    LINE(P12_ISSUER, look_p12_issuer, 0, 0),
    LINE(P12_USES, look_uses, 0, 0),
    {0},
};
