/* First all files are read, by children (certificate_reader.h), and what they hold is compared with what is watched; that is
 * all of a dry run. Then the certificates that are new are handed over to the backend, whose own children read them again
 * (document.keep), and the rows that name them are one import: one line in the trail, taken back as a whole (undo).
 *
 * A file that cannot be read is told, and does not keep the others out. */
#include "ctl/import_files.h"

#include "ctl/certificate_reader.h"
#include "ctl/file_scan.h"
#include "ctl/found_certificates.h"
#include "ctl/hand_over.h"
#include "ctl/inspected.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/memory_file.h"
#include "base/monitor_field.h"
#include "base/private_file.h"
#include "base/sha256.h"
#include "base/sys.h"
#include "base/text.h"
#include "importing/named_set.h"
#include "wire/protocol.h"
#include "words/import.h"
#include "words/words.h"

#include <sys/stat.h>

#include <limits.h>
#include <unistd.h>

enum {
	PATHS_MOST = 64,
	BUNDLE_MOST = 64, /* certificates that one child of the backend reads */
	BUNDLE_BYTES = 128 * 1024,
	CHUNK_MAX_BYTES = LINE_MAX_BYTES - 4096
};

struct import_files {
	struct ctl *ctl;
	struct certificate_reader reader;
	struct scan scan;
	struct found_certificates found;
	struct known_monitors known;
	struct named_set read; /* files, by what is in them */
	struct found_wish wish;
	json_t *told; /* of --json: one for each certificate and each trouble */
	size_t counts[FOUND_STATE_COUNT], troubles, without;
	bool dry_run, json;
	size_t of, at;  /* files to read, and of them the one being read; of 0: nobody looks on */
	int shown;      /* columns of the terminal that tell it */
	int64_t number; /* of the import; 0: nothing is written yet */
	bool writes;    /* it is tried no longer */
	bool unknown;   /* the request that makes it whole was not answered */
};

/* ---- how far it is, on a terminal ---- */

static bool
count_file(const char *path, int fd, bool named, void *arg)
{
	(void)path;
	(void)fd;
	(void)named;
	(*(size_t *)arg)++;
	return true;
}

/* What cannot be looked at is told when it is read. */
static void
count_files(struct import_files *im, int count, char **paths)
{
	struct scan scan = {.file = count_file, .arg = &im->of};
	struct err err = {0};

	for (int i = 0; i < count && isatty(STDERR_FILENO); i++)
		if (scan_path(&scan, paths[i], &err) < 0)
			return;
}

static void
show_progress(struct import_files *im)
{
	char *text = mem_printf(_("%zu of %zu"), ++im->at, im->of);

	if (im->of) {
		im->shown = text_width(text);
		fprintf(stderr, "\r%s", text);
	}
	free(text);
}

static void
clear_progress(void *arg)
{
	struct import_files *im = arg;

	if (im->shown)
		fprintf(stderr, "\r%*s\r", im->shown, "");
	im->shown = 0;
}

/* ---- reading ---- */

static void
trouble(struct import_files *im, const char *path, const json_t *error)
{
	char *clean = text_cleaned(path, 0);

	im->troubles++;
	clear_progress(im);
	if (im->json)
		json_array_append_new(im->told,
		    json_pack("{s:s, s:s, s:O}", "file", clean, "state", "error", "error", error));
	else
		complain_file(im->ctl, path, error);
	free(clean);
}

static void
scan_trouble(const char *path, const struct err *why, void *arg)
{
	json_t *error = err_json(why);

	trouble(arg, path, error);
	json_decref(error);
}

/* Of a file that only looked like one in a folder nothing is said. */
static bool
is_no_document(const json_t *error)
{
	static const char *const codes[] = {"not-a-document", "holds-other", "is-html", "is-empty"};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (!strcmp(text_of(error, "code"), codes[i]))
			return true;
	return false;
}

