/* Only what was known before anybody looked goes into the manifest: a key that is absent from
 * `expect` is one that the fleet cannot know. Shapes are those of `caducactl list --json`. */
#include "manifest.h"

#include "base/buf.h"
#include "base/mem.h"

#include <jansson.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <errno.h>

static json_t *
hex(const uint8_t *bytes, size_t len, bool upper)
{
	struct buf b = {0};
	json_t *j;

	for (size_t i = 0; i < len; i++)
		buf_printf(&b, upper ? "%02X" : "%02x", bytes[i]);
	j = json_string(buf_str(&b));
	buf_release(&b);
	return j;
}

static json_t *
time_or_null(int64_t t, bool known)
{
	return known ? json_integer(t) : json_null();
}

static void
shown_add(struct buf *b, const char *bytes, size_t len, const char *shown)
{
	if (shown)
		buf_puts(b, shown);
	else
		buf_add(b, bytes, len);
}

/* Most specific first. */
static json_t *
name_text(const struct name_part *parts, size_t count)
{
	struct buf b = {0};
	json_t *j;

	for (size_t i = count; i-- > 0;) {
		buf_printf(&b, "%s=", OBJ_nid2sn(parts[i].nid));
		shown_add(&b, parts[i].bytes, parts[i].len, parts[i].shown);
		if (i > 0)
			buf_putc(&b, ',');
	}
	j = json_string(buf_str(&b));
	buf_release(&b);
	return j;
}

static json_t *
sans_list(const struct san *sans)
{
	static const char *const prefix[] = {
	    [GEN_EMAIL] = "email:",
	    [GEN_DNS] = "DNS:",
	    [GEN_URI] = "URI:",
	    [GEN_IPADD] = "IP:",
	};
	json_t *list = json_array();

	for (; sans && sans->type != 0; sans++) {
		struct buf b = {0};

		buf_puts(&b, prefix[sans->type]);
		shown_add(&b, sans->bytes, sans->len, sans->shown);
		json_array_append_new(list, json_string(buf_str(&b)));
		buf_release(&b);
	}
	return list;
}

static json_t *
problem_list(uint64_t set)
{
	json_t *list = json_array();

	for (int p = 0; p < PROBLEM_COUNT; p++)
		if (set & PROBLEM_BIT(p))
			json_array_append_new(list, json_string(problem_text((enum problem)p)));
	return list;
}

static json_t *
address_list(const struct host *h)
{
	json_t *list = json_array();

	for (int i = 0; i < h->node_count; i++) {
		const struct node *n = &h->nodes[i];
		const struct served *s = host_serves(h, i, false);
		const bool shown =
		    h->seen && n->outcome != OUTCOME_REFUSED && n->outcome != OUTCOME_NOT_CHECKED;
		json_t *a = json_pack("{s:s, s:s, s:o}", "address", n->address, "outcome",
		    outcome_text(n->outcome), "problems", problem_list(shown ? s->problems : 0));

		json_object_set_new(
		    a, "sha256", shown ? hex(s->leaf.sha256, SHA256_BYTES, false) : json_null());
		if (n->rsa.leaf.x509)
			json_object_set_new(
			    a, "rsa_sha256", hex(n->rsa.leaf.sha256, SHA256_BYTES, false));
		json_array_append_new(list, a);
	}
	return list;
}

/* That of the certificate, or before it that of what it hangs from. */
static int64_t
served_end(const struct served *s)
{
	return s->path_end && s->path_end < s->not_after ? s->path_end : s->not_after;
}

/* The facts of one certificate that differ when it is renewed. */
static void
facts_set(json_t *o, const struct served *s, bool dated)
{
	json_object_set_new(o, "not_before", json_integer(s->not_before));
	json_object_set_new(o, "not_after", time_or_null(s->not_after, dated));
	json_object_set_new(o, "end", time_or_null(served_end(s), dated));
	json_object_set_new(o, "sha256", hex(s->leaf.sha256, SHA256_BYTES, false));
	json_object_set_new(o, "spki_sha256", hex(s->leaf.spki_sha256, SHA256_BYTES, false));
	json_object_set_new(o, "serial", hex(s->leaf.serial, SERIAL_BYTES, true));
}

