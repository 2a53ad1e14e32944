/* The checks of the gates: what is looked at before a file is accepted in a renewal. A gate (pki/gates.c) is
 * an array of checks, each one question with one answer: passed, failed or not applicable, with a code and
 * values that words are found for elsewhere (words/checks.c). The child that reads a file makes them.
 *
 * Checks know nothing of one another, look only at facts that were read before (struct case_file: the
 * document, the item the gate is about, what the procedure asked for), and do not change them; the order of
 * the arrays is the order in which a person reads the answers. A check that has nothing to compare with is
 * not applicable, never passed. How grave a failed one is, and whether a person may accept it, is not decided
 * here but by its grade (base/checks.h). */
#include "pki/checks.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/checks.h"
#include "base/mem.h"
#include "base/terms.h"
#include "base/text.h"

/* ---- how a check answers; args are stolen ---- */

void
check_answer(struct check_result *r, enum check_state state, const char *code, json_t *args)
{
	r->state = state;
	r->code = code;
	r->args = args;
}

void
check_pass(struct check_result *r)
{
	check_answer(r, CHECK_PASSED, "", NULL);
}

void
check_pass_if(struct check_result *r, bool good, const char *code, json_t *args)
{
	if (good) {
		json_decref(args);
		check_pass(r);
	} else {
		check_answer(r, CHECK_FAILED, code, args);
	}
}

void
check_pass_leaf(struct check_result *r, const struct case_file *c)
{
	static const char *const codes[] = {[LEAF_BY_KEY] = "leaf-by-key",
	    [LEAF_BY_AGE] = "leaf-by-age",
	    [LEAF_BY_ORDER] = "leaf-by-order"};

	if (c->choice.leaves > 1)
		check_answer(r, CHECK_PASSED, codes[c->choice.by],
		    json_pack("{s:i}", "count", (int)c->choice.leaves));
	else
		check_pass(r);
}

void
check_skip(struct check_result *r, const char *code)
{
	check_answer(r, CHECK_NOT_APPLICABLE, code, NULL);
}

static json_t *
pair(const char *is, const char *asked)
{
	return json_pack("{s:s*, s:s*}", "is", is, "asked", asked);
}

/* ---- what several gates ask ---- */

static bool
names_hold(const struct names *names, const char *text)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcasecmp(names->list[i], text))
			return true;
	return false;
}

static bool
list_holds(char *const *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (!strcasecmp(list[i], text))
			return true;
	return false;
}

static void
list_add(struct buf *out, const char *text)
{
	if (out->len)
		buf_puts(out, ", ");
	buf_puts(out, text);
}

/* {"names":"a, b"}; empties the buffer. */
static json_t *
names_args(struct buf *list)
{
	char *clean = text_cleaned(buf_str(list), FACTS_NAME_MAX_BYTES);
	json_t *args = json_pack("{s:s}", "names", clean);

	free(clean);
	buf_release(list);
	return args;
}

static json_t *
trouble_args(const struct err *trouble)
{
	json_t *args = err_args(trouble);

	if (json_object_size(args))
		return args;
	json_decref(args);
	return NULL;
}

/* The check that stands first in each gate: it failed when there is no such item. */
void
check_parses(const struct check *check, const struct case_file *c, struct check_result *r)
{
	static const char *const held[] = {
	    [ITEM_CSR] = "holds-csr",
	    [ITEM_KEY] = "holds-key",
	    [ITEM_CERTIFICATE] = "holds-certificate",
	};

	(void)check;
	if (!c->d)
		check_answer(r, CHECK_FAILED,
		    c->trouble && c->trouble->code ? c->trouble->code : "not-a-document",
		    c->trouble ? trouble_args(c->trouble) : NULL);
	else if (!c->item)
		check_answer(r, CHECK_FAILED, held[c->d->items[0].kind], NULL);
	else if (c->item->encrypted)
		check_answer(r, CHECK_FAILED, "key-encrypted", NULL);
	else if (c->item->kind == ITEM_KEY && !c->item->halves_fit)
		check_answer(r, CHECK_FAILED, "key-damaged", NULL);
	else
		check_pass_leaf(r, c);
}

/* ---- CSR ---- */

