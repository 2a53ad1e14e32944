/* csr: a new key and the CSR for it, as the procedure's ticket asks Sistemes for them. The key
 * is made by a child and written by it into a file that is nobody else's from its first byte and
 * has no name until it is whole; it is never in this process. */
#include "ctl/ctl.h"
#include "ctl/inspector.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/path.h"
#include "base/text.h"
#include "words/words.h"

#include <errno.h>
#include <fcntl.h>

enum { BITS_USUAL = 2048 };

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
	err_errno(err, "%s", f->path);
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
		return err_errno(err, "%s", f->path);
	if (f->named)
		return 0;
	snprintf(from, sizeof(from), "/proc/self/fd/%d", f->fd);
	if (linkat(AT_FDCWD, from, AT_FDCWD, f->path, AT_SYMLINK_FOLLOW) < 0) {
		bool exists = errno == EEXIST;

		err_errno(err, "%s", f->path);
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
		rc = err_errno(err, "%s", folder);
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

/* The name becomes part of a path and of a subject. */
static bool
domain_good(const char *domain)
{
	const char *rest = host_is_wildcard(domain) ? domain + 2 : domain;
	size_t len =
	    strspn(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

	return len && !rest[len] && *rest != '.' && *rest != '-' && !strstr(rest, "..");
}

static json_t *
request_of(const char *domain, const struct flag *flags, json_int_t bits)
{
	json_t *subject = json_object();

	json_object_set_new(subject, "common_name", json_string(domain));
	for (size_t i = 0; i < SUBJECT_OPTIONS; i++)
		json_object_set_new(subject, subject_options[i].member,
		    json_string(flags[i].value ? flags[i].value : subject_options[i].usual));
	return json_pack("{s:{s:I, s:o}}", "make", "bits", bits, "subject", subject);
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
	const json_t *item = json_array_get(json_object_get(document, "items"), 0);

	ctl_say("%s", text_of(item, "subject"));
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

int
csr_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[FLAG_COUNT] = {
	    [SUBJECT_OPTIONS] = {.name = "folder", .takes = FLAG_VALUE},
	    {.name = "bits", .takes = FLAG_VALUE},
	    {.name = "json"}};
	const struct flag *folder = &flags[SUBJECT_OPTIONS], *bits = folder + 1,
			  *as_json = bits + 1;
	int count, code;
	char *end = NULL;
	json_t *request;
	json_int_t wanted;

	for (size_t i = 0; i < SUBJECT_OPTIONS; i++)
		flags[i] = (struct flag){.name = subject_options[i].option, .takes = FLAG_VALUE};
	code = ctl_arguments(ctl, argc, argv, flags, FLAG_COUNT, 1, 1, &argv, &count);
	if (code)
		return code;
	if (!domain_good(argv[0]))
		return ctl_usage(ctl, _("That is not the name of a domain."));
	wanted = bits->value ? strtol(bits->value, &end, 10) : BITS_USUAL;
	if (end && *end)
		return ctl_usage(ctl, _("--bits is a number."));
	request = request_of(argv[0], flags, wanted);
	for (size_t i = 0; i < SUBJECT_OPTIONS; i++)
		if (!string_of(json_object_get(json_object_get(request, "make"), "subject"),
			subject_options[i].member)) {
			json_decref(request);
			return ctl_usage(ctl, _("An option is not UTF-8."));
		}
	return make_both(
	    ctl, argv[0], folder->value ? folder->value : ".", request, as_json->value != NULL);
}
