#include "base/log.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>

static struct {
	const char *name;
	int fd;
	enum log_level least;
} sink = {"caduca", STDERR_FILENO, LOG_LEVEL_INFO};

static const char *const level_names[] = {
    [LOG_LEVEL_DEBUG] = "debug",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_WARNING] = "warning",
    [LOG_LEVEL_ERROR] = "error",
};

void
log_open(const char *name, int fd, enum log_level least)
{
	sink.name = name;
	sink.fd = fd;
	sink.least = least;
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
	buf_printf(&line, "%s %s[%d] %s: ", stamp, sink.name, (int)getpid(), level_names[level]);
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
