/* Seeds for the fuzz targets: the certificates and chains of the fleet, made as the fleet makes
 * them, the roots that they lead to, and lines and dialogues as they are when all is well, or
 * nearly.
 *
 * seeds FOLDER writes FOLDER/ca, and FOLDER/NAME/… for each target */
#include "base/buf.h"
#include "base/mem.h"
#include "tests/fleet/host.h"

#include <errno.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#define NOW INT64_C(1795000000)

enum { SEED_MAX_BYTES = 16 * 1024 };

static const char *folder;

/* ---- files ---- */

static void
make_folder(const char *name)
{
	char *path = mem_printf("%s/%s", folder, name);

	if (mkdir(path, 0755) < 0 && errno != EEXIST) {
		perror(path);
		exit(1);
	}
	free(path);
}

static void
write_seed(const char *target, const char *name, const void *bytes, size_t len)
{
	char *path;
	FILE *f;

	if (len > SEED_MAX_BYTES)
		return;
	path = mem_printf("%s/%s/%s", folder, target, name);
	f = fopen(path, "we");
	if (!f || fwrite(bytes, 1, len, f) != len || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
	free(path);
}

/* ---- certificates ---- */

static void
put_x509(struct buf *b, X509 *x)
{
	unsigned char *der = NULL;
	int len = i2d_X509(x, &der);

	buf_add(b, der, (size_t)len);
	OPENSSL_free(der);
}

/* What people hand over of a host: with the gate that it is for before it. No PKCS#12: a parser
 * that iterates a million times finds nothing in ten minutes. */
enum { FOR_CSR, FOR_KEY, FOR_CERTIFICATE };

static void
write_bio(const char *name, const char *form, char gate, BIO *bio)
{
	char *file = mem_printf("%s.%s", name, form), *bytes;
	long len = BIO_get_mem_data(bio, &bytes);
	struct buf b = {0};

	buf_putc(&b, gate);
	buf_add(&b, bytes, (size_t)len);
	write_seed("document", file, buf_str(&b), b.len);
	buf_release(&b);
	free(file);
	BIO_free(bio);
}

static void
write_documents(const struct host *h)
{
	const struct served *s = host_serves(h, 0, false);
	BIO *pem = BIO_new(BIO_s_mem()), *key = BIO_new(BIO_s_mem()), *der = BIO_new(BIO_s_mem()),
	    *csr = BIO_new(BIO_s_mem());
	X509_REQ *request = X509_to_X509_REQ(s->leaf.x509, s->leaf.key, NULL);

	PEM_write_bio_X509(pem, s->leaf.x509);
	for (int i = 0; i < s->after_count && i < 4; i++)
		PEM_write_bio_X509(pem, s->after[i]);
	PEM_write_bio_PrivateKey(key, s->leaf.key, NULL, NULL, 0, NULL, NULL);
	i2d_X509_bio(der, s->leaf.x509);
	if (request)
		PEM_write_bio_X509_REQ(csr, request);
	X509_REQ_free(request);
	write_bio(h->name, "pem", FOR_CERTIFICATE, pem);
	write_bio(h->name, "der", FOR_CERTIFICATE, der);
	write_bio(h->name, "key", FOR_KEY, key);
	write_bio(h->name, "csr", FOR_CSR, csr);
}

/* As a mail, a page, a word processor and a script leave it: what the text is made of again and again. */
static void
write_pasted(const struct host *h)
{
	static const struct {
		const char *name, *dashes, *before, *after;
	} ways[] = {{"quoted", "-----", "> ", "\r"}, {"page", "-----", "&nbsp;", "<br>\n"},
	    {"dashes", "\xe2\x80\x93\x97-", "\xc2\xa0", "\n\n"}, {"one-line", "--", "", "\\n"},
	    {"bare", "", "", "\n"}};
	const struct served *s = host_serves(h, 0, false);
	BIO *pem = BIO_new(BIO_s_mem());
	char line[80];

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		BIO *out = BIO_new(BIO_s_mem());

		PEM_write_bio_X509(pem, s->leaf.x509);
		while (BIO_gets(pem, line, sizeof(line)) > 0) {
			const char *text = line + strspn(line, "-");

			BIO_printf(out, "%s%s%.*s%s%s", ways[i].before,
			    text > line ? ways[i].dashes : "", (int)strcspn(text, "-\n"), text,
			    text > line ? ways[i].dashes : "", ways[i].after);
		}
		write_bio(h->name, ways[i].name, FOR_CERTIFICATE, out);
	}
	BIO_free(pem);
}

