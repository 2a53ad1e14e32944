#include "files/watch.h"

#include "base/mem.h"
#include "base/sys.h"
#include "wire/loop.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>

enum { READ_EVERY_MS = 3000, FILES_MOST = 2000, TOLD_MOST = 100, TOLD_BYTES = 32 * 1024 };

struct entry {
	char *name;
	struct stat is;
	bool seen;   /* in the reading under way */
	bool closed; /* by its writer, as inotify said */
	bool told;
	bool new; /* told for the first time, and not at the start */
};

struct watch {
	struct loop *loop;
	char *folder;
	void (*tell)(json_t *data, void *arg);
	void *arg;
	int notify;
	struct timer *again;
	struct entry entries[FILES_MOST];
	size_t count;
	const char *state; /* as told last; NULL: nothing was */
};

/* ---- which names ---- */

static bool
ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), e = strlen(end);

	return n > e && !strcasecmp(name + n - e, end);
}

/* WinSCP, browsers, editors and rsync each have theirs. */
static bool
is_unfinished(const char *name)
{
	static const char *const ends[] = {".filepart", ".part", ".partial", ".tmp", ".temp",
	    ".crdownload", ".download", ".swp", "~"};

	if (name[0] == '.' || name[0] == '~')
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends_with(name, ends[i]))
			return true;
	return false;
}

static struct entry *
entry_find(struct watch *w, const char *name)
{
	for (size_t i = 0; i < w->count; i++)
		if (!strcmp(w->entries[i].name, name))
			return &w->entries[i];
	return NULL;
}

/* ---- telling ---- */

static int
newest_first(const void *a, const void *b)
{
	const struct timespec *x = &(*(struct entry *const *)a)->is.st_ctim,
			      *y = &(*(struct entry *const *)b)->is.st_ctim;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return x->tv_nsec < y->tv_nsec ? 1 : x->tv_nsec > y->tv_nsec ? -1 : 0;
}

/* The time of arrival is that of the last change of the file itself: what brought it may have kept
 * the time at which it was written elsewhere. */
static void
tell(struct watch *w)
{
	struct entry *told[FILES_MOST];
	json_t *list = json_array(), *one;
	size_t n = 0, bytes = 0;

	for (size_t i = 0; i < w->count; i++)
		if (w->entries[i].told)
			told[n++] = &w->entries[i];
	qsort(told, n, sizeof(told[0]), newest_first);
	for (size_t i = 0; i < n && i < TOLD_MOST; i++) {
		one = json_pack("{s:s, s:I, s:I}", "name", told[i]->name, "bytes",
		    (json_int_t)told[i]->is.st_size, "at", (json_int_t)told[i]->is.st_ctim.tv_sec);
		if (!one)
			continue; /* a name that is no UTF-8 */
		bytes += json_dumpb(one, NULL, 0, 0);
		if (bytes > TOLD_BYTES) { /* names of control characters take six bytes for each */
			json_decref(one);
			break;
		}
		if (told[i]->new)
			json_object_set_new(one, "new", json_true());
		json_array_append_new(list, one);
	}
	for (size_t i = 0; i < w->count; i++)
		w->entries[i].new = false;
	w->tell(json_pack("{s:s, s:s, s:o}", "folder", w->folder, "state", w->state, "files", list),
	    w->arg);
}

/* ---- reading the folder ---- */

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* True when there is something to tell of it. At the start nothing is waited for: what is there was
 * most likely finished long ago. */
static bool
look_at(struct watch *w, const char *name, const struct stat *is, bool at_start)
{
	struct entry *e = entry_find(w, name);
	bool was_told, unchanged;

	if (!e) {
		if (w->count == FILES_MOST)
			return false;
		e = &w->entries[w->count++];
		*e = (struct entry){.name = mem_strdup(name)};
	}
	unchanged = same_file(&e->is, is);
	was_told = e->told && unchanged;
	e->seen = true;
	e->is = *is;
	if (was_told || !(unchanged || e->closed || at_start))
		return false;
	e->closed = false;
	e->told = true;
	e->new = !at_start;
	return true;
}

