/* A document (pki/document.h) in a few words, for a line of a list: what it is, whose, until when. */
#include "words/words.h"

#include "base/buf.h"
#include "base/members.h"

static bool
is_kind(const json_t *item, const char *kind)
{
	return !strcmp(text_of(item, "kind"), kind);
}

/* The certificate that counts, else a CSR, else what there is. */
static const json_t *
main_item(const json_t *items)
{
	const json_t *item, *best = json_array_get(items, 0);
	size_t i;

	json_array_foreach(items, i, item) {
		if (flag_of(item, "leaf"))
			return item;
		if (is_kind(best, "key") && !is_kind(item, "key"))
			best = item;
	}
	return best;
}

static void
add_name(const json_t *item, struct buf *out)
{
	if (*text_of(item, "subject_cn"))
		buf_printf(out, " · CN=%s", text_of(item, "subject_cn"));
	else if (*text_of(item, "subject"))
		buf_printf(out, " · %s", text_of(item, "subject"));
}

void
words_document(const json_t *document, int64_t now, struct buf *out)
{
	const json_t *items = json_object_get(document, "items"), *item = main_item(items);
	int64_t not_after = number_of(item, "not_after");
	size_t count = json_array_size(items);

	if (!strcmp(text_of(document, "form"), "pkcs12"))
		buf_puts(out, "PKCS#12");
	else if (is_kind(item, "csr"))
		buf_puts(out, "CSR");
	else if (is_kind(item, "key"))
		buf_printf(out, "%s %s", _("private key"), text_of(item, "key"));
	else if (count > 1)
		buf_printf(out, ngettext("%zu certificate", "%zu certificates", count), count);
	else
		buf_puts(out, _("certificate"));
	add_name(item, out);
	if (is_kind(item, "certificate") && !not_after) {
		buf_printf(out, " · %s", _("dates that cannot be read"));
	} else if (not_after) {
		buf_printf(out, " · %s ", words_expires(not_after, now));
		words_date(not_after, out);
	}
}

void
words_document_origin(const json_t *document, struct buf *out)
{
	const char *ticket = text_of(document, "ticket");
	bool exposed = flag_of(document, "exposed");
	struct buf since = {0};

	words_date(number_of(document, "since"), &since);
	if (exposed && *ticket)
		buf_printf(out,
		    _("The private key is on the ticket %s since %s: everyone who sees the ticket "
		      "can "
		      "read it."),
		    ticket, buf_str(&since));
	else if (exposed)
		buf_puts(out, _("It came on a ticket that others can read."));
	else if (*ticket)
		buf_printf(out, _("It came from the ticket %s."), ticket);
	buf_release(&since);
}

const char *
words_role(const char *role)
{
	static const struct {
		const char *role, *words;
	} roles[] = {
	    {"csr", "CSR"},
	    {"key", N_("private key")},
	    {"certificate", N_("certificate")},
	    {"p12", "PKCS#12"},
	    {"chain", N_("chain")},
	};

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (!strcmp(roles[i].role, role))
			return _(roles[i].words);
	return role;
}
