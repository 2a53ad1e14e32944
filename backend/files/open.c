#include "files/open.h"

#include "base/mem.h"
#include "base/path.h"
#include "base/sha256.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum {
	NAMES_MOST = 50,
	NAMES_BYTES =
	    24 * 1024, /* as JSON: control characters take six each, and a line has an end */
	ENTRIES_MOST = 10000
};

char *
files_expand(const char *path)
{
	char *home, *whole;

	if (path[0] != '~' || (path[1] && path[1] != '/'))
		return mem_strdup(path);
	home = path_home();
	whole = path[1] ? mem_printf("%s%s", home, path + 1) : mem_strdup(home);
	free(home);
	return whole;
}

static int
refuse_kind(mode_t mode, const char *path, struct err *err)
{
	const char *code = S_ISDIR(mode)    ? "is-folder"
			   : S_ISFIFO(mode) ? "is-fifo"
			   : S_ISSOCK(mode) ? "is-socket"
					    : "is-device";

	return err_set(err, code, "'%s' is not a regular file", path);
}

/* Looked at before it is opened: opening a device may already do something. */
int
files_open(const char *path, struct err *err)
{
	struct stat st;
	int fd;

	if (stat(path, &st) < 0)
		return err_file(err, "cannot open", path);
	if (!S_ISREG(st.st_mode))
		return refuse_kind(st.st_mode, path, err);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_file(err, "cannot open", path);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return refuse_kind(st.st_mode, path, err);
}

char *
files_read(int fd, size_t *len, struct err *err)
{
	struct stat st;
	char *bytes;
	size_t used = 0;
	ssize_t n = 0;

	if (fstat(fd, &st) < 0) {
		err_errno(err, "cannot read");
		return NULL;
	}
	if (st.st_size > FILES_MAX_BYTES) {
		err_set(err, "is-too-large", "%lld bytes", (long long)st.st_size);
		return NULL;
	}
	bytes = mem_alloc(FILES_MAX_BYTES + 1);
	while (used <= FILES_MAX_BYTES &&
	       (n = pread(fd, bytes + used, FILES_MAX_BYTES + 1 - used, (off_t)used)) != 0) {
		if (n < 0 && errno != EINTR)
			break;
		used += n > 0 ? (size_t)n : 0;
	}
	if (n < 0 || used > FILES_MAX_BYTES) {
		if (n < 0)
			err_errno(err, "cannot read");
		else
			err_set(err, "is-too-large", "more than %d bytes", FILES_MAX_BYTES);
		explicit_bzero(bytes, FILES_MAX_BYTES + 1);
		free(bytes);
		return NULL;
	}
	*len = used;
	return bytes;
}

bool
files_have_digest(const char *bytes, size_t len, const char *wanted)
{
	char hex[2 * SHA256_BYTES + 1];

	sha256_hex_of(bytes, len, hex);
	return !strcasecmp(hex, wanted);
}

char *
files_read_known(const char *place, const char *sha256, size_t *len, struct err *err)
{
	char *path = files_expand(place), *bytes = NULL;
	struct err why = {0};
	int fd = files_open(path, &why);

	free(path);
	if (fd >= 0) {
		bytes = files_read(fd, len, &why);
		close(fd);
	}
	if (!bytes) {
		err_set(err,
		    !strcmp(why.code, "not-found") ? "source-missing"
		    : !strcmp(why.code, "denied")  ? "source-denied"
						   : why.code,
		    "%s", why.text);
	} else if (!files_have_digest(bytes, *len, sha256)) {
		err_set(err, "source-differs", "%s", place);
		explicit_bzero(bytes, *len);
		free(bytes);
		bytes = NULL;
	}
	return bytes;
}

/* ---- completion ---- */

struct names {
	char *items[ENTRIES_MOST];
	size_t count;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_folder(DIR *dir, const char *name)
{
	struct stat st;

	return fstatat(dirfd(dir), name, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

static void
gather(DIR *dir, const char *start, struct names *names)
{
	size_t len = strlen(start);
	struct dirent *e;

	while (names->count < ENTRIES_MOST && (e = readdir(dir)))
		if (!strncmp(e->d_name, start, len) && strcmp(e->d_name, ".") &&
		    strcmp(e->d_name, "..") && (e->d_name[0] != '.' || len))
			names->items[names->count++] =
			    mem_printf("%s%s", e->d_name, is_folder(dir, e->d_name) ? "/" : "");
	qsort(names->items, names->count, sizeof(names->items[0]), by_name);
}

/* How many bytes all have in common, never half a character. */
static size_t
common_length(const struct names *names)
{
	const char *first = names->items[0];
	size_t len = strlen(first);

	for (size_t i = 1; i < names->count; i++) {
		size_t n = 0;

		while (n < len && names->items[i][n] == first[n])
			n++;
		len = n;
	}
	while (len && ((unsigned char)first[len] & 0xc0) == 0x80)
		len--;
	return len;
}

/* What the JSON cannot hold (a name that is no UTF-8) is not offered. */
static json_t *
names_json(const struct names *names, const char *typed, size_t kept)
{
	json_t *list = json_array();
	size_t common = names->count ? common_length(names) : 0;
	size_t offered = 0, bytes = 0;
	char *whole;
	json_t *answer, *common_json;

	for (; offered < names->count && json_array_size(list) < NAMES_MOST; offered++) {
		json_t *name = json_string(names->items[offered]);

		bytes += name ? json_dumpb(name, NULL, 0, JSON_ENCODE_ANY) : 0;
		if (bytes > NAMES_BYTES) {
			json_decref(name);
			break;
		}
		if (name)
			json_array_append_new(list, name);
	}
	whole = names->count
		    ? mem_printf("%.*s%.*s", (int)kept, typed, (int)common, names->items[0])
		    : mem_strdup(typed);
	common_json = json_string(whole);
	answer =
	    json_pack("{s:o, s:o, s:I}", "common", common_json ? common_json : json_string(typed),
		"names", list, "left_off", (json_int_t)(names->count - offered));
	free(whole);
	return answer;
}

json_t *
files_list(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/'), *start = slash ? slash + 1 : path;
	char *typed = mem_strndup(path, (size_t)(start - path)),
	     *folder = files_expand(slash ? typed : ".");
	struct names *names = mem_alloc(sizeof(*names));
	json_t *answer = NULL;
	DIR *dir;

	if (!strcmp(path, "~")) {
		answer = json_pack("{s:s, s:[], s:i}", "common", "~/", "names", "left_off", 0);
	} else if ((dir = opendir(folder))) {
		gather(dir, start, names);
		closedir(dir);
		answer = names_json(names, path, (size_t)(start - path));
	} else {
		err_file(err, "cannot look into", folder);
	}
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names);
	free(folder);
	free(typed);
	return answer;
}
