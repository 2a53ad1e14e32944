/* Making certificates. Everything is set through OpenSSL's structures and not its configuration
 * text where strangers' bytes are wanted, so that a NUL or an ESC arrives where it was aimed.
 *
 * Elliptic keys are made for each certificate (some 20 µs); RSA keys (some 100 ms) are made once
 * for each kind and shared, which no client can tell from the certificates' digests. */
#include "pki.h"

#include "tests/unit/staple_maker.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

enum { DAY_SECONDS = 86400, FOREVER = -1000000 };

#define PARTS(a) a, sizeof(a) / sizeof((a)[0])

#define AUTHORITY_NAME(id, cn)                              \
	static const struct name_part name_##id[] = {       \
	    PRINTABLE(NID_countryName, "ES"),               \
	    UTF8(NID_organizationName, "Entitat de Prova"), \
	    UTF8(NID_commonName, cn),                       \
	}
AUTHORITY_NAME(root_rsa, "Arrel RSA de Prova");
AUTHORITY_NAME(issuer_rsa, "Emissora RSA de Prova 1");
AUTHORITY_NAME(root_ec, "Arrel EC de Prova");
AUTHORITY_NAME(issuer_ec, "Emissora EC de Prova 1");
AUTHORITY_NAME(eternal_root, "Arrel Eterna de Prova");
AUTHORITY_NAME(eternal_issuer, "Emissora Eterna de Prova");
AUTHORITY_NAME(private_root, "Arrel Interna sense Confiança");
AUTHORITY_NAME(private_issuer, "Emissora Interna 1");
AUTHORITY_NAME(dying_issuer, "Emissora que Caduca Abans");
AUTHORITY_NAME(dead_issuer, "Emissora Caducada");
AUTHORITY_NAME(crossed, "Emissora amb Dues Arrels");
AUTHORITY_NAME(lost_root, "Arrel Antiga i Caducada");
AUTHORITY_NAME(rolled_issuer, "Emissora de la Clau Nova");
AUTHORITY_NAME(maze_a, "Laberint A");
AUTHORITY_NAME(maze_b, "Laberint B");

static const struct name_part name_hostile_issuer[] = {
    PRINTABLE(NID_countryName, "ES"),
    {NID_organizationName, V_ASN1_UTF8STRING, BYTES("Entitat\r\nOK: tot va bé"),
	"Entitat<U+000D><U+000A>OK: tot va bé"},
    {NID_commonName, V_ASN1_UTF8STRING, BYTES("\033]0;titol\007Emissora \033[31mvermella\033[0m"),
	"<U+001B>]0\\;titol<U+0007>Emissora <U+001B>[31mvermella<U+001B>[0m"},
};

static const struct {
	const struct name_part *name;
	size_t name_count;
	enum authority parent;
	enum key_kind key;
	int lifetime;     /* days */
	int left;         /* days from now to not_after; FOREVER is the end of the year 9999 */
	const char *file; /* in ca/, where it is trusted */
} authorities[CA_COUNT] = {
    [CA_ROOT_RSA] = {PARTS(name_root_rsa), CA_NONE, KEY_RSA2048, 7300, 5000, "arrel-rsa.pem"},
    [CA_ISSUER_RSA] = {PARTS(name_issuer_rsa), CA_ROOT_RSA, KEY_RSA2048, 3650, 2500, NULL},
    [CA_ROOT_EC] = {PARTS(name_root_ec), CA_NONE, KEY_P256, 7300, 5500, "arrel-ec.pem"},
    [CA_ISSUER_EC] = {PARTS(name_issuer_ec), CA_ROOT_EC, KEY_P256, 5475, 4500, NULL},
    [CA_ETERNAL_ROOT] = {PARTS(name_eternal_root), CA_NONE, KEY_P256, 7300, FOREVER,
	"arrel-eterna.pem"},
    [CA_ETERNAL_ISSUER] = {PARTS(name_eternal_issuer), CA_ETERNAL_ROOT, KEY_P256, 7300, FOREVER,
	NULL},
    [CA_PRIVATE_ROOT] = {PARTS(name_private_root), CA_NONE, KEY_P256, 7300, 6000, NULL},
    [CA_PRIVATE_ISSUER] = {PARTS(name_private_issuer), CA_PRIVATE_ROOT, KEY_P256, 3650, 3000, NULL},
    [CA_DYING_ISSUER] = {PARTS(name_dying_issuer), CA_ROOT_EC, KEY_P256, 1825, 20, NULL},
    [CA_DEAD_ISSUER] = {PARTS(name_dead_issuer), CA_ROOT_EC, KEY_P256, 1825, -2, NULL},
    [CA_HOSTILE_ISSUER] = {PARTS(name_hostile_issuer), CA_ROOT_EC, KEY_P256, 3650, 3000, NULL},
    [CA_CROSSED] = {PARTS(name_crossed), CA_ROOT_EC, KEY_P256, 3650, 3000, NULL},
    [CA_CROSSED_OLD] = {PARTS(name_crossed), CA_ROOT_RSA, KEY_P256, 1825, -5, NULL},
    [CA_LOST_ROOT] = {PARTS(name_lost_root), CA_NONE, KEY_P256, 7300, -50, NULL},
    [CA_ROOT_EC_CROSS] = {PARTS(name_root_ec), CA_LOST_ROOT, KEY_P256, 1825, -50, NULL},
    [CA_ROOT_EC_NEXT] = {PARTS(name_root_ec), CA_ROOT_EC, KEY_P256, 3650, 3500, NULL},
    [CA_ROLLED_ISSUER] = {PARTS(name_rolled_issuer), CA_ROOT_EC_NEXT, KEY_P256, 3650, 3000, NULL},
    [CA_MAZE_A] = {PARTS(name_maze_a), CA_NONE, KEY_P256, 7300, 5000, NULL},
    [CA_MAZE_B] = {PARTS(name_maze_b), CA_NONE, KEY_P256, 7300, 5000, NULL},
};