static void
say_without(struct import_files *im, const char *path)
{
	json_t *error = json_pack("{s:s, s:{}}", "code", "no-certificate", "args");

	trouble(im, path, error);
	json_decref(error);
}

/* A copy of a file that was read needs no child, and no password. */
static bool
was_read(struct import_files *im, int fd)
{
	struct err err = {0};
	struct stat st;
	char hex[65];
	int copy;
	char *bytes;
	size_t len;
	bool was;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > SCAN_FILE_BYTES)
		return false; /* its reader says what it is */
	copy = memory_file_copy(fd, SCAN_FILE_BYTES, &err);
	bytes = copy < 0 ? NULL : memory_file_read(copy, SCAN_FILE_BYTES, &len, &err);
	sys_close(&copy);
	if (!bytes)
		return false;
	sha256_hex_of(bytes, len, hex);
	explicit_bzero(bytes, len);
	free(bytes);
	hex[16] = '\0';
	was = !named_set_add(&im->read, strtoull(hex, NULL, 16));
	im->found.copies += was;
	return was;
}

static bool
read_file(const char *path, int fd, bool named, void *arg)
{
	struct import_files *im = arg;
	const json_t *error;
	json_t *answer;

	show_progress(im);
	if (was_read(im, fd))
		return true;
	answer = certificate_reader_read(&im->reader, path, fd);
	error = json_object_get(answer, "error");
	if (error && !named && is_no_document(error))
		im->without++;
	else if (error)
		trouble(im, path, error);
	else if (!found_add(&im->found, path, json_object_get(answer, "document"))) {
		im->without++;
		if (named)
			say_without(im, path);
	}
	json_decref(answer);
	return true;
}

static int
read_all(struct import_files *im, int count, char **paths)
{
	struct err err = {0};
	int rc = 0;

	count_files(im, count, paths);
	im->reader.asking = clear_progress;
	im->reader.arg = im;
	im->scan = (struct scan){.file = read_file, .trouble = scan_trouble, .arg = im};
	for (int i = 0; i < count && !rc; i++)
		rc = scan_path(&im->scan, paths[i], &err);
	clear_progress(im);
	if (rc)
		ctl_complain_err(im->ctl, &err);
	return rc;
}

/* ---- telling ---- */

static void
add_monitor(const struct found *f, struct buf *out)
{
	char *label = row_label(f->row);

	buf_printf(out, " %s", label);
	free(label);
}

static void
say_state(const struct found *f, struct buf *out)
{
	const char *const words[] = {
	    [FOUND_NEW] = words_import_state("added"),
	    [FOUND_WATCHED] = _("watched already:"),
	    [FOUND_SERVED] = _("left out (--served takes it): a host of its names is watched:"),
	    [FOUND_NAMED] = _("left out (caducactl certificate gives it): so is called"),
	    [FOUND_CA] = _("left out: it is a CA's"),
	    [FOUND_EXPIRED] = _("left out (--expired takes it): it expired"),
	};

	_Static_assert(sizeof(words) / sizeof(*words) == FOUND_STATE_COUNT, "words for each");
	buf_puts(out, words[f->state]);
	if (f->row && f->state != FOUND_NEW)
		add_monitor(f, out);
}

static void
say_one(const struct found *f)
{
	const json_t *end = json_object_get(f->facts, "not_after");
	struct buf line = {0};

	buf_printf(&line, "%s: %s, ", f->path, f->name);
	if (json_is_integer(end))
		words_date(json_integer_value(end), &line);
	else
		buf_puts(&line, "?");
	buf_puts(&line, ": ");
	say_state(f, &line);
	ctl_say("%s", buf_str(&line));
	buf_release(&line);
}

static void
note_one(struct import_files *im, const struct found *f)
{
	char *path = text_cleaned(f->path, 0);
	json_t *one = json_pack(
	    "{s:s, s:s, s:s}", "file", path, "state", found_state_text(f->state), "name", f->name);
	static const char *const members[] = {"sha256", "serial", "not_after"};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		json_object_set(one, members[i], json_object_get(f->facts, members[i]));
	if (f->row && f->state != FOUND_NEW)
		json_object_set(one, "monitor", json_object_get(f->row, "id"));
	json_array_append_new(im->told, one);
	free(path);
}