static void
look_signature(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	check_pass_if(r, c->item->signature_good, "csr-signature-bad", NULL);
}

/* Codes "csr-too-long", "csr-two-capitals", "csr-ascii": what no CA accepts. */
static void
answer_limit(struct check_result *r, enum subject_field f, const struct subject_value *v)
{
	static const struct {
		const char *fault, *code;
	} codes[] = {{"too-long", "csr-too-long"}, {"two-capitals", "csr-two-capitals"},
	    {"ascii", "csr-ascii"}};
	const char *fault = subject_fault(f, v);

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (!strcmp(codes[i].fault, fault))
			check_answer(r, CHECK_FAILED, codes[i].code,
			    json_pack("{s:s, s:s, s:i}", "attribute", subject_attribute(f), "is",
				v->text, "most", (int)subject_most(f)));
}

static void
look_cn(const struct check *check, const struct case_file *c, struct check_result *r)
{
	const struct subject_value *cn = &c->item->subject.values[SUBJECT_CN];

	(void)check;
	if (!c->asked->domain)
		check_skip(r, "nothing-asked");
	else if (!cn->text)
		check_answer(r, CHECK_FAILED, "csr-no-domain", pair(NULL, c->asked->domain));
	else if (*subject_fault(SUBJECT_CN, cn))
		answer_limit(r, SUBJECT_CN, cn);
	else
		check_pass_if(r, !strcasecmp(cn->text, c->asked->domain), "csr-other-domain",
		    pair(cn->text, c->asked->domain));
}

static void
look_key_size(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	if (!c->asked->key_bits)
		check_skip(r, "nothing-asked");
	else if (strcmp(c->facts->key_type, "rsa") != 0)
		check_answer(r, CHECK_FAILED, "csr-key-not-rsa",
		    json_pack("{s:s, s:i}", "is", c->facts->key, "asked", c->asked->key_bits));
	else
		check_pass_if(r, c->facts->key_bits >= c->asked->key_bits, "csr-key-small",
		    json_pack("{s:s, s:i}", "is", c->facts->key, "asked", c->asked->key_bits));
}

/* A field that the CA's rules refuse is worse than one that differs, so that is said first. */
static void
look_field(const struct check *check, const struct case_file *c, struct check_result *r)
{
	const struct subject_value *v = &c->item->subject.values[check->field];
	const char *asked = c->asked->subject[check->field];

	if (*subject_fault(check->field, v))
		answer_limit(r, check->field, v);
	else if (!asked)
		check_skip(r, "nothing-asked");
	else if (!v->text)
		check_answer(r, CHECK_FAILED, "csr-field-absent",
		    json_pack("{s:s, s:s}", "attribute", subject_attribute(check->field), "asked",
			asked));
	else
		check_pass_if(r, !strcmp(v->text, asked), "csr-field-differs",
		    json_pack("{s:s, s:s, s:s}", "attribute", subject_attribute(check->field), "is",
			v->text, "asked", asked));
}

/* The names that were asked for and are nowhere in the request, not even below a wildcard of it. */
static void
list_absent(struct buf *list, const struct case_file *c)
{
	const char *cn = c->item->subject.values[SUBJECT_CN].text;

	for (size_t i = 0; i < c->asked->sans.count; i++) {
		const char *asked = c->asked->sans.list[i];
		bool has = cn && !strncasecmp(asked, "DNS:", 4) && host_covers(cn, asked + 4);

		for (size_t k = 0; k < c->facts->san_count && !has; k++) {
			const char *san = c->facts->sans[k];
			has = !strcasecmp(san, asked) ||
			      (!strncasecmp(san, "DNS:", 4) && !strncasecmp(asked, "DNS:", 4) &&
				  host_covers(san + 4, asked + 4));
		}
		if (!has)
			list_add(list, asked);
	}
}

static void
look_csr_sans(const struct check *check, const struct case_file *c, struct check_result *r)
{
	const char *domain = c->asked->domain;
	struct buf list = {0};

	(void)check;
	for (size_t i = 0; i < c->facts->san_count; i++) {
		const char *san = c->facts->sans[i];

		if (domain && !strncasecmp(san, "DNS:", 4) && !strcasecmp(san + 4, domain))
			continue;
		if (!names_hold(&c->asked->sans, san))
			list_add(&list, san);
	}
	if (list.len) {
		check_answer(r, CHECK_FAILED, "csr-surprise-sans", names_args(&list));
		return;
	}
	list_absent(&list, c);
	if (list.len)
		check_answer(r, CHECK_FAILED, "csr-absent-sans", names_args(&list));
	else
		check_pass(r);
}

