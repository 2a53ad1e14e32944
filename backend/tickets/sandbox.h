/* What the tickets worker gives up: it holds tokens, and reads what a server sends. */
#ifndef TICKETS_SANDBOX_H
#define TICKETS_SANDBOX_H

/* No core dump, no new privileges, no program started, and of the file system only reading what names are looked up with
 * and which authorities are trusted. To be entered once a CA file of ours is read. Best effort, and for good. */
void tickets_sandbox_enter(void);

#endif
