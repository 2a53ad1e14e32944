/* A descriptor that a stranger passed may be of a socket that lingers: whoever closes it last waits until its peer has read
 * all, for as long as the stranger has set, also where he was about to drop it unseen, or closes a socket in whose queue it
 * is still on its way. SO_LINGER cannot be taken off in time, as the stranger has the socket as well; but a signal ends
 * such a wait, and what was to be sent goes on without us. */
#ifndef BASE_LINGER_H
#define BASE_LINGER_H

/* From now on, between begin and end this process waits for nobody longer than a moment. It uses SIGALRM. */
void linger_bound(void);

/* Around each call that may close what a stranger passed; sys_close is one. Nothing happens before linger_bound. */
void linger_begin(void);
void linger_end(void); /* errno stays */

#endif
