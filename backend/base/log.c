#include "base/log.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <syslog.h>

static struct {
	const char *name;
	int fd;
	enum log_level least;
	bool journal;
} sink = {"caduca", STDERR_FILENO, LOG_LEVEL_INFO, false};

/* The priority is syslog's, as the journal reads it before a line (sd-daemon(3)). */
static const struct {
	const char *name;
	int priority;
} levels[] = {
    [LOG_LEVEL_DEBUG] = {"debug", LOG_DEBUG},
    [LOG_LEVEL_INFO] = {"info", LOG_INFO},
    [LOG_LEVEL_WARNING] = {"warning", LOG_WARNING},
    [LOG_LEVEL_ERROR] = {"error", LOG_ERR},
};

/* JOURNAL_STREAM is "device:inode" of what systemd has tied to the journal (systemd.exec(5)); a program further down may
 * write somewhere else by now. */
static bool
is_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	struct stat st;
	char *own;
	bool same;

	if (!stream || fd < 0 || fstat(fd, &st) < 0)
		return false;
	own = mem_printf("%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	same = !strcmp(stream, own);
	free(own);
	return same;
}

void
log_open(const char *name, int fd, enum log_level least)
{
	sink.name = name;
	sink.fd = fd;
	sink.least = least;
	sink.journal = is_journal(fd);
}

/* The time is the real one even where a test froze the program's: a log tells when it was written. */
__attribute__((format(printf, 2, 0))) static void
log_write(enum log_level level, const char *fmt, va_list ap)
{
	struct buf line = {0};
	struct tm tm;
	char stamp[32], *text;
	time_t now = time(NULL);

	if (sink.fd < 0 || level < sink.least)
		return;
	gmtime_r(&now, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (sink.journal)
		buf_printf(&line, "<%d>", levels[level].priority);
	else
		buf_printf(
		    &line, "%s %s[%d] %s: ", stamp, sink.name, (int)getpid(), levels[level].name);
	text = mem_vprintf(fmt, ap);
	text_clean(&line, text, strlen(text));
	buf_putc(&line, '\n');
	if (write(sink.fd, line.data, line.len) < 0) {
		/* a log that cannot be written must not stop the work */
	}
	free(text);
	buf_release(&line);
}

#define LOG_AT(function, level)             \
	void function(const char *fmt, ...) \
	{                                   \
		va_list ap;                 \
		va_start(ap, fmt);          \
		log_write(level, fmt, ap);  \
		va_end(ap);                 \
	}

LOG_AT(log_debug, LOG_LEVEL_DEBUG)
LOG_AT(log_info, LOG_LEVEL_INFO)
LOG_AT(log_warning, LOG_LEVEL_WARNING)
LOG_AT(log_error, LOG_LEVEL_ERROR)
