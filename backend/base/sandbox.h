/* What a process gives up for good before it reads untrusted bytes: files, and system calls. Each worker
 * composes its sandbox from these. Best effort: what this kernel lacks is logged and done without. */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stddef.h>

/* No core dump and no new privileges; the calls below need it. */
void sandbox_begin(void);

/* Landlock: from here on no file can be reached but those in or beneath `readable`, and they can only be read.
 * Descriptors that are open stay usable. A path that is not there is passed over. */
void sandbox_files(const char *const *readable, size_t count);

/* seccomp: these system calls (SYS_execve, ...) fail with EPERM, and so does every call by the numbers of
 * another architecture (x32 included), for it could be one of them under another number. At most 32. */
void sandbox_calls(const unsigned *refused, size_t count);

#endif
