/* From the DER of a certificate to struct facts: texts, numbers and digests, all copied, so that what is read
 * outlives the X509 and crosses processes as JSON. The probe worker and the child that inspects files read
 * them here; nobody else sees OpenSSL.
 *
 * The encodings are untrusted: a name may be a BMPString of odd length, UTF-8 that is none, hold a NUL, or
 * not be text at all. What is two or four bytes a character OpenSSL converts to UTF-8; the rest is read byte
 * by byte, and text_clean makes either fit to be seen. Every text and list has a bound (facts.h), and what is
 * left out is counted. What an extension repeats or cannot say is left empty rather than guessed. Nothing is
 * judged: whether a date is past or a chain good is verdict.c's. */
#include "pki/facts.h"
#include "pki/qc_types.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "pki/key_digest.h"
#include "pki/x509.h"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

/* The text so far, cut to a bound; empties the buffer. */
_Static_assert(FACTS_NO_TIME == X509_NO_TIME, "times are passed on as they were read");

static char *
text_steal_cut(struct buf *b, size_t max)
{
	char *cut;

	if (b->len <= max)
		return buf_steal(b);
	cut = text_cleaned(buf_str(b), max);
	buf_clear(b);
	return cut;
}

/* The dotted number of an object, or its name where it has one and names are wanted. */
static void
object_text(struct buf *out, const ASN1_OBJECT *object, bool named)
{
	int nid = named ? OBJ_obj2nid(object) : NID_undef;
	char oid[FACTS_TEXT_MAX_BYTES];

	if (nid != NID_undef) {
		buf_puts(out, OBJ_nid2sn(nid));
		return;
	}
	if (OBJ_obj2txt(oid, sizeof(oid), object, 1) > 0)
		buf_puts(out, oid);
}

/* The encodings that are not bytes of ASCII or UTF-8 as they stand. A T61String is read as Latin-1,
 * as everybody does. */
static bool
needs_conversion(const ASN1_STRING *s)
{
	switch (ASN1_STRING_type(s)) {
	case V_ASN1_BMPSTRING:
	case V_ASN1_UNIVERSALSTRING:
	case V_ASN1_T61STRING:
		return true;
	default:
		return false;
	}
}

/* Appends the UTF-8 of a string, or its bytes where they cannot be what its type says: the cleaning
 * shows which of them are no text. */
static void
string_utf8(struct buf *out, const ASN1_STRING *s)
{
	unsigned char *utf8 = NULL;
	int len = needs_conversion(s) ? ASN1_STRING_to_UTF8(&utf8, s) : -1;

	if (len >= 0)
		buf_add(out, utf8, (size_t)len);
	else
		buf_add(out, ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
	OPENSSL_free(utf8);
}

static void
string_clean(struct buf *out, const ASN1_STRING *s)
{
	struct buf raw = {0};

	string_utf8(&raw, s);
	text_clean(out, buf_str(&raw), raw.len);
	buf_release(&raw);
}

/* RFC 4514 section 2.4: these are escaped wherever they stand, a space or '#' at the start, a space
 * at the end. The cleaning comes after, so that "\<" is a character of the name and "<" our own
 * mark. */
static void
value_escape(struct buf *out, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = bytes[i];
		bool edge = (c == ' ' && (i == 0 || i == len - 1)) || (c == '#' && i == 0);

		if (edge || (c != '\0' && strchr("\",+;<>\\", c)))
			buf_putc(out, '\\');
		buf_putc(out, c);
	}
}

static void
name_clean(struct buf *out, const X509_NAME *name)
{
	struct buf raw = {0}, value = {0};
	int last_set = -1;

	for (int i = X509_NAME_entry_count(name) - 1; i >= 0; i--) {
		const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
		int set = X509_NAME_ENTRY_set(entry);

		if (last_set >= 0)
			buf_putc(&raw, set == last_set ? '+' : ',');
		last_set = set;
		object_text(&raw, X509_NAME_ENTRY_get_object(entry), true);
		buf_putc(&raw, '=');
		buf_clear(&value);
		string_utf8(&value, X509_NAME_ENTRY_get_data(entry));
		value_escape(&raw, buf_str(&value), value.len);
	}
	text_clean(out, buf_str(&raw), raw.len);
	buf_release(&raw);
	buf_release(&value);
}

static char *
name_text(const X509_NAME *name)
{
	struct buf text = {0};

	name_clean(&text, name);
	return text_steal_cut(&text, FACTS_NAME_MAX_BYTES);
}