static void
tell_all(struct import_files *im)
{
	for (size_t i = 0; i < im->found.count; i++) {
		const struct found *f = &im->found.list[i];

		im->counts[f->state]++;
		if (im->json)
			note_one(im, f);
		else
			say_one(f);
	}
}

static void
say_scanned(const struct import_files *im)
{
	const struct scan *s = &im->scan;

	ctl_say(ngettext("%zu file looked at: %zu hold no certificate, %zu hold copies of others.",
		    "%zu files looked at: %zu hold no certificate, %zu hold copies of others.",
		    s->files + s->others),
	    s->files + s->others, s->others + im->without, im->found.copies);
	if (s->links + s->special)
		ctl_say(_("Not followed: %zu links; not opened: %zu that are no files."), s->links,
		    s->special);
}

static void
say_counts(const struct import_files *im)
{
	size_t watched = im->counts[FOUND_WATCHED],
	       left_out = im->counts[FOUND_SERVED] + im->counts[FOUND_NAMED] +
			  im->counts[FOUND_CA] + im->counts[FOUND_EXPIRED];
	struct buf counts = {0};

	words_import_count("added", im->counts[FOUND_NEW], &counts);
	buf_puts(&counts, ", ");
	buf_printf(
	    &counts, ngettext("%zu watched already", "%zu watched already", watched), watched);
	buf_puts(&counts, ", ");
	buf_printf(&counts, ngettext("%zu left out", "%zu left out", left_out), left_out);
	buf_puts(&counts, ", ");
	words_import_count("error", im->troubles, &counts);
	ctl_say(im->dry_run ? _("Would be: %s.") : "%s.", buf_str(&counts));
	buf_release(&counts);
}

static int
tell(struct import_files *im)
{
	if (im->json) {
		ctl_print_json(im->told);
	} else {
		say_scanned(im);
		say_counts(im);
	}
	return im->troubles ? EXIT_FAILED : EXIT_DONE;
}

/* ---- handing over ---- */

/* What was gathered, as a file that the backend's child reads. */
static int
keep_bundle(struct import_files *im, struct buf *pem)
{
	struct err err = {0};
	json_t *ok = NULL;
	int fd = memory_file_new(pem->data, pem->len, &err);

	if (fd < 0) {
		ctl_complain_err(im->ctl, &err);
	} else if (ctl_connect(im->ctl) == 0) {
		client_attach_fd(im->ctl->client, fd);
		ok = ctl_call(im->ctl, "document.keep", json_object(), NULL, NULL);
	}
	sys_close(&fd);
	buf_clear(pem);
	json_decref(ok);
	return ok ? 0 : -1;
}

static int
keep_all(struct import_files *im)
{
	struct buf pem = {0};
	size_t held = 0;
	int rc = 0;

	for (size_t i = 0; i < im->found.count && !rc; i++) {
		const struct found *f = &im->found.list[i];

		if (f->state != FOUND_NEW)
			continue;
		buf_puts(&pem, text_of(f->facts, "pem"));
		if (++held == BUNDLE_MOST || pem.len > BUNDLE_BYTES) {
			rc = keep_bundle(im, &pem);
			held = 0;
		}
	}
	if (!rc && pem.len)
		rc = keep_bundle(im, &pem);
	buf_release(&pem);
	return rc;
}

/* ---- the import ---- */

/* Where the file is, for whoever needs it again. */
static void
put_folder(json_t *row, const char *path)
{
	char *whole = realpath(path, NULL), *slash = whole ? strrchr(whole, '/') : NULL, *clean;

	if (slash && slash > whole) {
		*slash = '\0';
		clean = text_cleaned(whole, MONITOR_TEXT_MAX);
		if (strlen(clean) < MONITOR_TEXT_MAX)
			json_object_set_new(row, "folder", json_string(clean));
		free(clean);
	}
	free(whole);
}

