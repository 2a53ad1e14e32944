/* caducactl inspect: what files hold. No backend is needed. What a child with limits read of each (inspected.h) comes
 * back as facts in JSON, or a code. Of a key nothing comes back but what its public half says.
 *
 * Each item is a block of lines, a label and a value; what is odd in it, and nobody would look for, gets a line
 * without a label. */
#include "ctl/ctl.h"
#include "ctl/hand_over.h"
#include "ctl/inspected.h"

#include "base/buf.h"
#include "base/members.h"
#include "base/text.h"
#include "words/words.h"

enum { LABEL_WIDTH = 18, FILES_MOST = 64 };

static const char *
form_words(const char *form)
{
	static const struct {
		const char *text, *words;
	} forms[] = {
	    {"pem", "PEM"},
	    {"der", "DER"},
	    {"pkcs7", "PKCS#7"},
	    {"pkcs12", "PKCS#12"},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (!strcmp(forms[i].text, form))
			return forms[i].words;
	return form;
}

static void
line(const char *label, const char *value)
{
	int pad = LABEL_WIDTH - text_width(label);

	if (*value)
		ctl_say("  %s%*s %s", label, pad > 0 ? pad : 0, "", value);
}

static void
line_list(const char *label, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		line(i ? "" : label, json_string_value(json_array_get(list, i)));
}

static void
line_time(const char *label, const json_t *item, const char *name)
{
	struct buf b = {0};

	words_validity(json_object_get(item, name), true, &b);
	line(label, buf_str(&b));
	buf_release(&b);
}

static void
line_sentence(const char *code, json_t *args)
{
	struct buf b = {0};

	words_error(code, args, &b);
	line("", buf_str(&b));
	buf_release(&b);
	json_decref(args);
}

/* What the gate would say of a CSR alone. */
static void
print_oddities(const json_t *csr)
{
	if (!flag_of(csr, "signature_good"))
		line("", _("The signature does not verify."));
	if (flag_of(csr, "digest_weak"))
		line_sentence(
		    "csr-digest-weak", json_pack("{s:s}", "is", text_of(csr, "signature")));
	if (number_of(csr, "version") != 0)
		line_sentence(
		    "csr-version-unknown", json_pack("{s:I}", "is", number_of(csr, "version")));
	if (number_of(csr, "extension_requests") > 1)
		line_sentence("csr-extensions-twice", NULL);
}

static void
print_item(const json_t *item)
{
	bool csr = document_role_from(text_of(item, "kind")) == DOCUMENT_CSR,
	     key = document_role_from(text_of(item, "kind")) == DOCUMENT_KEY;

	puts("");
	line(kind_words(text_of(item, "kind")), flag_of(item, "encrypted") ? _("encrypted")
						: *text_of(item, "subject_cn")
						    ? text_of(item, "subject_cn")
						    : text_of(item, "key"));
	line(_("Subject"), text_of(item, "subject"));
	line_list(_("Names"), json_object_get(item, "sans"));
	if (!csr && !key) {
		line(_("Issuer"), text_of(item, "issuer"));
		line(_("Serial"), text_of(item, "serial"));
		line_time(_("Valid from"), item, "not_before");
		line_time(_("Valid until"), item, "not_after");
	}
	line_list(_("Uses"), json_object_get(item, "eku"));
	line(_("Key"), text_of(item, "key"));
	line(_("Signature"), text_of(item, "signature"));
	if (csr)
		print_oddities(item);
	line("SHA-256", text_of(item, "sha256"));
	line(_("SHA-256 of the key"), text_of(item, "spki_sha256"));
}

static void
print_chain(const json_t *chain)
{
	const json_t *problems = json_object_get(chain, "problems");
	const char *label = _("Chain");
	bool whole = true;

	if (!chain)
		return;
	puts("");
	for (size_t i = 0; i < json_array_size(problems); i++) {
		int problem = problem_from(json_string_value(json_array_get(problems, i)));

		whole = whole && (problem < 0 || !(PROBLEM_BIT(problem) & PROBLEMS_OF_CHAIN));
	}
	if (whole)
		line(label, _("complete and trusted"));
	for (size_t i = 0; i < json_array_size(problems); i++) {
		int problem = problem_from(json_string_value(json_array_get(problems, i)));

		if (problem >= 0)
			line(whole || i ? "" : label,
			    words_problem_of(MONITOR_FILE, (enum problem)problem));
	}
	line(_("Missing"), text_of(chain, "missing"));
}

/* Of which there are more than a reader of the file may think. */
static void
print_counts(const json_t *document, const json_t *items)
{
	struct buf b = {0};
	int requests = 0;

	for (size_t i = 0; i < json_array_size(items); i++)
		requests +=
		    document_role_from(text_of(json_array_get(items, i), "kind")) == DOCUMENT_CSR;
	if (requests > 1)
		line_sentence("csr-not-alone", json_pack("{s:i}", "count", requests));
	if (*text_of(document, "leaf_by"))
		leaves_words(document, text_of(document, "leaf_by"), &b);
	line("", buf_str(&b));
	buf_release(&b);
}

static void
print_document(const char *path, const json_t *document)
{
	const json_t *items = json_object_get(document, "items");

	ctl_say("%s", path);
	line(_("Form"), form_words(text_of(document, "form")));
	if (flag_of(document, "wrapped"))
		line("", _("wrapped in base64: certutil -decode gives the file itself"));
	line("SHA-256", text_of(document, "sha256"));
	print_counts(document, items);
	for (size_t i = 0; i < json_array_size(items); i++)
		print_item(json_array_get(items, i));
	print_chain(json_object_get(document, "chain"));
}

int
inspect_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}, {.name = "password-fd", .takes = FLAG_VALUE}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 1, FILES_MOST, &argv, &count);
	json_t *all = json_array();
	int password;

	if (code) {
		json_decref(all);
		return code;
	}
	password = password_given(&flags[1]);
	if (password == -2 || (password >= 0 && count > 1)) {
		json_decref(all);
		return ctl_usage(
		    ctl, _("--password-fd is the number of an open descriptor, for one file."));
	}
	for (int i = 0; i < count; i++) {
		json_t *answer = inspect_file(ctl, argv[i], &password, true);
		const json_t *error = json_object_get(answer, "error");
		char *clean = text_cleaned(argv[i], 0);

		if (error)
			code = EXIT_FAILED;
		if (error && !flags[0].value)
			complain_file(ctl, argv[i], error);
		else if (!flags[0].value)
			print_document(argv[i], json_object_get(answer, "document"));
		if (!flags[0].value && i + 1 < count && !error)
			puts("");
		json_object_set_new(answer, "file", json_string(clean));
		json_array_append_new(all, answer);
		free(clean);
	}
	if (flags[0].value)
		ctl_print_json(all);
	json_decref(all);
	return code;
}