/* No CA need refuse these two, but some do. */
static void
look_csr_digest(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	check_answer(r, CHECK_PASSED, c->item->digest_weak ? "csr-digest-weak" : "",
	    c->item->digest_weak ? pair(c->facts->signature, NULL) : NULL);
}

static void
look_csr_version(const struct check *check, const struct case_file *c, struct check_result *r)
{
	bool known = c->item->version == 0;

	(void)check;
	check_answer(r, CHECK_PASSED, known ? "" : "csr-version-unknown",
	    known ? NULL : json_pack("{s:I}", "is", (json_int_t)c->item->version));
}

/* A CA may read the other one. */
static void
look_csr_extensions(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	check_pass_if(r, c->item->extension_requests < 2, "csr-extensions-twice", NULL);
}

static void
look_csr_alone(const struct check *check, const struct case_file *c, struct check_result *r)
{
	int count = 0;

	(void)check;
	for (size_t i = 0; i < c->d->count; i++)
		count += c->d->items[i].kind == ITEM_CSR;
	check_pass_if(r, count < 2, "csr-not-alone", json_pack("{s:i}", "count", count));
}

/* ---- key ---- */

static void
look_key_matches(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	if (c->item->encrypted)
		check_skip(r, "not-read");
	else if (!c->asked->csr_spki)
		check_skip(r, "no-csr");
	else
		check_pass_if(
		    r, facts_has_key(c->facts, c->asked->csr_spki), "key-of-another-csr", NULL);
}

static void
look_key_private(const struct check *check, const struct case_file *c, struct check_result *r)
{
	char mode[16];

	(void)check;
	snprintf(mode, sizeof(mode), "%04o", (unsigned)c->d->mode & 07777);
	if (c->d->mode < 0)
		check_skip(r, "no-file");
	else
		check_pass_if(r, !(c->d->mode & 077), "key-readable-by-others",
		    json_pack("{s:s}", "mode", mode));
}

static void
look_key_new(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	if (c->item->encrypted)
		check_skip(r, "not-read");
	else if (!c->asked->used_spkis.count)
		check_skip(r, "no-earlier");
	else
		check_pass_if(r,
		    !names_hold(&c->asked->used_spkis, c->facts->spki_sha256) &&
			!names_hold(&c->asked->used_spkis, c->facts->key_sha256),
		    "key-used-before", NULL);
}

/* ---- certificate ---- */

static void
look_matches(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	if (!c->asked->csr_spki && !c->asked->key_spki)
		check_skip(r, "no-csr");
	else if (c->asked->csr_spki && !facts_has_key(c->facts, c->asked->csr_spki))
		check_answer(r, CHECK_FAILED, "certificate-of-another-csr", NULL);
	else
		check_pass_if(r, !c->asked->key_spki || facts_has_key(c->facts, c->asked->key_spki),
		    "certificate-of-another-key", NULL);
}

/* The first name that was asked for and that it is not good for; NULL. */
static const char *
name_uncovered(const struct case_file *c)
{
	if (!document_covers(c->d, c->item, c->asked->domain))
		return c->asked->domain;
	for (size_t i = 0; i < c->asked->sans.count; i++) {
		const char *name = strchr(c->asked->sans.list[i], ':');

		if (name && !document_covers(c->d, c->item, name + 1))
			return name + 1;
	}
	return NULL;
}

static bool
names_hosts(const struct facts *f)
{
	for (size_t i = 0; i < f->san_count; i++)
		if (!strncmp(f->sans[i], "DNS:", 4) || !strncmp(f->sans[i], "IP:", 3))
			return true;
	return false;
}

