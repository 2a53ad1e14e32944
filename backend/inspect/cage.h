/* What the child gives up before it hears anything: files, programs, the network, long work. For
 * good. */
#ifndef INSPECT_CAGE_H
#define INSPECT_CAGE_H

enum {
	CAGE_CPU_SECONDS =
	    20, /* a PKCS#12 of the most iterations that are allowed takes some five */
	CAGE_MEMORY_MB = 256,
	CAGE_FILE_BYTES = 64 * 1024 /* of a key or a CSR that it makes */
};

/* No core, no new privileges, limits of CPU, memory and file size; no file can be opened
 * (Landlock), no program run, no socket made (seccomp). What this kernel does not have is done
 * without. */
void cage_close(void);
/* From here on not one byte into any file. */
void cage_no_files(void);

#endif