static void
write_host(const struct host *h)
{
	const struct served *s = host_serves(h, 0, false);
	const char *name = h->plan->sni ? h->plan->sni : h->host;
	struct buf leaf = {0}, chain = {0};

	if (!s->leaf.x509)
		return;
	if (h->plan->chain == CHAIN_USUAL)
		write_documents(h);
	if (h->plan == plans_all)
		write_pasted(h);
	put_x509(&leaf, s->leaf.x509);
	write_seed("facts", h->name, buf_str(&leaf), leaf.len);
	buf_putc(&chain, (char)strlen(name));
	buf_puts(&chain, name);
	buf_add(&chain, buf_str(&leaf), leaf.len);
	for (int i = 0; i < s->after_count && i < 12; i++)
		put_x509(&chain, s->after[i]);
	if (s->leaf.staple)
		buf_add(&chain, s->leaf.staple, (size_t)s->leaf.staple_len);
	write_seed("verdict", h->name, buf_str(&chain), chain.len);
	buf_release(&leaf);
	buf_release(&chain);
}

/* Keys that take long to make tell a parser nothing that short ones do not. */
static void
write_hosts(void)
{
	for (size_t i = 0; i < plans_all_count; i++) {
		struct host *h;

		if (plans_all[i].key == KEY_RSA8192)
			continue;
		h = host_new(&plans_all[i], i, NOW, false);
		write_host(h);
		host_free(h);
	}
}

/* ---- lines of a worker ---- */

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define CERTIFICATE(digest, begin, end)                                                         \
	"{\"certificate\":{\"sha256\":\"" digest "\",\"spki_sha256\":\"" B64                    \
	"\",\"subject\":\"CN=x\","                                                              \
	"\"subject_cn\":\"x\",\"issuer\":\"CN=y\",\"issuer_cn\":\"y\",\"serial\":\"01\",\"not_" \
	"before\":" begin ",\"not_after\":" end                                                 \
	",\"sans\":[\"DNS:x\"],\"key\":\"EC P-256\",\"key_type\":\"ecdsa\"}}\n"
#define ADDRESS(address, digest)                                                                   \
	"{\"address\":\"" address "\",\"outcome\":\"ok\",\"detail\":\"\",\"leaf\":\"" digest       \
	"\",\"chain\":[\"" digest "\",\"" B64                                                      \
	"\"],\"path_end\":1800000000,\"problems\":[\"wrong-order\"],"                              \
	"\"good_until\":1795040000,\"tls\":\"TLSv1.3\",\"ms\":{\"dns\":1,\"connect\":2,\"tls\":3}" \
	"}"

static const char *const lines[] = {
    "{\"ready\":{\"role\":\"probe\",\"trust\":\"0123456789abcdef\",\"certificates\":140}}\n",
    CERTIFICATE(A64, "1790000000",
	"1800000000") "{\"result\":{\"probe_id\":1,\"outcome\":\"ok\",\"detail\":\"\","
		      "\"cname\":null,\"addresses\":[" ADDRESS("192.0.2.1", A64) "," ADDRESS(
			  "2001:db8::1", A64) "]}}\n",
    CERTIFICATE(A64, "1790000000", "1800000000") CERTIFICATE(B64, "null",
	"null") "{\"result\":{\"probe_id\":1,\"outcome\":\"ok\",\"addresses\":[" ADDRESS("192.0.2."
											 "1",
	A64) "," ADDRESS("192.0.2.2",
	B64) "]}}\n{\"result\":{\"probe_id\":1,\"outcome\":\"timeout\",\"detail\":\"connect\","
	     "\"addresses\":[{\"address\":\"192.0.2.1\",\"outcome\":\"timeout\",\"detail\":"
	     "\"connect\"}]}}\n",
    CERTIFICATE(A64, "-9223372036854775808",
	"9223372036854775807") "{\"result\":{\"addresses\":[" ADDRESS("x", A64) "]}}\n",
    CERTIFICATE(A64, "1.5e300", "\"x\"") "{\"result\":{\"addresses\":[" ADDRESS(
	"\\u001b[2J\\u202e", A64) "]}}\n",
    ("{\"result\":{\"detail\":\"\\u001b[31m\\u202e\",\"cname\":\"\\u009b2J\",\"outcome\":\"reset\","
     "\"addresses\":["
     "{\"address\":\"192.0.2.1\",\"outcome\":\"reset\",\"detail\":\"\\u0007\\u2066\"}]}}\n"),
    "{\"result\":{\"probe_id\":1,\"outcome\":\"dns-failure\",\"detail\":\"nxdomain\",\"addresses\":"
    "[]"
    "}}\n",
    "{\"result\":{\"addresses\":{\"address\":[]},\"outcome\":[\"ok\"]}}\n",
    "{\"id\":7,\"do\":\"monitor.add\",\"args\":{\"host\":\"a\\u0000b\",\"port\":443}}\n\n{}\n[]\n{"
    "\"a\":1,\"a\":2}\n",
    "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}\n",
};

