/* What the child gives up before it reads any request: files, programs, the network, long work. For
 * good. */
#ifndef INSPECT_SANDBOX_H
#define INSPECT_SANDBOX_H

enum {
	INSPECT_CPU_SECONDS =
	    20, /* a PKCS#12 of the most iterations that are allowed needs some five */
	INSPECT_MEMORY_MB = 256,
	INSPECT_FILE_BYTES = 64 * 1024 /* of a key or a CSR that it makes */
};

/* No core, no new privileges, limits of CPU, memory and file size; no file can be opened
 * (Landlock), no program run, no socket made (seccomp). What this kernel does not have is done
 * without. */
void inspect_sandbox_enter(void);
/* From here on not one byte into any file. */
void inspect_sandbox_no_files(void);

#endif