static char *
name_common(const X509_NAME *name)
{
	struct buf text = {0};
	int at = -1, last = -1;

	while ((at = X509_NAME_get_index_by_NID(name, NID_commonName, at)) >= 0)
		last = at;
	if (last >= 0)
		string_clean(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
	return text_steal_cut(&text, FACTS_TEXT_MAX_BYTES);
}

static char *
serial_text(const X509 *x)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(x);
	const unsigned char *bytes = ASN1_STRING_get0_data(serial);
	int len = ASN1_STRING_length(serial);
	struct buf text = {0};

	if (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER)
		buf_putc(&text, '-');
	for (int i = 0; i < len && i < FACTS_SERIAL_MAX; i++)
		buf_printf(&text, "%02X", bytes[i]);
	if (len > FACTS_SERIAL_MAX)
		buf_puts(&text, "…");
	if (len <= 0)
		buf_puts(&text, "00");
	return buf_steal(&text);
}

static void
address_clean(struct buf *out, const ASN1_OCTET_STRING *address)
{
	const unsigned char *bytes = ASN1_STRING_get0_data(address);
	int len = ASN1_STRING_length(address);
	char text[INET6_ADDRSTRLEN];

	if ((len == 4 || len == 16) &&
	    inet_ntop(len == 4 ? AF_INET : AF_INET6, bytes, text, sizeof(text))) {
		buf_puts(out, text);
		return;
	}
	for (int i = 0; i < len; i++)
		buf_printf(out, "%02X", bytes[i]);
}

static void
general_name_clean(struct buf *out, const GENERAL_NAME *name)
{
	switch (name->type) {
	case GEN_DNS:
		buf_puts(out, "DNS:");
		string_clean(out, name->d.dNSName);
		break;
	case GEN_EMAIL:
		buf_puts(out, "email:");
		string_clean(out, name->d.rfc822Name);
		break;
	case GEN_URI:
		buf_puts(out, "URI:");
		string_clean(out, name->d.uniformResourceIdentifier);
		break;
	case GEN_IPADD:
		buf_puts(out, "IP:");
		address_clean(out, name->d.iPAddress);
		break;
	case GEN_DIRNAME:
		buf_puts(out, "DirName:");
		name_clean(out, name->d.directoryName);
		break;
	case GEN_RID:
		buf_puts(out, "RID:");
		object_text(out, name->d.registeredID, false);
		break;
	case GEN_OTHERNAME:
		buf_puts(out, "otherName:");
		object_text(out, name->d.otherName->type_id, false);
		break;
	default:
		buf_puts(out, "unknown:");
		break;
	}
}

static void
read_sans(struct facts *f, const X509 *x)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	size_t count = names ? (size_t)sk_GENERAL_NAME_num(names) : 0;
	size_t total = 0;
	struct buf text = {0};

	if (count)
		f->sans =
		    mem_array(count < FACTS_SANS_MAX ? count : FACTS_SANS_MAX, sizeof(*f->sans));
	for (size_t i = 0; i < count && f->san_count < FACTS_SANS_MAX; i++) {
		buf_clear(&text);
		general_name_clean(&text, sk_GENERAL_NAME_value(names, (int)i));
		total += text.len;
		if (total > FACTS_SANS_MAX_BYTES)
			break;
		f->sans[f->san_count++] = mem_strndup(buf_str(&text), text.len);
	}
	f->sans_left_out = count - f->san_count;
	buf_release(&text);
	GENERAL_NAMES_free(names);
}

static void
oid_append(char ***list, size_t *count, const ASN1_OBJECT *object, bool named)
{
	struct buf text = {0};

	if (*count == FACTS_OIDS_MAX)
		return;
	if (!*list)
		*list = mem_array(FACTS_OIDS_MAX, sizeof(**list));
	object_text(&text, object, named);
	(*list)[(*count)++] = text_steal_cut(&text, FACTS_TEXT_MAX_BYTES);
}

static void
read_uses(struct facts *f, const X509 *x)
{
	CERTIFICATEPOLICIES *policies = X509_get_ext_d2i(x, NID_certificate_policies, NULL, NULL);
	EXTENDED_KEY_USAGE *uses = X509_get_ext_d2i(x, NID_ext_key_usage, NULL, NULL);

	for (int i = 0; i < sk_POLICYINFO_num(policies); i++)
		oid_append(&f->policies, &f->policy_count,
		    sk_POLICYINFO_value(policies, i)->policyid, false);
	for (int i = 0; i < sk_ASN1_OBJECT_num(uses); i++)
		oid_append(&f->eku, &f->eku_count, sk_ASN1_OBJECT_value(uses, i), true);
	f->qc_types = qc_types_of(x);
	CERTIFICATEPOLICIES_free(policies);
	EXTENDED_KEY_USAGE_free(uses);
}