/* One with names of hosts is a server's, and renewed as such; a seal or an application's has none. */
static enum kind
kind_of(const json_t *facts)
{
	const json_t *san;
	size_t i;

	json_array_foreach(json_object_get(facts, "sans"), i, san) {
		if (json_string_value(san) && !strncmp(json_string_value(san), "DNS:", 4))
			return KIND_SERVER;
	}
	return texts_have(json_object_get(facts, "eku"), "serverAuth") ? KIND_SERVER : KIND_DEVICE;
}

static json_t *
row_of(const struct found *f, size_t line)
{
	json_t *row = json_pack("{s:I, s:s, s:s, s:s, s:O}", "line", (json_int_t)line, "type",
	    monitor_type_text(MONITOR_FILE), "kind", kind_text(kind_of(f->facts)), "name", f->name,
	    "certificate", json_object_get(f->facts, "sha256"));

	put_folder(row, f->path);
	return row;
}

/* The files whose rows the backend refuses. */
static bool
say_refused(struct import_files *im, const json_t *results)
{
	const json_t *result;
	bool refused = false;
	size_t i;

	json_array_foreach(results, i, result) {
		const json_t *error = json_object_get(result, "error");
		size_t line = (size_t)number_of(result, "line");

		if (error && line < im->found.count)
			trouble(im, im->found.list[line].path, error);
		refused |= error != NULL;
	}
	return refused;
}

/* Steals the rows. more: others are to come, and until they have none of them is in for good. */
static int
send_rows(struct import_files *im, json_t *rows, bool more, const char *file)
{
	json_t *args = json_pack("{s:o, s:b, s:b, s:s, s:I}", "rows", rows, "dry_run", !im->writes,
		   "more", more, "file", file, "total", (json_int_t)im->counts[FOUND_NEW]),
	       *ok, *error = NULL;
	bool refused;

	if (im->number)
		json_object_set_new(args, "import", json_integer(im->number));
	ok = ctl_try(im->ctl, "monitor.import", args, &error);
	im->unknown = im->writes && !more && !ok && !error;
	if (error)
		ctl_complain_code(im->ctl, text_of(error, "code"), json_object_get(error, "args"));
	json_decref(error);
	im->number = number_of(ok, "import");
	refused = say_refused(im, json_object_get(ok, "results"));
	json_decref(ok);
	return ok && !refused ? 0 : -1;
}

/* In as many requests as it takes. */
static int
send_all(struct import_files *im, const char *file)
{
	json_t *rows = json_array();
	size_t bytes = 0;
	int rc = 0;

	for (size_t i = 0; i < im->found.count && !rc; i++) {
		json_t *row;
		size_t size;

		if (im->found.list[i].state != FOUND_NEW)
			continue;
		row = row_of(&im->found.list[i], i);
		size = json_dumpb(row, NULL, 0, JSON_COMPACT) + 1;
		if (json_array_size(rows) == CHUNK_MAX_ROWS || bytes + size > CHUNK_MAX_BYTES) {
			rc = send_rows(im, rows, true, file);
			rows = json_array();
			bytes = 0;
		}
		bytes += size;
		json_array_append_new(rows, row);
	}
	if (!rc && json_array_size(rows))
		rc = send_rows(im, rows, false, file);
	else
		json_decref(rows);
	return rc;
}

static int
write_all(struct import_files *im, const char *file)
{
	im->writes = true;
	if (send_all(im, file) == 0)
		return 0;
	if (im->unknown)
		ctl_complain(
		    im->ctl, _("Whether the list is in is not known: caducactl log tells."));
	else
		ctl_complain(
		    im->ctl, _("Nothing of the list stays: what was written of it is taken back."));
	return -1;
}