static json_t *
expectation(const struct host *h)
{
	const struct served *s = host_serves(h, 0, false);
	json_t *o = json_pack("{s:s, s:o, s:s, s:o}", "outcome", outcome_text(h->outcome),
	    "problems", problem_list(h->problems), "urgency", urgency_text(h->urgency), "addresses",
	    address_list(h));
	const struct name_part *issuer = h->subject;
	size_t issuer_count = h->subject_count;

	if (!h->seen)
		return o;
	if (chain_issuer(h->plan->chain) != CA_NONE)
		issuer = authority_name(chain_issuer(h->plan->chain), &issuer_count);
	facts_set(o, s, h->plan->raw_not_after == NULL);
	json_object_set_new(o, "subject", name_text(h->subject, h->subject_count));
	json_object_set_new(o, "issuer", name_text(issuer, issuer_count));
	json_object_set_new(o, "sans", sans_list(h->sans));
	json_object_set_new(o, "start_by", time_or_null(h->start_by, h->start_by != 0));
	return o;
}

static json_t *
tag_list(const char *tags)
{
	json_t *list = json_array();
	char *copy = mem_strdup(tags ? tags : ""), *save = NULL;

	for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
		json_array_append_new(list, json_string(word));
	free(copy);
	return list;
}

static json_t *
host_json(const struct host *h)
{
	const struct plan *p = h->plan;
	const struct served *next = host_serves(h, 0, true);
	json_t *o = json_pack("{s:s, s:s, s:i, s:s?, s:s, s:s, s:s, s:s, s:o, s:o}", "name",
	    h->name, "host", h->host, "port", (int)h->port, "sni", p->sni, "protocol", "tls",
	    "kind", kind_text(p->kind), "service", p->service ? p->service : "", "environment",
	    p->environment ? p->environment : "PRO", "tags", tag_list(p->tags), "expect",
	    expectation(h));

	if (next->leaf.x509) {
		json_t *r = json_object();

		facts_set(r, next, true);
		json_object_set_new(o, "renewed", r);
	}
	return o;
}

int
manifest_write(FILE *f, struct host *const *hosts, size_t count)
{
	fputs("[\n", f);
	for (size_t i = 0; i < count; i++) {
		json_t *o = host_json(hosts[i]);
		char *text = json_dumps(o, JSON_COMPACT);

		if (text == NULL) {
			errno = EILSEQ;
			return -1;
		}
		fprintf(f, "%s%s\n", text, i + 1 < count ? "," : "");
		free(text);
		json_decref(o);
	}
	fputs("]\n", f);
	return ferror(f) ? -1 : 0;
}

static void
field_write(FILE *f, const char *text, const char *end)
{
	const bool quoted = strpbrk(text, ",\"\r\n") != NULL;

	if (quoted)
		fputc('"', f);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', f);
		fputc(*text, f);
	}
	if (quoted)
		fputc('"', f);
	fputs(end, f);
}

int
list_write(FILE *f, struct host *const *hosts, size_t count)
{
	fputs("host,port,name,sni,protocol,kind,service,environment,tags\n", f);
	for (size_t i = 0; i < count; i++) {
		const struct plan *p = hosts[i]->plan;

		field_write(f, hosts[i]->host, ",");
		fprintf(f, "%u,", (unsigned)hosts[i]->port);
		field_write(f, hosts[i]->name, ",");
		field_write(f, p->sni ? p->sni : "", ",");
		field_write(f, "tls", ",");
		field_write(f, kind_text(p->kind), ",");
		field_write(f, p->service ? p->service : "", ",");
		field_write(f, p->environment ? p->environment : "PRO", ",");
		field_write(f, p->tags ? p->tags : "", "\n");
	}
	return ferror(f) ? -1 : 0;
}
