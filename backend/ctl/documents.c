/* caducactl inspect, match: what files hold, and which of them belong together. No backend is needed. Each
 * file is opened here, with the user's own rights, and read by a child with limits (inspector.h), for its
 * bytes may be anybody's; what comes back is facts as JSON, or a code. Of a key nothing comes back but what
 * its public half says.
 *
 * A PKCS#12 whose password is missing is asked about on the terminal, and the password goes to the child in
 * a descriptor, never in JSON. match puts parts with the same public key (spki) into one group; of a bundle
 * only the certificate counts that fits a part read before, so certificates are added last. It exits 0 when
 * there is one group. */
#include "ctl/ctl.h"
#include "ctl/hand_over.h"
#include "ctl/inspector.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "words/words.h"

#include <fcntl.h>

enum { LABEL_WIDTH = 18, DIGEST_SHOWN = 16, FILES_MOST = 64 };

static const struct {
	const char *text, *words;
} kinds[] =
    {
	{"csr", N_("CSR")},
	{"key", N_("private key")},
	{"certificate", N_("certificate")},
},
  forms[] = {
      {"pem", "PEM"},
      {"der", "DER"},
      {"pkcs7", "PKCS#7"},
      {"pkcs12", "PKCS#12"},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *
kind_words(const char *kind)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (!strcmp(kinds[i].text, kind))
			return _(kinds[i].words);
	return kind;
}

static const char *
form_words(const char *form)
{
	for (size_t i = 0; i < COUNT(forms); i++)
		if (!strcmp(forms[i].text, form))
			return forms[i].words;
	return form;
}

/* ---- asking about one file ---- */

static bool
needs_password(const json_t *answer)
{
	return !strcmp(text_of(json_object_get(answer, "error"), "code"), "p12-password-needed");
}

static json_t *
ask(struct ctl *ctl, int fd, int password, struct err *err)
{
	const int fds[] = {fd, password};
	json_t *request = json_pack(
	    "{s:{s:b, s:I}}", "inspect", "password", password >= 0, "now", (json_int_t)ctl->now);

	return inspector_ask(ctl->config, request, fds, password >= 0 ? 2 : 1, err);
}

/* A password that the file turns out to need is asked for on the terminal; where there is none,
 * the file says so. */
static json_t *
ask_with_terminal(struct ctl *ctl, const char *path, int fd, struct err *err)
{
	json_t *answer = ask(ctl, fd, -1, err);
	struct err no_terminal = {0};
	int password;

	if (!answer || !needs_password(answer))
		return answer;
	password = password_ask(path, &no_terminal);
	if (password >= 0) {
		json_decref(answer);
		answer = ask(ctl, fd, password, err);
		close(password);
	}
	return answer;
}

/* What the child said of the file: an object with "document" or "error", which is new.
 * O_NONBLOCK: a FIFO that nobody writes to would keep us. */
static json_t *
inspect_file(struct ctl *ctl, const char *path, int password)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct err err = {0};
	json_t *answer = NULL;

	if (fd < 0)
		err_errno(&err, "cannot open '%s'", path);
	else if (password >= 0)
		answer = ask(ctl, fd, password, &err);
	else
		answer = ask_with_terminal(ctl, path, fd, &err);
	if (fd >= 0)
		close(fd);
	if (!answer)
		answer =
		    json_pack("{s:{s:s, s:o}}", "error", "code", err.code, "args", err_args(&err));
	return answer;
}

/* "name: sentence" on standard error. */
static void
complain_file(struct ctl *ctl, const char *path, const json_t *error)
{
	struct buf b = {0};

	buf_printf(&b, "%s: ", path);
	words_error(text_of(error, "code"), json_object_get(error, "args"), &b);
	ctl_complain(ctl, buf_str(&b));
	buf_release(&b);
}

/* ---- inspect ---- */

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
	if (csr && !flag_of(item, "signature_good"))
		line("", _("The signature does not verify."));
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

static void
print_document(const char *path, const json_t *document)
{
	const json_t *items = json_object_get(document, "items");

	ctl_say("%s", path);
	line(_("Form"), form_words(text_of(document, "form")));
	if (flag_of(document, "wrapped"))
		line("", _("wrapped in base64: certutil -decode gives the file itself"));
	line("SHA-256", text_of(document, "sha256"));
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
		json_t *answer = inspect_file(ctl, argv[i], password);
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

/* ---- match ---- */

/* One of the three that a file can be; of a bundle the certificate that fits. */
struct part {
	const char *file, *kind, *key, *spki;
	int group;
};

struct parts {
	struct part list[2 * FILES_MOST];
	size_t count;
};

static void
part_add(struct parts *p, const char *file, const json_t *item)
{
	if (p->count < COUNT(p->list))
		p->list[p->count++] = (struct part){.file = file,
		    .kind = text_of(item, "kind"),
		    .key = text_of(item, "key"),
		    .spki = text_of_key(item)};
}

static void
add_csrs_and_keys(struct parts *p, const char *file, const json_t *items)
{
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *item = json_array_get(items, i);

		if (document_role_from(text_of(item, "kind")) != DOCUMENT_CERTIFICATE)
			part_add(p, file, item);
	}
}

