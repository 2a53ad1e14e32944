/* csr: a new key and the CSR for it, as the procedure's ticket asks Sistemes for them. The key
 * is made by a child and written by it into a file that is nobody else's from its first byte and
 * has no name until it is whole; it is never in this process.
 *
 * What is typed becomes a request in three steps: the domains, in the form that DNS has, of which the first is the
 * subject's name and that of the files; the subject, from options or as the ticket has it; and two files, neither of
 * which replaces another. */
#include "ctl/ctl.h"
#include "ctl/inspector.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/path.h"
#include "base/text.h"
#include "words/words.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>

enum { BITS_USUAL = 2048, REQUEST_NAMES_MOST = 100 /* as many as CAs put into one */ };

/* Of the ticket that asks for a CSR (procedure A, 1.1). */
static const struct subject_option {
	const char *option, *member, *usual;
} subject_options[] = {
    {"organization", "organization", "Consorci Administracio Oberta de Catalunya"},
    {"unit", "unit", "Area de Tecnologia"},
    {"locality", "locality", "Barcelona"},
    {"state", "state", "Barcelona"},
    {"country", "country", "ES"},
    {"email", "email", "certificats@aoc.cat"},
};

enum {
	SUBJECT_OPTIONS = sizeof(subject_options) / sizeof(subject_options[0]),
	FLAG_COUNT = SUBJECT_OPTIONS + 3
};

/* ---- a file that is there when it is whole ---- */

struct made_file {
	char *path;
	int fd;
	bool named; /* it has its name already: this file system has no files without one */
};

static int
made_open(
    struct made_file *f, const char *folder, const char *name, const char *ending, struct err *err)
{
	char *full = mem_printf("%s%s", name, ending);

	f->path = path_join(folder, full);
	free(full);
	f->named = false;
	f->fd = -1;
	if (access(f->path, F_OK) == 0)
		return err_set(err, "exists", "%s", f->path);
	f->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (f->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
		f->fd = open(f->path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		f->named = f->fd >= 0;
	}
	if (f->fd >= 0)
		return 0;
	err_file(err, "cannot open", f->path);
	if (errno == EEXIST)
		err->code = "exists";
	return -1;
}

/* Gives it its name, unless something has that by now. */
static int
made_keep(struct made_file *f, struct err *err)
{
	char from[64];

	if (fsync(f->fd) < 0)
		return err_file(err, "cannot open", f->path);
	if (f->named)
		return 0;
	snprintf(from, sizeof(from), "/proc/self/fd/%d", f->fd);
	if (linkat(AT_FDCWD, from, AT_FDCWD, f->path, AT_SYMLINK_FOLLOW) < 0) {
		bool exists = errno == EEXIST;

		err_file(err, "cannot open", f->path);
		if (exists)
			err->code = "exists";
		return -1;
	}
	f->named = true;
	return 0;
}

static void
made_close(struct made_file *f, bool keep)
{
	if (f->named && !keep)
		unlink(f->path);
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
}

static int
sync_folder(const char *folder, struct err *err)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0 || fsync(fd) < 0)
		rc = err_file(err, "cannot open", folder);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* ---- the request ---- */

/* A '*' cannot be in a name of Windows or SharePoint: "*.aoc.cat" is "comodi.aoc.cat", as in the
 * archive. */
static char *
file_name(const char *domain)
{
	return host_is_wildcard(domain) ? mem_printf("comodi%s", domain + 1) : mem_strdup(domain);
}

/* The name as a request has it, in A-labels ("bústia.cat" is "xn--bstia-7ua.cat"): it becomes part of a path and of a
 * subject. NULL: it is none of a domain. No CA takes one with an underscore, nor an address. */
static char *
domain_of(const char *typed)
{
	char *form = NULL;
	const char *rest;
	unsigned char address[16];

	if (certificate_name_parse(typed, &form))
		return NULL;
	rest = form + (host_is_wildcard(form) ? 2 : 0);
	if (*rest != '-' && !strchr(rest, '_') && !strchr(rest, ':') &&
	    inet_pton(AF_INET, rest, address) != 1)
		return form;
	free(form);
	return NULL;
}

/* Each once, in the order typed. NULL with *wrong the one that is no domain. */
static json_t *
domains_of(char **typed, int count, const char **wrong)
{
	json_t *names = json_array();

	for (int i = 0; i < count; i++) {
		char *name = domain_of(typed[i]);

		if (!name) {
			*wrong = typed[i];
			json_decref(names);
			return NULL;
		}
		if (!texts_have(names, name))
			json_array_append_new(names, json_string(name));
		free(name);
	}
	return names;
}

/* The first name is the subject's; several are all asked for as such, the first among them. */
static json_t *
request_of(json_t *names, const struct flag *flags, json_int_t bits)
{
	json_t *subject = json_object(), *request;

	json_object_set(subject, "common_name", json_array_get(names, 0));
	for (size_t i = 0; i < SUBJECT_OPTIONS; i++)
		json_object_set_new(subject, subject_options[i].member,
		    json_string(flags[i].value ? flags[i].value : subject_options[i].usual));
	request = json_pack("{s:I, s:o}", "bits", bits, "subject", subject);
	if (json_array_size(names) > 1)
		json_object_set(request, "names", names);
	return json_pack("{s:o}", "make", request);
}

