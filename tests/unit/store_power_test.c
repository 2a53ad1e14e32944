/* rooms: store base */
/* A power cut, which no kill -9 can imitate: the kernel's cache is lost with it. The program's own
 * pwrite64, ftruncate64, unlink and fdatasync stand in front of the C library's and record
 * what SQLite asks of the database and its log. The record is then cut after every single call, and
 * the files are built as a disk could hold them at that moment: what was written before the last
 * fdatasync of a file is there; of what came after it nothing, all, or some (a write may also be
 * there by half). Each of those disks must open with every row that was acknowledged. */
#include "store_fixture.h"

#include "base/buf.h"

#include <fcntl.h>
#include <sys/syscall.h>

enum { TRANSACTIONS = 12, ROWS = 3, WAYS_TO_LOSE = 4 };

/* CADUCA_TEST_PREFIXES=20000 for so many disks: each cut in as many ways as it takes. */
static int
ways(size_t call_count)
{
	const char *asked = getenv("CADUCA_TEST_PREFIXES");
	long count = asked ? strtol(asked, NULL, 10) / (long)call_count + 1 : 0;

	return count > WAYS_TO_LOSE ? (int)count : WAYS_TO_LOSE;
}

enum which { DATABASE, LOG, FILES, NEITHER = FILES };

struct call {
	enum { WRITE, TRUNCATE, UNLINK, SYNC, ACKNOWLEDGE } what;
	enum which which;
	off_t at; /* offset, length, or the id of the last row acknowledged */
	char *bytes;
	size_t len;
};

static struct call *calls;
static size_t call_count;
static bool recording;
static struct buf before[FILES]; /* the files as they were when the recording began */

static void
record(struct call c)
{
	if (!recording || (c.which == NEITHER && c.what != ACKNOWLEDGE))
		return;
	calls = mem_resize(calls, call_count + 1, sizeof(*calls));
	calls[call_count++] = c;
}

static enum which
which_path(const char *path)
{
	const char *suffix = strstr(path, "caduca.db");

	if (!suffix)
		return NEITHER;
	suffix += strlen("caduca.db");
	return !*suffix ? DATABASE : !strcmp(suffix, "-wal") ? LOG : NEITHER;
}

static enum which
which_fd(int fd)
{
	char link[64], path[256];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n < 0 ? 0 : n] = '\0';
	return which_path(path);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at);
int ftruncate64(int fd, off_t len);

ssize_t
pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	if (recording)
		record((struct call){WRITE, which_fd(fd), at, mem_strndup(bytes, len), len});
	return syscall(SYS_pwrite64, fd, bytes, len, at);
}

int
ftruncate64(int fd, off_t len)
{
	record((struct call){TRUNCATE, which_fd(fd), len, NULL, 0});
	return (int)syscall(SYS_ftruncate, fd, len);
}