/* Everything is tried before anything is written. */
static int
import_new(struct import_files *im, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *file = text_cleaned(slash && slash[1] ? slash + 1 : path, MONITOR_TEXT_MAX);
	int rc = 0;

	if (im->counts[FOUND_NEW] &&
	    (keep_all(im) < 0 || send_all(im, file) < 0 || write_all(im, file) < 0))
		rc = -1;
	free(file);
	return rc;
}

static void
count_new(struct import_files *im)
{
	for (size_t i = 0; i < im->found.count; i++)
		im->counts[FOUND_NEW] += im->found.list[i].state == FOUND_NEW;
}

/* ---- the command ---- */

/* -1 after saying why. */
static int
open_password(struct ctl *ctl, const struct flag *fd_flag, const struct flag *file_flag, int *fd)
{
	struct err err = {0};

	*fd = password_given(fd_flag);
	if (*fd == -2 || (*fd >= 0 && file_flag->value)) {
		ctl_usage(ctl, _("--password-fd is the number of an open descriptor."));
		return -1;
	}
	if (file_flag->value) {
		*fd = private_file_open(file_flag->value, &err);
		if (*fd < 0)
			ctl_complain_err(ctl, &err);
	}
	return file_flag->value && *fd < 0 ? -1 : 0;
}

static int
run(struct import_files *im, int count, char **paths)
{
	if (read_all(im, count, paths) < 0)
		return EXIT_FAILED;
	if (known_monitors_fetch(im->ctl, &im->known) < 0)
		return im->known.rows.code;
	found_judge(&im->found, &im->known, &im->wish);
	count_new(im);
	if (!im->dry_run && import_new(im, paths[0]) < 0) {
		if (im->json)
			ctl_print_json(im->told);
		return EXIT_FAILED;
	}
	im->counts[FOUND_NEW] = 0;
	tell_all(im);
	return tell(im);
}

bool
import_files_asked(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (!strcmp(argv[i], "--files"))
			return true;
	return false;
}

int
import_files_run(struct ctl *ctl, int argc, char **argv)
{
	enum { FILES, DRY_RUN, EXPIRED, SERVED, PASSWORD_FD, PASSWORD_FILE, JSON, FLAGS };
	struct flag flags[FLAGS] = {[FILES] = {.name = "files"},
	    [DRY_RUN] = {.name = "dry-run"},
	    [EXPIRED] = {.name = "expired"},
	    [SERVED] = {.name = "served"},
	    [PASSWORD_FD] = {.name = "password-fd", .takes = FLAG_VALUE},
	    [PASSWORD_FILE] = {.name = "password-file", .takes = FLAG_VALUE},
	    [JSON] = {.name = "json"}};
	struct import_files im = {.ctl = ctl, .told = json_array()};
	int count,
	    code = ctl_arguments(ctl, argc, argv, flags, FLAGS, 1, PATHS_MOST, &argv, &count),
	    password = -1;
	struct err err = {0};

	found_begin(&im.found);
	im.reader = (struct certificate_reader){.given = -1, .typed = -1};
	im.dry_run = flags[DRY_RUN].value != NULL;
	im.json = flags[JSON].value != NULL;
	im.wish = (struct found_wish){.expired = flags[EXPIRED].value != NULL,
	    .served = flags[SERVED].value != NULL,
	    .now = ctl->now};
	if (!code && open_password(ctl, &flags[PASSWORD_FD], &flags[PASSWORD_FILE], &password) < 0)
		code = EXIT_USAGE;
	if (!code && certificate_reader_begin(&im.reader, ctl, password, &err) < 0)
		code = ctl_complain_err(ctl, &err);
	if (flags[PASSWORD_FILE].value)
		sys_close(&password);
	if (!code)
		code = run(&im, count, argv);
	certificate_reader_release(&im.reader);
	found_release(&im.found);
	known_monitors_release(&im.known);
	named_set_release(&im.read);
	json_decref(im.told);
	return code;
}
