/* Texts that strangers could put in a certificate to take over a terminal, a log or a reader's eye,
 * and beside each how Caduca must show it. The shown forms are written by hand,
 * not computed: in a subject with RFC 4514's backslashes. */
#include "plan.h"

#include <openssl/x509v3.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT(nid, text, as)                             \
	{                                               \
		nid, V_ASN1_UTF8STRING, BYTES(text), as \
	}
#define NAMED(type, text, as)         \
	{                             \
		type, BYTES(text), as \
	}

/* Escape sequences: colours, the title, the clipboard (OSC 52), the C1 form of CSI. */
static const struct name_part escapes_subject[] = {
    PRINTABLE(NID_countryName, "ES"),
    TEXT(NID_stateOrProvinceName, "\033[2JBarcelona", "<U+001B>[2JBarcelona"),
    TEXT(NID_localityName, "\033[1;1HReus\r\nOK", "<U+001B>[1\\;1HReus<U+000D><U+000A>OK"),
    TEXT(NID_organizationName, "\033]52;c;cm0gLXJmIH4=\007Ajuntament",
	"<U+001B>]52\\;c\\;cm0gLXJmIH4=<U+0007>Ajuntament"),
    TEXT(NID_organizationalUnitName,
	"\xc2\x9b"
	"31mUnitat\xc2\x9d"
	"0;x\xc2\x9c",
	"<U+009B>31mUnitat<U+009D>0\\;x<U+009C>"),
    TEXT(NID_commonName, "\033[31mescapades\033[0m\a\b\x7f",
	"<U+001B>[31mescapades<U+001B>[0m<U+0007><U+0008><U+007F>"),
    {NID_pkcs9_emailAddress, V_ASN1_IA5STRING, BYTES("cap\033[8m@exemple.cat"),
	"cap<U+001B>[8m@exemple.cat"},
};

static const struct san escapes_sans[] = {
    NAMED(GEN_DNS, "\033[7mwww.exemple.cat", "<U+001B>[7mwww.exemple.cat"),
    NAMED(GEN_DNS, "a\r\nDNS:afegit.exemple.cat", "a<U+000D><U+000A>DNS:afegit.exemple.cat"),
    NAMED(GEN_EMAIL, "x\033]52;c;eA==\033\\@exemple.cat",
	"x<U+001B>]52;c;eA==<U+001B>\\@exemple.cat"),
    NAMED(GEN_URI, "https://exemple.cat/\033[5m", "https://exemple.cat/<U+001B>[5m"),
    {0, NULL, 0, NULL},
};

const struct oddity oddity_escapes = {escapes_subject, COUNT(escapes_subject), escapes_sans};

/* What cannot be seen, or turns the line around: bidi controls, zero width, separators, tags. */
static const struct name_part invisible_subject[] = {
    PRINTABLE(NID_countryName, "ES"),
    TEXT(NID_stateOrProvinceName, "Lleida\u2028segona l\u00ednia\u2029tercera",
	"Lleida<U+2028>segona línia<U+2029>tercera"),
    TEXT(NID_localityName, "Vi\u200bc", "Vi<U+200B>c"),
    TEXT(NID_organizationName, "\u202etac.elpmexe\u202c", "<U+202E>tac.elpmexe<U+202C>"),
    TEXT(NID_organizationalUnitName, "\u2066a\u2069\ufeff\u061c",
	"<U+2066>a<U+2069><U+FEFF><U+061C>"),
    TEXT(NID_commonName, "invisible\u202e\u200d\U000e0041\ue000\ufdd0",
	"invisible<U+202E><U+200D><U+E0041><U+E000><U+FDD0>"),
};

static const struct san invisible_sans[] = {
    NAMED(GEN_DNS, "www\u202e.exemple.cat", "www<U+202E>.exemple.cat"),
    NAMED(GEN_DNS, "caf\xe9.exemple.cat", "caf<E9>.exemple.cat"),
    NAMED(GEN_URI, "https://\u200bexemple.cat/", "https://<U+200B>exemple.cat/"),
    {0, NULL, 0, NULL},
};

const struct oddity oddity_invisible = {
    invisible_subject, COUNT(invisible_subject), invisible_sans};

/* The old encodings. T61String is read as Latin-1, as every reader does (its C1 bytes stay
 * controls). */
static const struct name_part encodings_subject[] = {
    PRINTABLE(NID_countryName, "ES"),
    {NID_stateOrProvinceName, V_ASN1_T61STRING,
	BYTES("Catal\xf3nia\x9b"
	      "2J"),
	"Catalónia<U+009B>2J"},
    TEXT(NID_localityName, "Vilanova, la \"nova\"+", "Vilanova\\, la \\\"nova\\\"\\+"),
    {NID_organizationName, V_ASN1_BMPSTRING, BYTES("\0C\0o\0n\0s\0o\0r\0c\0i\0 \x20\x2e\0x"),
	"Consorci <U+202E>x"},
    {NID_organizationalUnitName, V_ASN1_UNIVERSALSTRING, BYTES("\0\0\0U\0\0\0\033\0\0\0[\0\0\0m"),
	"U<U+001B>[m"},
    UTF8(NID_commonName, "codificacions.exemple.cat"),
};

const struct oddity oddity_encodings = {encodings_subject, COUNT(encodings_subject), NULL};

/* A NUL that ends the name for those who read it as a C string (CVE-2009-2408). */
static const struct name_part nul_subject[] = {
    PRINTABLE(NID_countryName, "ES"),
    TEXT(NID_organizationName, "Entitat\0oculta", "Entitat<U+0000>oculta"),
    TEXT(NID_commonName, "nul.exemple.cat\0.exemple.test", "nul.exemple.cat<U+0000>.exemple.test"),
};

static const struct san nul_sans[] = {
    NAMED(GEN_DNS, "nul.exemple.cat\0.exemple.test", "nul.exemple.cat<U+0000>.exemple.test"),
    {0, NULL, 0, NULL},
};

const struct oddity oddity_nul = {nul_subject, COUNT(nul_subject), nul_sans};
