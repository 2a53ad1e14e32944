/* Who has a token, and whether it is known to be good. */
#ifndef TICKETS_TOKEN_H
#define TICKETS_TOKEN_H

#include <stdbool.h>

struct loop;
struct secret;
struct tokens;

enum token_fault { TOKEN_READ, TOKEN_BAD };

/* The token of `who` was read from its descriptor, and looks as one, or not. It may be tried now. */
typedef void token_read_fn(const char *who, enum token_fault fault, void *arg);

struct tokens *tokens_new(struct loop *loop, token_read_fn *read, void *arg);
void tokens_free(struct tokens *t); /* all are overwritten */

/* Begins to read who's from fd, which is closed at the end; his former one is forgotten. Not all of it within 10
 * seconds: TOKEN_BAD. `read` is called later. */
void tokens_read(struct tokens *t, const char *who, int fd);

/* Is his still being read, or tried? */
bool tokens_pending(struct tokens *t, const char *who);

/* The one that was read last and is not tried yet; borrowed, NULL where there is none. */
struct secret *tokens_untried(struct tokens *t, const char *who);
void tokens_good(struct tokens *t, const char *who); /* it was tried, and is known from now on */
struct secret *tokens_of(struct tokens *t, const char *who); /* one that is good; borrowed; NULL */
void tokens_forget(struct tokens *t, const char *who);

#endif