/* With what the targets choose by before it: pieces of seven bytes; an owner that stays. */
static void
write_lines(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char *name = mem_printf("line-%zu", i);
		struct buf frame = {0}, channel = {0};

		buf_add(&frame, "\7", 1);
		buf_puts(&frame, lines[i]);
		buf_add(&channel, "\7\0", 2);
		buf_puts(&channel, lines[i]);
		write_seed("result", name, lines[i], strlen(lines[i]));
		write_seed("frame", name, buf_str(&frame), frame.len);
		write_seed("channel", name, buf_str(&channel), channel.len);
		buf_release(&frame);
		buf_release(&channel);
		free(name);
	}
}

/* ---- values ---- */

/* A row as the backend writes it, and what stands at the edges of what JSON is. */
static const char *const values[] = {
    "[{\"id\":7,\"version\":3,\"name\":\"Seu\",\"host\":\"seu.exemple.cat\",\"port\":443,\"sni\":"
    "null,"
    "\"tags\":[\"dmz\",\"pre\"],\"problems\":[],\"renewal\":{\"id\":5,\"phase\":2},\"d\":[1,2,3,4,-"
    "5],"
    "\"service\":\"Tr\\u00e0mits\",\"probing\":true},{\"id\":8,\"probing\":false}]",
    " {\"a\" : [ ] , \"b\":{ } }\n",
    "[0,-0,10,-1,1.5,-0.25e+10,1E5,1e-2,9223372036854775807,-9223372036854775808,"
    "9223372036854775808]",
    "[\"\\\"\\\\\\/"
    "\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\",\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"]",
    "{\"\\u0061\":1,\"a\":2,\"a\":3,\"\":null}",
    "[[[[[[[[[[[[[[[[[[[[{\"a\":[\"b\",{\"c\":1.5}]}]]]]]]]]]]]]]]]]]]]]",
    "[1e999,\"\\u0000\",\"\\ud800\",01,1.,tru,\"\t\",\"\xed\xa0\x80\"]",
};

static void
write_values(void)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		char *name = mem_printf("value-%zu", i);

		write_seed("json", name, values[i], strlen(values[i]));
		free(name);
	}
}

/* ---- dialogues ---- */

#define SAYS(text) text, sizeof(text) - 1