/* Those that are another's key signed once more. */
static const enum authority keys_of[CA_COUNT] = {
    [CA_CROSSED_OLD] = CA_CROSSED,
    [CA_ROOT_EC_CROSS] = CA_ROOT_EC,
};

static struct certificate made[CA_COUNT];
static int64_t ends[CA_COUNT];
static struct certificate strays[STRAYS];
static int64_t today;
static EVP_PKEY *shared[KEY_KIND_COUNT][SHARED_KEYS];

/* A broken OpenSSL is nothing that a test can go on with. */
static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fleet: cannot %s: ", what);
	ERR_print_errors_fp(stderr);
	exit(1);
}

/* Of five primes, which are found in a tenth of the time that two of 4,096 bits would take; whoever
 * sees only the public key cannot tell. */
static EVP_PKEY *
rsa_huge(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *key = NULL;

	if (EVP_PKEY_keygen_init(ctx) == 1 && EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 8192) == 1 &&
	    EVP_PKEY_CTX_set_rsa_keygen_primes(ctx, 5) == 1)
		EVP_PKEY_generate(ctx, &key);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static EVP_PKEY *
key_new(enum key_kind kind)
{
	EVP_PKEY *key = NULL;

	switch (kind) {
	case KEY_P256:
		key = EVP_EC_gen("P-256");
		break;
	case KEY_P384:
		key = EVP_EC_gen("P-384");
		break;
	case KEY_ED25519:
		key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
		break;
	case KEY_RSA2048:
		key = EVP_RSA_gen(2048);
		break;
	case KEY_RSA1024:
		key = EVP_RSA_gen(1024);
		break;
	case KEY_RSA8192:
		key = rsa_huge();
		break;
	case KEY_KIND_COUNT:
		break;
	}
	must(key != NULL, "make a key");
	return key;
}

static EVP_PKEY *
key_for(const struct order *o)
{
	EVP_PKEY **slot;

	if (o->key_of != CA_NONE) {
		must(EVP_PKEY_up_ref(made[o->key_of].key) == 1, "share a key");
		return made[o->key_of].key;
	}
	if (o->ca || o->key == KEY_P256 || o->key == KEY_P384 || o->key == KEY_ED25519)
		return key_new(o->key);
	slot = &shared[o->key][o->shared_key % SHARED_KEYS];
	if (*slot == NULL)
		*slot = key_new(o->key);
	must(EVP_PKEY_up_ref(*slot) == 1, "share a key");
	return *slot;
}

static void
put_name(X509_NAME *name, const struct name_part *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		must(X509_NAME_add_entry_by_NID(name, parts[i].nid, parts[i].type,
			 (const unsigned char *)parts[i].bytes, (int)parts[i].len, -1, 0) == 1,
		    "write a name");
}

static void
put_sans(X509 *x, const struct san *sans)
{
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();

	for (; sans->type != 0; sans++) {
		GENERAL_NAME *name = GENERAL_NAME_new();
		ASN1_STRING *value;

		if (sans->type == GEN_IPADD) {
			value = a2i_IPADDRESS(sans->bytes);
			must(value != NULL, "read an address");
		} else {
			value = ASN1_IA5STRING_new();
			must(ASN1_STRING_set(value, sans->bytes, (int)sans->len) == 1,
			    "write a name");
		}
		GENERAL_NAME_set0_value(name, sans->type, value);
		sk_GENERAL_NAME_push(names, name);
	}
	must(X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0, 0) == 1, "write the names");
	GENERAL_NAMES_free(names);
}

/* Names and addresses by turns: whoever followed one would ask the DNS or connect to loopback. They
 * are short so that thousands fit in a handshake. */