/* In the order of the extension, which is not that of their values: the ninth stands in its second
 * byte. */
static const struct {
	uint32_t bit;
	const char *name;
} usage_bits[] = {
    {KU_DIGITAL_SIGNATURE, "digitalSignature"},
    {KU_NON_REPUDIATION, "nonRepudiation"},
    {KU_KEY_ENCIPHERMENT, "keyEncipherment"},
    {KU_DATA_ENCIPHERMENT, "dataEncipherment"},
    {KU_KEY_AGREEMENT, "keyAgreement"},
    {KU_KEY_CERT_SIGN, "keyCertSign"},
    {KU_CRL_SIGN, "cRLSign"},
    {KU_ENCIPHER_ONLY, "encipherOnly"},
    {KU_DECIPHER_ONLY, "decipherOnly"},
};
_Static_assert(sizeof(usage_bits) / sizeof(usage_bits[0]) == FACTS_USAGES_MAX, "each bit");

static void
read_key_usage(struct facts *f, X509 *x)
{
	uint32_t bits = X509_get_extension_flags(x) & EXFLAG_KUSAGE ? X509_get_key_usage(x) : 0;

	for (size_t i = 0; i < FACTS_USAGES_MAX; i++)
		if (bits & usage_bits[i].bit)
			f->key_usage |= 1u << i;
}

size_t
facts_usages(const struct facts *f, const char *usages[FACTS_USAGES_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < FACTS_USAGES_MAX; i++)
		if (f->key_usage & 1u << i)
			usages[count++] = usage_bits[i].name;
	return count;
}

/* How the kinds of key are called, and what a host is asked for to show such a one. */
static const struct key_kind {
	int id;
	const char *type;
	const char *name;
	bool sized; /* the name is followed by the bits */
} key_kinds[] = {
    {EVP_PKEY_RSA, "rsa", "RSA", true},
    {EVP_PKEY_RSA_PSS, "rsa-pss", "RSA-PSS", true},
    {EVP_PKEY_DSA, "dsa", "DSA", true},
    {EVP_PKEY_ED25519, "ed25519", "Ed25519", false},
    {EVP_PKEY_ED448, "ed448", "Ed448", false},
};

/* "P-256" for a curve of NIST, else the name that OpenSSL has for it, else the bits. */
static void
curve_text(struct buf *out, EVP_PKEY *key)
{
	char group[FACTS_TEXT_MAX_BYTES];
	const char *nist;

	if (EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1) {
		buf_printf(out, "EC %d", EVP_PKEY_get_bits(key));
		return;
	}
	nist = EC_curve_nid2nist(OBJ_sn2nid(group));
	buf_printf(out, "EC %s", nist ? nist : group);
}

static void
read_key(struct facts *f, X509 *x)
{
	EVP_PKEY *key = X509_get0_pubkey(x);
	int id = key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;
	struct buf text = {0};
	ASN1_OBJECT *algorithm = NULL;

	f->key_bits = key ? EVP_PKEY_get_bits(key) : 0;
	if (id == EVP_PKEY_EC) {
		curve_text(&text, key);
		f->key_type = mem_strdup("ecdsa");
	}
	for (size_t i = 0; i < sizeof(key_kinds) / sizeof(key_kinds[0]); i++) {
		if (key_kinds[i].id != id)
			continue;
		buf_puts(&text, key_kinds[i].name);
		if (key_kinds[i].sized)
			buf_printf(&text, " %d", f->key_bits);
		f->key_type = mem_strdup(key_kinds[i].type);
	}
	if (!f->key_type) {
		X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL, X509_get_X509_PUBKEY(x));
		object_text(&text, algorithm, true);
		f->key_type = mem_strdup("other");
	}
	f->key = text_steal_cut(&text, FACTS_TEXT_MAX_BYTES);
}

static char *
signature_text(const X509 *x)
{
	const X509_ALGOR *algorithm;
	const ASN1_OBJECT *object;
	struct buf text = {0};
	int nid;

	X509_get0_signature(NULL, &algorithm, x);
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	nid = OBJ_obj2nid(object);
	if (nid != NID_undef)
		buf_puts(&text, OBJ_nid2ln(nid));
	else
		object_text(&text, object, false);
	return text_steal_cut(&text, FACTS_TEXT_MAX_BYTES);
}

