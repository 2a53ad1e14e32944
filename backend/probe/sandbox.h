/* What a worker gives up once it has all it needs: it reads what hosts send, so it should be
 * able to do as little as possible for whoever breaks into it. */
#ifndef PROBE_SANDBOX_H
#define PROBE_SANDBOX_H

/* No core dump, no new privileges, no exec, and of the file system only reading what names are
 * looked up with. Best effort: what this kernel does not have is logged and done without. For good.
 */
void probe_sandbox_enter(void);

#endif