static GENERAL_NAME *
url_name(int number)
{
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *value = ASN1_IA5STRING_new();
	char text[64];

	if (number % 2)
		snprintf(text, sizeof(text), "http://u%d.k", number);
	else
		snprintf(text, sizeof(text), "http://127.1");
	must(ASN1_STRING_set(value, text, -1) == 1, "write a URL");
	GENERAL_NAME_set0_value(name, GEN_URI, value);
	return name;
}

static void
put_access(X509 *x, int count)
{
	AUTHORITY_INFO_ACCESS *list = sk_ACCESS_DESCRIPTION_new_null();

	for (int i = 0; i < 2 * count; i++) {
		ACCESS_DESCRIPTION *a = ACCESS_DESCRIPTION_new();

		a->method = OBJ_nid2obj(i < count ? NID_ad_ca_issuers : NID_ad_OCSP);
		GENERAL_NAME_free(a->location);
		a->location = url_name(i);
		sk_ACCESS_DESCRIPTION_push(list, a);
	}
	must(X509_add1_ext_i2d(x, NID_info_access, list, 0, 0) == 1, "write the URLs");
	AUTHORITY_INFO_ACCESS_free(list);
}

static void
put_crls(X509 *x, int count)
{
	CRL_DIST_POINTS *points = sk_DIST_POINT_new_null();
	DIST_POINT *point = DIST_POINT_new();

	point->distpoint = DIST_POINT_NAME_new();
	point->distpoint->type = 0;
	point->distpoint->name.fullname = sk_GENERAL_NAME_new_null();
	for (int i = 0; i < count; i++)
		sk_GENERAL_NAME_push(point->distpoint->name.fullname, url_name(i));
	sk_DIST_POINT_push(points, point);
	must(
	    X509_add1_ext_i2d(x, NID_crl_distribution_points, points, 0, 0) == 1, "write the URLs");
	CRL_DIST_POINTS_free(points);
}

static void
put_extensions(X509 *x, X509 *issuer, const struct order *o)
{
	const struct {
		int nid;
		const char *value;
	} wanted[] = {
	    {NID_basic_constraints, o->ca ? "critical,CA:TRUE" : "critical,CA:FALSE"},
	    {NID_key_usage, o->ca ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature"},
	    {NID_ext_key_usage, o->ca || o->no_eku ? NULL : "serverAuth"},
	    {NID_tlsfeature, o->must_staple ? "status_request" : NULL},
	    {NID_subject_key_identifier, "hash"},
	    {NID_authority_key_identifier, o->issuer == CA_NONE ? NULL : "keyid:always"},
	};
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		X509_EXTENSION *ext;

		if (wanted[i].value == NULL)
			continue;
		ext = X509V3_EXT_conf_nid(NULL, &ctx, wanted[i].nid, wanted[i].value);
		must(ext != NULL && X509_add_ext(x, ext, -1) == 1, "write an extension");
		X509_EXTENSION_free(ext);
	}
	if (o->sans != NULL)
		put_sans(x, o->sans);
	if (o->urls > 0) {
		put_access(x, o->urls);
		put_crls(x, o->urls);
	}
}

static void
put_dates(X509 *x, const struct order *o)
{
	ASN1_TIME *raw;

	must(ASN1_TIME_set(X509_getm_notBefore(x), o->not_before) != NULL, "write a date");
	if (o->raw_not_after == NULL) {
		must(ASN1_TIME_set(X509_getm_notAfter(x), o->not_after) != NULL, "write a date");
		return;
	}
	raw = ASN1_STRING_type_new(V_ASN1_GENERALIZEDTIME);
	must(ASN1_STRING_set(raw, o->raw_not_after, -1) == 1 && X509_set1_notAfter(x, raw) == 1,
	    "write a date");
	ASN1_TIME_free(raw);
}

/* A serial of 16 bytes whose first is 0x40 to 0x7f: positive, and its text has no leading zero to
 * lose. */
static void
put_serial(struct certificate *c)
{
	BIGNUM *n;

	must(RAND_bytes(c->serial, SERIAL_BYTES) == 1, "make a serial");
	c->serial[0] = (uint8_t)(0x40 | (c->serial[0] & 0x3f));
	n = BN_bin2bn(c->serial, SERIAL_BYTES, NULL);
	must(BN_to_ASN1_INTEGER(n, X509_get_serialNumber(c->x509)) != NULL, "write a serial");
	BN_free(n);
}

static void
take_digests(struct certificate *c)
{
	unsigned char *spki = NULL;
	int len = i2d_PUBKEY(c->key, &spki);

	must(len > 0 &&
		 EVP_Digest(spki, (size_t)len, c->spki_sha256, NULL, EVP_sha256(), NULL) == 1 &&
		 X509_digest(c->x509, EVP_sha256(), c->sha256, NULL) == 1,
	    "take a digest");
	OPENSSL_free(spki);
}