/* The CSR as the child read it back; NULL with *error its error, or err. */
static json_t *
make(struct ctl *ctl, json_t *request, struct made_file *key, struct made_file *csr, json_t **error,
    struct err *err)
{
	const int fds[] = {key->fd, csr->fd};
	json_t *answer = inspector_ask(ctl->config, request, fds, 2, err);
	json_t *document = json_incref(json_object_get(answer, "document"));

	*error = json_incref(json_object_get(answer, "error"));
	json_decref(answer);
	if (document && made_keep(key, err) == 0 && made_keep(csr, err) == 0)
		return document;
	json_decref(document);
	return NULL;
}

static void
print_made(const char *domain, const struct made_file *key, const struct made_file *csr,
    const json_t *document)
{
	const json_t *item = json_array_get(json_object_get(document, "items"), 0), *san;
	size_t i;

	ctl_say("%s", text_of(item, "subject"));
	json_array_foreach(json_object_get(item, "sans"), i, san)
		ctl_say("  %s", json_string_value(san));
	ctl_say(_("Key, for its owner alone: %s"), key->path);
	ctl_say(_("CSR: %s"), csr->path);
	ctl_say("SHA-256: %s", text_of(document, "sha256"));
	if (*domain == '*')
		ctl_say("%s",
		    _("A '*' cannot be in the name of a file: 'comodi' stands for it there."));
}

static int
make_both(struct ctl *ctl, const char *domain, const char *folder, json_t *request, bool as_json)
{
	char *name = file_name(domain);
	struct made_file key = {.fd = -1}, csr = {.fd = -1};
	struct err err = {0};
	json_t *error = NULL, *document = NULL;

	if (made_open(&key, folder, name, ".key", &err) == 0 &&
	    made_open(&csr, folder, name, ".csr", &err) == 0)
		document = make(ctl, json_incref(request), &key, &csr, &error, &err);
	if (document && sync_folder(folder, &err) < 0)
		ctl_complain_err(ctl, &err); /* they are there all the same */
	if (document && as_json) {
		json_t *all = json_pack(
		    "{s:s, s:s, s:O}", "key", key.path, "csr", csr.path, "document", document);

		ctl_print_json(all);
		json_decref(all);
	} else if (document) {
		print_made(domain, &key, &csr, document);
	} else if (error) {
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
	} else {
		ctl_complain_err(ctl, &err);
	}
	made_close(&csr, document != NULL);
	made_close(&key, document != NULL);
	json_decref(document);
	json_decref(error);
	json_decref(request);
	free(name);
	return document ? EXIT_DONE : EXIT_FAILED;
}

/* An option that is not UTF-8 is in no JSON. */
static bool
has_all_options(const json_t *request)
{
	const json_t *subject = json_object_get(json_object_get(request, "make"), "subject");

	for (size_t i = 0; i < SUBJECT_OPTIONS; i++)
		if (!string_of(subject, subject_options[i].member))
			return false;
	return true;
}

/* What is not in ASCII is not in the request as it was typed. */
static void
say_converted(char **typed, int count)
{
	for (int i = 0; i < count; i++) {
		char *name = domain_of(typed[i]);

		if (strcasecmp(name, typed[i]) != 0)
			ctl_say(_("%s is written %s in a CSR."), typed[i], name);
		free(name);
	}
}

static int
refuse_domain(struct ctl *ctl, const char *typed)
{
	char *clean = text_cleaned(typed, 0),
	     *text = mem_printf(_("'%s' is not the name of a domain."), clean);
	int code = ctl_usage(ctl, text);

	free(text);
	free(clean);
	return code;
}

int
csr_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[FLAG_COUNT] = {
	    [SUBJECT_OPTIONS] = {.name = "folder", .takes = FLAG_VALUE},
	    {.name = "bits", .takes = FLAG_VALUE},
	    {.name = "json"}};
	const struct flag *folder = &flags[SUBJECT_OPTIONS], *bits = folder + 1,
			  *as_json = bits + 1;
	const char *wrong = NULL;
	json_t *request, *names;
	char *end = NULL;
	json_int_t wanted;
	int count, code;

	for (size_t i = 0; i < SUBJECT_OPTIONS; i++)
		flags[i] = (struct flag){.name = subject_options[i].option, .takes = FLAG_VALUE};
	code =
	    ctl_arguments(ctl, argc, argv, flags, FLAG_COUNT, 1, REQUEST_NAMES_MOST, &argv, &count);
	if (code)
		return code;
	wanted = bits->value ? strtol(bits->value, &end, 10) : BITS_USUAL;
	if (end && *end)
		return ctl_usage(ctl, _("--bits is a number."));
	names = domains_of(argv, count, &wrong);
	if (!names)
		return refuse_domain(ctl, wrong);
	if (!as_json->value)
		say_converted(argv, count);
	request = request_of(names, flags, wanted);
	if (has_all_options(request))
		code = make_both(ctl, json_string_value(json_array_get(names, 0)),
		    folder->value ? folder->value : ".", json_incref(request),
		    as_json->value != NULL);
	else
		code = ctl_usage(ctl, _("An option is not UTF-8."));
	json_decref(request);
	json_decref(names);
	return code;
}
