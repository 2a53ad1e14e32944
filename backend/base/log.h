/* Lines for the operator: "2026-11-23T17:55:01Z caducad[123] warning: text". Standard error by default, or a descriptor;
 * where that is systemd's journal, which adds the rest, "<4>text". Arguments that hold foreign text are cleaned whole: a
 * line never holds a control. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

/* name must outlive the program; fd -1 is silence. */
void log_open(const char *name, int fd, enum log_level least);

void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