static void
look_covers(const struct check *check, const struct case_file *c, struct check_result *r)
{
	const char *uncovered;
	struct buf list = {0};
	char *names;

	(void)check;
	if (!c->asked->domain) {
		check_skip(r, "nothing-asked");
		return;
	}
	uncovered = name_uncovered(c);
	if (!uncovered) {
		check_pass(r);
		return;
	}
	if (!names_hosts(c->facts)) {
		check_answer(
		    r, CHECK_FAILED, "certificate-no-sans", pair(c->facts->subject_cn, uncovered));
		return;
	}
	for (size_t i = 0; i < c->facts->san_count && list.len < FACTS_TEXT_MAX_BYTES; i++)
		list_add(&list, c->facts->sans[i]);
	names = text_cleaned(buf_str(&list), FACTS_TEXT_MAX_BYTES);
	check_answer(r, CHECK_FAILED, "certificate-other-domain", pair(names, uncovered));
	free(names);
	buf_release(&list);
}

/* One that is not valid yet does not fail, but whoever installs it today breaks the service. */
void
check_valid(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	if (c->facts->not_after == FACTS_NO_TIME)
		check_answer(r, CHECK_FAILED, "certificate-no-date", NULL);
	else if (c->facts->not_after < c->asked->now)
		check_answer(r, CHECK_FAILED, "certificate-expired",
		    json_pack("{s:I}", "not_after", (json_int_t)c->facts->not_after));
	else if (c->facts->not_before > c->asked->now)
		check_answer(r, CHECK_PASSED, "certificate-not-yet-valid",
		    json_pack("{s:I}", "not_before", (json_int_t)c->facts->not_before));
	else
		check_pass(r);
}

/* What fits the CSR may be served already: sometimes it is installed before that is recorded. */
void
check_later(const struct check *check, const struct case_file *c, struct check_result *r)
{
	if (!c->asked->served || c->asked->served_not_after == FACTS_NO_TIME)
		check_skip(r, "no-served");
	else if (check->name == CHECK_NAME_CERTIFICATE_LATER && c->asked->csr_spki &&
		 c->asked->served_sha256 && !strcmp(c->asked->served_sha256, c->facts->sha256))
		check_answer(r, CHECK_PASSED, "certificate-in-use", NULL);
	else
		check_pass_if(r, c->facts->not_after > c->asked->served_not_after,
		    "certificate-not-later",
		    json_pack("{s:I, s:I}", "not_after", (json_int_t)c->facts->not_after,
			"served_not_after", (json_int_t)c->asked->served_not_after));
}

/* A wildcard keeps the names that it covers; what is no host or address is compared as it
 * stands. */
static bool
keeps(const struct case_file *c, const char *san)
{
	if (list_holds(c->facts->sans, c->facts->san_count, san))
		return true;
	if (!strncasecmp(san, "DNS:", 4))
		return document_covers(c->d, c->item, san + 4);
	return !strncasecmp(san, "IP:", 3) && document_covers(c->d, c->item, san + 3);
}

void
check_names_kept(const struct check *check, const struct case_file *c, struct check_result *r)
{
	const struct names *old = &c->asked->served_sans;
	struct buf list = {0};

	(void)check;
	if (!c->asked->served) {
		check_skip(r, "no-served");
		return;
	}
	for (size_t i = 0; i < old->count; i++)
		if (!keeps(c, old->list[i]))
			list_add(&list, old->list[i]);
	if (list.len)
		check_answer(r, CHECK_FAILED, "certificate-names-lost", names_args(&list));
	else
		check_pass(r);
}

static void
look_issuer(const struct check *check, const struct case_file *c, struct check_result *r)
{
	struct buf list = {0};

	(void)check;
	if (!c->asked->issuers.count) {
		check_skip(r, "nothing-asked");
		return;
	}
	for (size_t i = 0; i < c->asked->issuers.count; i++) {
		if (text_contains(c->facts->issuer, c->asked->issuers.list[i])) {
			buf_release(&list);
			check_pass(r);
			return;
		}
		list_add(&list, c->asked->issuers.list[i]);
	}
	check_answer(
	    r, CHECK_FAILED, "certificate-other-issuer", pair(c->facts->issuer, buf_str(&list)));
	buf_release(&list);
}

/* The order of the certificates in a file is no fault of the chain, but of whoever installs the
 * file as it is. PKCS#7 is a set and has none. */