static void
put_staple(struct certificate *c, const struct order *o)
{
	const struct staple_recipe r = {
	    .leaf = c->x509,
	    .issuer = made[o->issuer].x509,
	    .signer = made[o->issuer].x509,
	    .key = made[o->issuer].key,
	    .now = today,
	    .from = -3 * DAY_SECONDS,
	    .until = o->staple == STAPLED_OUTDATED ? -DAY_SECONDS : 4 * DAY_SECONDS,
	    .status =
		o->staple == STAPLED_REVOKED ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD,
	};

	c->staple = staple_make(&r, &c->staple_len);
}

void
certificate_make(struct certificate *c, const struct order *o)
{
	const bool self = o->issuer == CA_NONE;
	EVP_PKEY *signer;
	const EVP_MD *digest = o->sha1 ? EVP_sha1() : EVP_sha256();

	c->x509 = X509_new();
	c->key = key_for(o);
	signer = self ? c->key : made[o->issuer].key;
	must(X509_set_version(c->x509, X509_VERSION_3) == 1, "make a certificate");
	put_serial(c);
	put_dates(c->x509, o);
	put_name(X509_get_subject_name(c->x509), o->subject, o->subject_count);
	must(X509_set_issuer_name(
		 c->x509, X509_get_subject_name(self ? c->x509 : made[o->issuer].x509)) == 1 &&
		 X509_set_pubkey(c->x509, c->key) == 1,
	    "make a certificate");
	put_extensions(c->x509, self ? c->x509 : made[o->issuer].x509, o);
	if (EVP_PKEY_is_a(signer, "ED25519"))
		digest = NULL;
	must(X509_sign(c->x509, signer, digest) > 0, "sign a certificate");
	take_digests(c);
	if (o->staple != STAPLED_NONE)
		put_staple(c, o);
}

void
certificate_release(struct certificate *c)
{
	OPENSSL_free(c->staple);
	c->staple = NULL;
	X509_free(c->x509);
	EVP_PKEY_free(c->key);
	c->x509 = NULL;
	c->key = NULL;
}

void
pki_init(int64_t now)
{
	today = now;
	for (int a = CA_NONE + 1; a < CA_COUNT; a++) {
		struct order o = {
		    .subject = authorities[a].name,
		    .subject_count = authorities[a].name_count,
		    .not_after = now + (int64_t)authorities[a].left * DAY_SECONDS,
		    .issuer = authorities[a].parent,
		    .key = authorities[a].key,
		    .key_of = keys_of[a],
		    .ca = true,
		};

		if (authorities[a].left == FOREVER)
			o.not_after = END_OF_TIME;
		o.not_before = (authorities[a].left == FOREVER ? now : o.not_after) -
			       (int64_t)authorities[a].lifetime * DAY_SECONDS;
		certificate_make(&made[a], &o);
		ends[a] = o.not_after;
	}
}

void
pki_release(void)
{
	for (int a = 0; a < CA_COUNT; a++)
		certificate_release(&made[a]);
	for (int i = 0; i < STRAYS; i++)
		certificate_release(&strays[i]);
	for (int k = 0; k < KEY_KIND_COUNT; k++)
		for (int i = 0; i < SHARED_KEYS; i++)
			EVP_PKEY_free(shared[k][i]);
}

X509 *
authority_x509(enum authority a)
{
	return made[a].x509;
}

X509 *
stray_x509(int i)
{
	static const enum authority mazes[] = {CA_MAZE_A, CA_MAZE_B};
	const enum authority self = mazes[i % 2];
	struct order o = {
	    .subject = authorities[self].name,
	    .subject_count = authorities[self].name_count,
	    .not_before = today - (int64_t)1000 * DAY_SECONDS,
	    .not_after = today + (int64_t)(1000 + i) * DAY_SECONDS,
	    .issuer = mazes[(i + 1) % 2],
	    .key_of = self,
	    .ca = true,
	};

	if (strays[i].x509 == NULL)
		certificate_make(&strays[i], &o);
	return strays[i].x509;
}

const struct name_part *
authority_name(enum authority a, size_t *count)
{
	*count = authorities[a].name_count;
	return authorities[a].name;
}

int64_t
authority_end(enum authority a)
{
	return ends[a];
}

int
authorities_write(const char *folder)
{
	for (int a = 0; a < CA_COUNT; a++) {
		char *path;
		FILE *f;
		bool ok;

		if (authorities[a].file == NULL)
			continue;
		path = mem_printf("%s/%s", folder, authorities[a].file);
		f = fopen(path, "we");
		free(path);
		if (f == NULL)
			return -1;
		ok = PEM_write_X509(f, made[a].x509) == 1;
		if (fclose(f) != 0 || !ok)
			return -1;
	}
	return 0;
}
