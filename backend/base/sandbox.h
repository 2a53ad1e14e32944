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
/* Those that no child needs which only reads what strangers gave it: to run programs, to make and connect sockets, also by
 * io_uring, and to look into other processes. */
void sandbox_calls_of_reader(void);

/* All of it for one that asks servers something: no program is started, and of the file system only that can be read with which
 * names are looked up and which says whom to trust. To be entered once its own files are read. */
void sandbox_of_client(void);

/* RLIMIT_AS. Nothing under AddressSanitizer, which keeps a shadow of all memory there could be. */
void sandbox_memory(size_t megabytes);

#endif