static bool
drop_gone(struct watch *w)
{
	bool any = false;
	size_t kept = 0;

	for (size_t i = 0; i < w->count; i++) {
		if (w->entries[i].seen) {
			w->entries[kept++] = w->entries[i];
			continue;
		}
		any |= w->entries[i].told;
		free(w->entries[i].name);
	}
	w->count = kept;
	return any;
}

/* Of a folder that is not there, its parent tells when it comes. */
static const char *
listen(struct watch *w)
{
	const uint32_t mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
			      IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
	char *parent, *slash;

	if (inotify_add_watch(w->notify, w->folder, mask) >= 0)
		return "there";
	if (errno == EACCES)
		return "denied";
	if (errno != ENOENT && errno != ENOTDIR)
		return "there"; /* no more watches to be had: reading it again must do */
	parent = mem_strdup(w->folder);
	slash = strrchr(parent, '/');
	if (slash && slash != parent) {
		*slash = '\0';
		inotify_add_watch(
		    w->notify, parent, IN_CREATE | IN_MOVED_TO | IN_ONLYDIR | IN_DELETE_SELF);
	}
	free(parent);
	return "missing";
}

static void
read_folder(struct watch *w)
{
	bool at_start = !w->state, any = false;
	const char *state = listen(w);
	DIR *dir = !strcmp(state, "there") ? opendir(w->folder) : NULL;
	const struct dirent *e;
	struct stat is;

	for (size_t i = 0; i < w->count; i++)
		w->entries[i].seen = false;
	if (!dir && !strcmp(state, "there"))
		state = errno == EACCES ? "denied" : "missing";
	while (dir && (e = readdir(dir)))
		if (!is_unfinished(e->d_name) && !fstatat(dirfd(dir), e->d_name, &is, 0) &&
		    S_ISREG(is.st_mode))
			any |= look_at(w, e->d_name, &is, at_start);
	if (dir)
		closedir(dir);
	any |= drop_gone(w);
	any |= !w->state || strcmp(w->state, state) != 0;
	w->state = state;
	if (any)
		tell(w);
}

/* ---- what wakes it ---- */

static void
again(void *arg)
{
	struct watch *w = arg;

	w->again = loop_timer(w->loop, READ_EVERY_MS, again, w);
	read_folder(w);
}

static void
mark_closed(struct watch *w, const struct inotify_event *e)
{
	struct entry *known;

	if (!e->len || !(e->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) || is_unfinished(e->name))
		return;
	known = entry_find(w, e->name);
	if (!known && w->count < FILES_MOST) {
		known = &w->entries[w->count++];
		*known = (struct entry){.name = mem_strdup(e->name)};
	}
	if (known)
		known->closed = true;
}

static void
notified(int fd, short revents, void *arg)
{
	union {
		char bytes[16 * 1024];
		struct inotify_event align;
	} room;
	struct watch *w = arg;
	ssize_t n;

	(void)revents;
	while ((n = read(fd, room.bytes, sizeof(room.bytes))) > 0)
		for (ssize_t at = 0; at < n;) {
			struct inotify_event e;

			memcpy(&e, room.bytes + at, sizeof(e));
			mark_closed(
			    w, (const struct inotify_event *)(const void *)(room.bytes + at));
			at += (ssize_t)(sizeof(e) + e.len);
		}
	read_folder(w);
}

struct watch *
watch_new(struct loop *l, const char *folder, void (*tell_fn)(json_t *data, void *arg), void *arg)
{
	struct watch *w = mem_alloc(sizeof(*w));

	w->loop = l;
	w->folder = mem_strdup(folder);
	w->tell = tell_fn;
	w->arg = arg;
	w->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (w->notify >= 0)
		loop_watch(l, w->notify, POLLIN, notified, w);
	again(w);
	return w;
}

void
watch_free(struct watch *w)
{
	if (!w)
		return;
	loop_cancel(w->loop, w->again);
	if (w->notify >= 0)
		loop_unwatch(w->loop, w->notify);
	sys_close(&w->notify);
	for (size_t i = 0; i < w->count; i++)
		free(w->entries[i].name);
	free(w->folder);
	free(w);
}