static const struct {
	enum protocol protocol;
	int way; /* proxy, and target times 3 */
	const char *says;
	size_t len;
} dialogues[] = {
    {PROTOCOL_SMTP, 0, SAYS("220-hi\r\n220 x\r\n250-x\r\n250-STARTTLS\r\n250 OK\r\n220 go\r\n")},
    {PROTOCOL_SMTP, 0, SAYS("220 x\r\n250 x\r\n")},
    {PROTOCOL_IMAP, 0, SAYS("* OK x\r\n* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK x\r\na2 OK x\r\n")},
    {PROTOCOL_POP3, 0, SAYS("+OK x\r\n+OK x\r\n")},
    {PROTOCOL_FTP, 0, SAYS("220-x\r\n x\r\n220 x\r\n234 x\r\n")},
    {PROTOCOL_LDAP, 0, SAYS("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00")},
    {PROTOCOL_LDAP, 0, SAYS("\x30\x84\0\0\0\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00")},
    {PROTOCOL_LDAP, 0,
	SAYS("\x30\x12\x02\x01\x01\x78\x0d\x0a\x01\x34\x04\x00\x04\x06"
	     "not go")},
    {PROTOCOL_POSTGRES, 0, SAYS("S")},
    {PROTOCOL_POSTGRES, 0,
	SAYS("E\0\0\0\x1aSFATAL\0"
	     "C53300\0Mbusy!\0\0")},
    {PROTOCOL_POSTGRES, 0, SAYS("EFATAL:  busy\n\0")},
    {PROTOCOL_MYSQL, 0,
	SAYS("\x1a\0\0\0\x0a"
	     "8.0\0"
	     "1234"
	     "12345678\0"
	     "\xff\xff\x21\2\0\xff\xff")},
    {PROTOCOL_MYSQL, 0,
	SAYS("\x05\0\0\0\x0a"
	     "8.0\0")},
    {PROTOCOL_MYSQL, 0,
	SAYS("\x09\0\0\0\xff\x15\x04"
	     "denied")},
    {PROTOCOL_XMPP, 0,
	SAYS("<?xml version='1.0'?><stream:stream><stream:features><starttls "
	     "xmlns='urn:x'><required/></starttls></stream:features><proceed xmlns='x'/>")},
    {PROTOCOL_SIEVE, 0,
	SAYS("\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK \"x\"\r\nOK \"go\"\r\n")},
    {PROTOCOL_TLS, 1, SAYS("HTTP/1.1 200 OK\r\nVia: x\r\n\r\n")},
    {PROTOCOL_TLS, 4, SAYS("HTTP/1.1 407 Proxy\r\n\r\n")},
    {PROTOCOL_TLS, 2, SAYS("\5\0\5\0\0\1\0\0\0\0\0\0")},
    {PROTOCOL_POP3, 8, SAYS("\5\0\5\0\0\3\1x\0\0+OK\r\n+OK\r\n")},
};

static void
write_dialogues(void)
{
	for (size_t i = 0; i < sizeof(dialogues) / sizeof(dialogues[0]); i++) {
		char *name = mem_printf("says-%zu", i);
		struct buf b = {0};

		buf_putc(&b, (char)dialogues[i].protocol);
		buf_putc(&b, (char)dialogues[i].way);
		buf_putc(&b, (char)(i % 2 ? 3 : 0));
		buf_add(&b, dialogues[i].says, dialogues[i].len);
		write_seed("dialogue", name, buf_str(&b), b.len);
		buf_release(&b);
		free(name);
	}
}

/* ---- answers of Jira: the status, the type, the body ---- */

static const char *const jira_answers[] = {
    "\1\1{\"id\":\"10001\",\"key\":\"SIS-7\",\"fields\":{\"summary\":\"Generar el CSR\","
    "\"status\":{\"name\":\"En curs\",\"statusCategory\":{\"key\":\"indeterminate\"}},"
    "\"assignee\":{\"name\":\"op1\"},\"created\":\"2026-11-23T17:55:01.000+0100\","
    "\"labels\":[\"a\"],\"issuelinks\":[{\"outwardIssue\":{\"key\":\"ST-1\"}}],"
    "\"comment\":{\"total\":1,\"comments\":[{\"id\":\"2\",\"body\":\"fet\\r\\n\\u001b\"}]},"
    "\"attachment\":[{\"id\":\"77\",\"filename\":\"www.csr\",\"size\":1024}]}}",
    "\4\1{\"errorMessages\":[\"No.\"],\"errors\":{\"labels\":\"not on the screen\"}}",
    "\4\1{\"message\":\"No.\"}",
    "\1\2<html>",
};

static void
write_jira_answers(void)
{
	for (size_t i = 0; i < sizeof(jira_answers) / sizeof(jira_answers[0]); i++) {
		char *name = mem_printf("answer-%zu", i);

		write_seed("jira", name, jira_answers[i], strlen(jira_answers[i]));
		free(name);
	}
}

/* ---- lists ---- */