static void
look_chain(const struct check *check, const struct case_file *c, struct check_result *r)
{
	const struct chain_state *chain = &c->d->chain;
	const uint64_t broken = PROBLEM_BIT(PROBLEM_UNTRUSTED) | PROBLEM_BIT(PROBLEM_SELF_SIGNED);

	(void)check;
	if (!chain->judged)
		check_skip(r, "not-judged");
	else if (chain->problems & PROBLEM_BIT(PROBLEM_INCOMPLETE_CHAIN))
		check_answer(r, CHECK_FAILED, "chain-incomplete", pair(chain->missing, NULL));
	else if (chain->problems & broken)
		check_answer(r, CHECK_FAILED, "chain-untrusted", pair(c->facts->issuer, NULL));
	else if (chain->problems & PROBLEM_BIT(PROBLEM_WRONG_PURPOSE))
		check_answer(r, CHECK_FAILED, "chain-other-purpose", pair(c->facts->issuer, NULL));
	else if (chain->problems & PROBLEMS_OF_PATH)
		check_answer(r, CHECK_FAILED, "chain-refused", pair(c->facts->issuer, NULL));
	else if (c->d->form == FORM_PEM &&
		 (!chain->leaf_first || (chain->problems & PROBLEM_BIT(PROBLEM_WRONG_ORDER))))
		check_answer(r, CHECK_PASSED, "chain-wrong-order", NULL);
	else
		check_pass(r);
}

static void
look_client_auth(const struct check *check, const struct case_file *c, struct check_result *r)
{
	(void)check;
	if (!c->asked->served)
		check_skip(r, "no-served");
	else if (!names_hold(&c->asked->served_eku, "clientAuth"))
		check_skip(r, "no-client-auth");
	else
		check_pass_if(r, list_holds(c->facts->eku, c->facts->eku_count, "clientAuth"),
		    "client-auth-lost", NULL);
}

/* ---- the table ---- */

const struct check csr_checks[] = {
    LINE(CSR_PARSES, check_parses, 0, BARE_DOCUMENT),
    LINE(CSR_SIGNATURE, look_signature, 0, 0),
    LINE(CSR_CN, look_cn, 0, 0),
    LINE(CSR_KEY_SIZE, look_key_size, 0, 0),
    LINE(CSR_ORGANIZATION, look_field, SUBJECT_O, 0),
    LINE(CSR_UNIT, look_field, SUBJECT_OU, 0),
    LINE(CSR_LOCALITY, look_field, SUBJECT_L, 0),
    LINE(CSR_STATE, look_field, SUBJECT_ST, 0),
    LINE(CSR_COUNTRY, look_field, SUBJECT_C, 0),
    LINE(CSR_EMAIL, look_field, SUBJECT_EMAIL, 0),
    LINE(CSR_SANS, look_csr_sans, 0, 0),
    LINE(CSR_DIGEST, look_csr_digest, 0, 0),
    LINE(CSR_VERSION, look_csr_version, 0, 0),
    LINE(CSR_EXTENSIONS, look_csr_extensions, 0, 0),
    LINE(CSR_ALONE, look_csr_alone, 0, 0),
    {0},
};

const struct check key_checks[] = {
    LINE(KEY_PARSES, check_parses, 0, BARE_DOCUMENT),
    LINE(KEY_MATCHES_CSR, look_key_matches, 0, 0),
    LINE(KEY_PRIVATE, look_key_private, 0, 0),
    LINE(KEY_NEW, look_key_new, 0, 0),
    {0},
};

const struct check certificate_checks[] = {
    LINE(CERTIFICATE_PARSES, check_parses, 0, BARE_DOCUMENT),
    LINE(CERTIFICATE_MATCHES, look_matches, 0, 0),
    LINE(CERTIFICATE_COVERS, look_covers, 0, 0),
    LINE(CERTIFICATE_VALID, check_valid, 0, 0),
    LINE(CERTIFICATE_LATER, check_later, 0, 0),
    LINE(CERTIFICATE_NAMES, check_names_kept, 0, 0),
    LINE(CERTIFICATE_ISSUER, look_issuer, 0, 0),
    LINE(CERTIFICATE_CHAIN, look_chain, 0, 0),
    LINE(CERTIFICATE_CLIENT_AUTH, look_client_auth, 0, 0),
    {0},
};