struct facts *
facts_of(X509 *x, const struct digest *digest)
{
	struct facts *f = mem_alloc(sizeof(*f));

	digest_hex(digest, f->sha256);
	key_digest(X509_get_X509_PUBKEY(x), f->spki_sha256, f->key_sha256);
	f->subject = name_text(X509_get_subject_name(x));
	f->subject_cn = name_common(X509_get_subject_name(x));
	f->issuer = name_text(X509_get_issuer_name(x));
	f->issuer_cn = name_common(X509_get_issuer_name(x));
	f->serial = serial_text(x);
	f->not_before = x509_time(X509_get0_notBefore(x));
	f->not_after = x509_time(X509_get0_notAfter(x));
	read_sans(f, x);
	read_key(f, x);
	f->signature = signature_text(x);
	read_uses(f, x);
	read_key_usage(f, x);
	f->ca = (X509_get_extension_flags(x) & EXFLAG_CA) != 0;
	f->self_signed = x509_self_signed(x);
	ERR_clear_error();
#ifdef CADUCA_PLANT_CRASH
	/* Only in the build that tests the quarantine: a certificate that takes its reader down. */
	if (!strcmp(f->subject_cn, "caduca-crash.test"))
		abort();
#endif
	return f;
}

struct facts *
facts_read(const unsigned char *der, size_t len, struct err *err)
{
	const unsigned char *end = der;
	X509 *x = d2i_X509(NULL, &end, (long)len);
	struct facts *f = NULL;
	struct digest digest;

	if (x && end == der + len) {
		digest_of(x, &digest);
		f = facts_of(x, &digest);
	} else {
		ERR_clear_error();
		err_set(err, "bad-certificate", "these bytes are not one certificate");
	}
	X509_free(x);
	return f;
}

static void
list_free(char **list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i]);
	free(list);
}

bool
facts_has_key(const struct facts *f, const char *sha256)
{
	return !strcasecmp(f->key_sha256, sha256) || !strcasecmp(f->spki_sha256, sha256);
}

void
facts_free(struct facts *f)
{
	if (!f)
		return;
	free(f->subject);
	free(f->subject_cn);
	free(f->issuer);
	free(f->issuer_cn);
	free(f->serial);
	free(f->key);
	free(f->key_type);
	free(f->signature);
	list_free(f->sans, f->san_count);
	list_free(f->policies, f->policy_count);
	list_free(f->eku, f->eku_count);
	free(f);
}

static json_t *
list_json(char *const *list, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_string_nocheck(list[i]));
	return array;
}

static json_t *
time_json(int64_t t)
{
	return t == FACTS_NO_TIME ? json_null() : json_integer(t);
}

static json_t *
usages_json(const struct facts *f)
{
	const char *usages[FACTS_USAGES_MAX];
	size_t count = facts_usages(f, usages);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_string_nocheck(usages[i]));
	return array;
}

/* All texts are cleaned, so valid UTF-8: the unchecked calls save a pass over each. */
json_t *
facts_json(const struct facts *f)
{
	const struct {
		const char *name;
		json_t *value;
	} members[] = {
	    {"sha256", json_string_nocheck(f->sha256)},
	    {"spki_sha256", json_string_nocheck(f->spki_sha256)},
	    {"subject", json_string_nocheck(f->subject)},
	    {"subject_cn", json_string_nocheck(f->subject_cn)},
	    {"issuer", json_string_nocheck(f->issuer)},
	    {"issuer_cn", json_string_nocheck(f->issuer_cn)},
	    {"serial", json_string_nocheck(f->serial)},
	    {"not_before", time_json(f->not_before)},
	    {"not_after", time_json(f->not_after)},
	    {"sans", list_json(f->sans, f->san_count)},
	    {"sans_left_out", json_integer((json_int_t)f->sans_left_out)},
	    {"key", json_string_nocheck(f->key)},
	    {"key_type", json_string_nocheck(f->key_type)},
	    {"key_bits", json_integer(f->key_bits)},
	    {"signature", json_string_nocheck(f->signature)},
	    {"ca", json_boolean(f->ca)},
	    {"self_signed", json_boolean(f->self_signed)},
	    {"policies", list_json(f->policies, f->policy_count)},
	    {"key_usage", usages_json(f)},
	    {"eku", list_json(f->eku, f->eku_count)},
	};
	json_t *object = json_object();

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		json_object_set_new_nocheck(object, members[i].name, members[i].value);
	if (strcmp(f->key_sha256, f->spki_sha256) != 0)
		json_object_set_new_nocheck(
		    object, "key_sha256", json_string_nocheck(f->key_sha256));
	return object;
}