static const char *const lists[] = {
    ("SSL Pressupost;;\r\n;;\r\nDomini;Tipus;Data de caducitat;Cap de servei;Tiquet\r\n"
     "seu.exemple.cat;CDSNM-1;19/12/2026;cap de Seu;SIS-5276\r\n*.exemple.cat;CDS-1;;;\r\n"),
    "host,port\n\"a.cat, b.cat\",8443\n\"x\"\"y\",\n",
    "Nom del certificat;Tipus;Caduca\nSegell;segell;19 de desembre de 2026\nCDA;CDA;46375\n",
};

/* The parts of tests/fuzz/workbook.c. */
static const char *const workbooks[] = {
    ("\x01<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"A\" r:id=\"r1\" "
     "xmlns:r=\"r\"/>"
     "</sheets></workbook>\xff"
     "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>\xff"
     "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellXfs>"
     "<xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>\xff"
     "<sst><si><t>Domini</t></si><si><r><t>a.</t></r><r><t>cat</t></r><rPh><t>x</t></rPh></si></"
     "sst>\xff"
     "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
     "t=\"inlineStr\"><is>"
     "<t>Caduca</t></is></c></row><row r=\"3\" hidden=\"1\"><c r=\"A3\" t=\"s\"><v>1</v></c>"
     "<c r=\"B3\" s=\"1\"><f>1+1</f><v>45000.5</v></c></row></sheetData><mergeCells>"
     "<mergeCell ref=\"A1:A3\"/></mergeCells></worksheet>"),
};

static void
write_lists(void)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		char *name = mem_printf("list-%zu", i);

		write_seed("list", name, lists[i], strlen(lists[i]));
		free(name);
	}
	for (size_t i = 0; i < sizeof(workbooks) / sizeof(workbooks[0]); i++) {
		char *name = mem_printf("workbook-%zu", i);

		write_seed("workbook", name, workbooks[i], strlen(workbooks[i]));
		free(name);
	}
}

/* ---- alerts ---- */

static const char *const alerts[] = {
    "Subject: =?utf-8?Q?Caduca_www.exemple.cat?= =?UTF-8?B?YXZpYXQ=?=\n"
    "Content-Type: text/plain; charset=\"iso-8859-1\"\n"
    "Content-Transfer-Encoding: quoted-printable\n\nhttps://seu.exe=\nmple.cat:8443/=E0\n",
    "From: m@exemple.net\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\n"
    "Content-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain\n\n--c\n"
    "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
    "PGEgaHJlZj0iaHR0cHM6Ly9zZXUuZXhlbXBsZS5jYXQvIj54PC9hPg==\n--c--\n--b\n"
    "Content-Type: message/rfc822\n\nSubject: *.exemple.cat\n\nST-7618\n--b--\n",
    "<html><style>x</style><!-- y --><td>a&eacute;&#xe9;<a href='https://x.cat/?a&amp;b'>z</a>",
    "https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.exemple.cat%2F&data=5",
    "https://urldefense.com/v3/__https://www.exemple.cat/a*b__;Iw!!x!y$",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.exemple.cat_a&d=x",
    "Date: Sun, 29 Nov 2026 07:12:03 +0100\nserial 49:65:43:95:D9:CB 80699274418635 0x1f\n"
    "valid until Dec 19 12:00:00 2026 GMT (19 # days), caduca el 19/12/2026\n"
    "Expiry:\n\n2026-12-19T\n",
};

static void
write_alerts(void)
{
	for (size_t i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++) {
		char *name = mem_printf("alert-%zu", i);

		write_seed("alert", name, alerts[i], strlen(alerts[i]));
		free(name);
	}
}

int
main(int argc, char **argv)
{
	static const char *const folders[] = {"ca", "facts", "verdict", "result", "frame",
	    "channel", "dialogue", "document", "alert", "list", "workbook", "json", "jira"};
	char *ca;

	if (argc != 2) {
		fputs("usage: seeds FOLDER\n", stderr);
		return 2;
	}
	folder = argv[1];
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		make_folder(folders[i]);
	pki_init(NOW);
	ca = mem_printf("%s/ca", folder);
	authorities_write(ca);
	free(ca);
	write_hosts();
	write_lines();
	write_values();
	write_dialogues();
	write_alerts();
	write_lists();
	write_jira_answers();
	pki_release();
	return 0;
}