int
unlink(const char *path)
{
	record((struct call){UNLINK, which_path(path), 0, NULL, 0});
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

/* No disk is waited for: what a power cut leaves is worked out below. */
int
fdatasync(int fd)
{
	record((struct call){SYNC, which_fd(fd), 0, NULL, 0});
	return 0;
}

/* ---- the record ---- */

static void
read_before(const char *path, struct buf *into)
{
	char chunk[4096];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	while (fd >= 0 && (n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(into, chunk, (size_t)n);
	if (fd >= 0)
		close(fd);
}

static void
add_rows(struct fixture *f, int n)
{
	struct event e = {.actor = {0, "root", true}, .what = "monitor.add", .subject = n};
	struct monitor m;
	char host[32];

	assert_works(f, store_begin(f->store, &f->err));
	for (int i = 0; i < ROWS; i++) {
		snprintf(host, sizeof(host), "host%d-%d.cat", n, i);
		m = fixture_monitor(host);
		assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	}
	assert_works(f, store_event_append(f->store, &e, &f->err));
	assert_works(f, store_commit(f->store, &f->err));
	record((struct call){ACKNOWLEDGE, NEITHER, m.id, NULL, 0});
}

/* Transactions, the log merged and begun anew, transactions, and a clean end. The files are copied
 * while they are closed: a descriptor of ours must not drop SQLite's locks. */
static void
record_a_life(struct fixture *f)
{
	fixture_open(f);
	fixture_close(f);
	read_before(f->path, &before[DATABASE]);
	recording = true;
	fixture_open(f);
	for (int n = 0; n < TRANSACTIONS; n++) {
		if (n == TRANSACTIONS / 2)
			assert_works(f, store_reopen(f->store, &f->err));
		add_rows(f, n);
	}
	fixture_close(f);
	recording = false;
}

/* ---- the disk after the cut ---- */

struct file {
	struct buf bytes;
	bool gone;
};

static void
write_into(struct file *file, const struct call *c, size_t len)
{
	size_t end = (size_t)c->at + len;

	while (file->bytes.len < end)
		buf_putc(&file->bytes, '\0');
	memcpy(file->bytes.data + c->at, c->bytes, len);
	file->gone = false;
}

static void
truncate_to(struct file *file, size_t len)
{
	while (file->bytes.len < len)
		buf_putc(&file->bytes, '\0');
	file->bytes.len = len;
}

/* Whether the call is safe: followed, before the cut, by an fdatasync of its file. */
static bool
synced(size_t i, size_t cut)
{
	for (size_t j = i + 1; j < cut; j++)
		if (calls[j].what == SYNC && calls[j].which == calls[i].which)
			return true;
	return false;
}

/* way 0: nothing that is not safe; 1: everything; else what the dice say. */
static size_t
kept_of(const struct call *c, int way, unsigned *dice)
{
	if (way < 2)
		return way ? c->len : 0;
	*dice = *dice * 1103515245 + 12345;
	switch (*dice >> 16 & 3) {
	case 0:
		return 0;
	case 1:
		return c->len / 2;
	default:
		return c->len;
	}
}

/* The last id that was acknowledged before the cut. A deletion is taken as done at once. */
static int64_t
disk_after(size_t cut, int way, struct file files[FILES])
{
	unsigned dice = (unsigned)(cut * 31 + (size_t)way);
	int64_t acknowledged = 0;

	for (int i = 0; i < FILES; i++) {
		files[i] = (struct file){.gone = !before[i].len};
		buf_add(&files[i].bytes, buf_str(&before[i]), before[i].len);
	}
	for (size_t i = 0; i < cut; i++) {
		const struct call *c = &calls[i];

		if (c->what == ACKNOWLEDGE)
			acknowledged = c->at;
		else if (c->what == UNLINK) {
			buf_clear(&files[c->which].bytes);
			files[c->which].gone = true;
		} else if (c->what == WRITE)
			write_into(
			    &files[c->which], c, synced(i, cut) ? c->len : kept_of(c, way, &dice));
		else if (c->what == TRUNCATE)
			truncate_to(&files[c->which], (size_t)c->at);
	}
	return acknowledged;
}

static void
write_disk(const char *path, const struct file *file)
{
	int fd;

	unlink(path);
	if (file->gone)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, buf_str(&file->bytes), file->bytes.len), file->bytes.len);
	close(fd);
}

static bool
count_monitor(const struct monitor *m, void *arg)
{
	(void)m;
	++*(int *)arg;
	return true;
}

static bool
count_event(const struct event *e, void *arg)
{
	(void)e;
	++*(int *)arg;
	return true;
}

static void
check_disk(struct fixture *f, const char *path, int64_t acknowledged)
{
	struct store *s = store_open(path, 0, &f->clock, &f->err);
	int monitors = 0, events = 0;
	char head[65];

	if (!s)
		fail_msg("%s: %s", f->err.code, f->err.text);
	assert_works(f, store_monitor_each(s, count_monitor, &monitors, &f->err));
	assert_works(f, store_event_each(s, 0, -1, count_event, &events, &f->err));
	assert_works(f, store_event_verify(s, head, &f->err));
	assert_int_equal(monitors, events * ROWS);
	assert_true(monitors >= acknowledged); /* ids are 1, 2, 3... */
	store_close(s);
}

static void
a_power_cut_at_any_moment_loses_nothing_acknowledged(void **state)
{
	struct fixture *f = *state;
	char path[128], log[136];

	snprintf(path, sizeof(path), "%s.copy", f->path);
	snprintf(log, sizeof(log), "%s-wal", path);
	record_a_life(f);
	assert_true(call_count > 100);
	for (size_t cut = 0; cut <= call_count; cut++)
		for (int way = 0; way < ways(call_count); way++) {
			struct file files[FILES];
			int64_t acknowledged = disk_after(cut, way, files);

			write_disk(path, &files[DATABASE]);
			write_disk(log, &files[LOG]);
			check_disk(f, path, acknowledged);
			for (int i = 0; i < FILES; i++)
				buf_release(&files[i].bytes);
		}
	print_message("# %zu calls, each cut in %d ways\n", call_count, ways(call_count));
	for (size_t i = 0; i < call_count; i++)
		free(calls[i].bytes);
	free(calls);
	for (int i = 0; i < FILES; i++)
		buf_release(&before[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_power_cut_at_any_moment_loses_nothing_acknowledged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