static bool
fits_some(const struct parts *p, const char *spki)
{
	for (size_t i = 0; i < p->count; i++)
		if (!strcmp(p->list[i].spki, spki))
			return true;
	return false;
}

/* The certificate of the file that fits what is there already, else its leaf. */
static void
add_certificate(struct parts *p, const char *file, const json_t *items)
{
	const json_t *found = NULL;

	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *item = json_array_get(items, i);

		if (document_role_from(text_of(item, "kind")) != DOCUMENT_CERTIFICATE)
			continue;
		if (fits_some(p, text_of_key(item))) {
			found = item;
			break;
		}
		if (!found || flag_of(item, "leaf"))
			found = item;
	}
	if (found)
		part_add(p, file, found);
}

/* Parts with the same public key get the same number; how many numbers there are. An encrypted
 * key has one alone. */
static int
group(struct parts *p)
{
	int groups = 0;

	for (size_t i = 0; i < p->count; i++) {
		p->list[i].group = -1;
		for (size_t j = 0; j < i && *p->list[i].spki; j++)
			if (!strcmp(p->list[i].spki, p->list[j].spki))
				p->list[i].group = p->list[j].group;
		if (p->list[i].group < 0)
			p->list[i].group = groups++;
	}
	return groups;
}

static void
print_parts(const struct parts *p)
{
	struct table *t = table_new();

	table_column(t, _("File"), TABLE_TEXT);
	table_column(t, _("What"), TABLE_WHOLE);
	table_column(t, _("Key"), TABLE_WHOLE);
	table_column(t, _("SHA-256 of the key"), TABLE_WHOLE);
	for (size_t i = 0; i < p->count; i++) {
		char *digest = mem_strndup(p->list[i].spki, strnlen(p->list[i].spki, DIGEST_SHOWN));

		table_cell(t, p->list[i].file);
		table_cell(t, kind_words(p->list[i].kind));
		table_cell(t, *digest ? p->list[i].key : _("encrypted"));
		table_cell(t, digest);
		free(digest);
	}
	table_print(t, stdout);
	table_free(t);
}

static void
print_groups(const struct parts *p, int groups)
{
	struct buf b = {0};

	puts("");
	if (groups == 1)
		ctl_say("%s", _("They belong together."));
	for (int g = 0; g < groups && groups > 1; g++) {
		size_t members = 0;

		buf_clear(&b);
		for (size_t i = 0; i < p->count; i++)
			if (p->list[i].group == g)
				buf_printf(&b, "%s%s (%s)", members++ ? ", " : "", p->list[i].file,
				    kind_words(p->list[i].kind));
		if (members > 1)
			ctl_say(_("These belong together: %s."), buf_str(&b));
		else
			ctl_say(_("This belongs to none of the others: %s."), buf_str(&b));
	}
	buf_release(&b);
}

static void
print_match_json(const struct parts *p, int groups)
{
	json_t *list = json_array();

	for (size_t i = 0; i < p->count; i++) {
		char *clean = text_cleaned(p->list[i].file, 0);

		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:s, s:i}", "file", clean, "kind", p->list[i].kind,
			      "spki_sha256", p->list[i].spki, "group", p->list[i].group));
		free(clean);
	}
	list = json_pack("{s:b, s:o}", "match", groups == 1, "parts", list);
	ctl_print_json(list);
	json_decref(list);
}

int
match_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 2, FILES_MOST, &argv, &count);
	json_t *answers[FILES_MOST] = {NULL};
	struct parts parts = {.count = 0};
	int groups;

	for (int i = 0; i < count && !code; i++) {
		answers[i] = inspect_file(ctl, argv[i], -1);
		if (json_object_get(answers[i], "error")) {
			complain_file(ctl, argv[i], json_object_get(answers[i], "error"));
			code = EXIT_FAILED;
		}
	}
	/* certificates last: of a bundle the one that fits is taken */
	for (int pass = 0; pass < 2 && !code; pass++)
		for (int i = 0; i < count; i++)
			(pass ? add_certificate : add_csrs_and_keys)(&parts, argv[i],
			    json_object_get(json_object_get(answers[i], "document"), "items"));
	if (!code) {
		groups = group(&parts);
		if (flags[0].value) {
			print_match_json(&parts, groups);
		} else {
			print_parts(&parts);
			print_groups(&parts, groups);
		}
		code = groups == 1 ? EXIT_DONE : EXIT_FAILED;
	}
	for (int i = 0; i < count; i++)
		json_decref(answers[i]);
	return code;
}
