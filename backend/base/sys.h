/* Small things asked of the kernel, each with its error handled once. */
#ifndef BASE_SYS_H
#define BASE_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct err;

int sys_nonblocking(int fd);
int sys_close_on_exec(int fd, bool on);
void sys_fill_standard(void); /* first of all in main: no file of ours may become 0, 1 or 2 */
void sys_close(int *fd);      /* closes and sets -1; -1 is fine; see base/linger.h */
int sys_write_all(int fd, const void *bytes, size_t len, struct err *err); /* a blocking fd */
int sys_mkdir_private(
    const char *path, struct err *err); /* 0700, with its parents; refuses one of another uid */

/* What was made, renamed or removed in the folder that path is in is on the disk. */
int sys_sync_folder_of(const char *path, struct err *err);

void sys_no_core(void); /* PR_SET_DUMPABLE 0 and RLIMIT_CORE 0 */
size_t sys_raise_descriptors(
    size_t want);                   /* raises RLIMIT_NOFILE up to the hard limit; what it is now */
void sys_ignore_pipe_signals(void); /* SIGPIPE, SIGXFSZ: their errno is handled instead */

/* Takes an exclusive flock on the file (made 0600 when absent), waiting at most wait_ms (0: not at all).
 * Returns the descriptor that holds it, or -1: code "locked" when somebody else has it. */
int sys_lock(const char *path, int wait_ms, struct err *err);

/* The whole of a regular file of at most max bytes; NUL added. The caller frees. */
char *sys_read_file(const char *path, size_t max, size_t *len, struct err *err);

/* Are both names of one file? Links are not followed; false where there is none. */
bool sys_same_file(const char *a, const char *b);

/* Which program this process runs, e.g. /usr/bin/caduca; the caller frees; NULL when unknown. */
char *sys_own_path(void);

/* Login name of a uid, or its number as text; the caller frees. */
char *sys_user_name(uid_t uid);

#endif
