#include "pki/subject.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "pki/facts.h"

#include <openssl/objects.h>
#include <openssl/x509.h>

static const struct {
	const char *attribute, *member;
	size_t most;
} fields[] = {
#define X(id, attribute, member, most) [SUBJECT_##id] = {attribute, member, most},
    SUBJECT_FIELDS(X)
#undef X
};
_Static_assert(sizeof(fields) / sizeof(fields[0]) == SUBJECT_FIELD_COUNT, "every field has a line");

static int
nid_of(enum subject_field f)
{
	return OBJ_txt2nid(fields[f].attribute);
}

const char *
subject_attribute(enum subject_field f)
{
	return fields[f].attribute;
}

const char *
subject_member(enum subject_field f)
{
	return fields[f].member;
}

size_t
subject_most(enum subject_field f)
{
	return fields[f].most;
}

static bool
two_capitals(const char *s)
{
	return s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' && !s[2];
}

/* OpenSSL accepts "C=es"; CAs send it back (ISO 3166 and RFC 5280 X520countryName). */
const char *
subject_fault(enum subject_field f, const struct subject_value *v)
{
	if (!v->text)
		return "";
	if (f == SUBJECT_C)
		return two_capitals(v->text) ? "" : "two-capitals";
	if (v->characters > fields[f].most)
		return "too-long";
	if (f == SUBJECT_EMAIL && !v->ascii)
		return "ascii";
	return "";
}

/* What is no UTF-8 counts byte by byte, as the cleaning shows it. */
static void
measure(struct subject_value *v, const char *bytes, size_t len)
{
	size_t characters = 0;
	uint32_t c;

	for (size_t at = 0; at < len; characters++) {
		int used = text_decode(bytes + at, len - at, &c);

		v->ascii = v->ascii && (unsigned char)bytes[at] < 0x80;
		at += used > 0 ? (size_t)used : 1;
	}
	if (characters > v->characters)
		v->characters = characters;
}

static void
value_add(struct subject_value *v, const ASN1_STRING *s)
{
	unsigned char *utf8 = NULL;
	int len = ASN1_STRING_to_UTF8(&utf8, s);
	const char *bytes = len >= 0 ? (const char *)utf8 : (const char *)ASN1_STRING_get0_data(s);
	size_t n = (size_t)(len >= 0 ? len : ASN1_STRING_length(s));
	struct buf text = {0};

	if (v->text) {
		buf_puts(&text, v->text);
		buf_puts(&text, " + ");
	} else {
		v->ascii = true;
	}
	text_clean(&text, bytes, n);
	measure(v, bytes, n);
	v->count++;
	free(v->text);
	v->text = text_cleaned(buf_str(&text), FACTS_TEXT_MAX_BYTES);
	buf_release(&text);
	OPENSSL_free(utf8);
}

void
subject_read(struct subject *s, const X509_NAME *name)
{
	for (int i = 0; i < X509_NAME_entry_count(name); i++) {
		const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
		int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
		int field = 0;

		while (field < SUBJECT_FIELD_COUNT && nid_of((enum subject_field)field) != nid)
			field++;
		if (field < SUBJECT_FIELD_COUNT)
			value_add(&s->values[field], X509_NAME_ENTRY_get_data(entry));
		else
			s->others++;
	}
}

/* OpenSSL's own table of sizes would refuse some of it too, but not say which field and not all. */
static bool
value_fits(enum subject_field f, const char *text)
{
	struct subject_value v = {.text = mem_strdup(text), .ascii = true};
	uint32_t c;
	bool fits;

	measure(&v, text, strlen(text));
	fits = !*subject_fault(f, &v);
	for (const char *at = text; *at && fits;) {
		int used = text_decode(at, strlen(at), &c);

		fits = used > 0 && text_printable(c);
		at += used > 0 ? used : 1;
	}
	free(v.text);
	return fits;
}

X509_NAME *
subject_name(const char *const values[SUBJECT_FIELD_COUNT], enum subject_field *wrong)
{
	static const enum subject_field order[] = {
	    SUBJECT_C,
	    SUBJECT_ST,
	    SUBJECT_L,
	    SUBJECT_O,
	    SUBJECT_OU,
	    SUBJECT_CN,
	    SUBJECT_EMAIL,
	};
	X509_NAME *name = X509_NAME_new();

	_Static_assert(sizeof(order) / sizeof(order[0]) == SUBJECT_FIELD_COUNT, "each field once");
	for (size_t i = 0; i < SUBJECT_FIELD_COUNT; i++) {
		const char *text = values[order[i]];

		if (!text || !*text)
			continue;
		if (value_fits(order[i], text) &&
		    X509_NAME_add_entry_by_NID(name, nid_of(order[i]), MBSTRING_UTF8,
			(const unsigned char *)text, -1, -1, 0) == 1)
			continue;
		*wrong = order[i];
		X509_NAME_free(name);
		return NULL;
	}
	return name;
}

void
subject_release(struct subject *s)
{
	for (int f = 0; f < SUBJECT_FIELD_COUNT; f++)
		free(s->values[f].text);
	memset(s, 0, sizeof(*s));
}

json_t *
subject_json(const struct subject *s)
{
	json_t *object = json_object();

	for (int f = 0; f < SUBJECT_FIELD_COUNT; f++)
		if (s->values[f].text)
			json_object_set_new_nocheck(
			    object, fields[f].member, json_string_nocheck(s->values[f].text));
	return object;
}
