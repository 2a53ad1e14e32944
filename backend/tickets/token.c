#include "tickets/token.h"

#include "base/mem.h"
#include "base/sys.h"
#include "tickets/secret.h"
#include "wire/loop.h"

#include <poll.h>
#include <sys/stat.h>

enum { READ_WAIT_MS = 10000 };

struct token {
	struct tokens *all;
	struct token *next;
	char *who;
	struct secret *secret;
	int fd;            /* that it is read from; -1 */
	struct timer *end; /* of reading, or of waiting to say why not */
	bool whole, good;
};

struct tokens {
	struct loop *loop;
	struct token *first;
	token_read_fn *read;
	void *arg;
};

struct tokens *
tokens_new(struct loop *loop, token_read_fn *read, void *arg)
{
	struct tokens *t = mem_alloc(sizeof(*t));

	*t = (struct tokens){.loop = loop, .read = read, .arg = arg};
	return t;
}

static void
stop_reading(struct token *one)
{
	if (one->fd >= 0)
		loop_unwatch(one->all->loop, one->fd);
	sys_close(&one->fd);
	loop_cancel(one->all->loop, one->end);
	one->end = NULL;
}

static struct token **
place_of(struct tokens *t, const char *who)
{
	struct token **at = &t->first;

	while (*at && strcmp((*at)->who, who) != 0)
		at = &(*at)->next;
	return at;
}

void
tokens_forget(struct tokens *t, const char *who)
{
	struct token **at = place_of(t, who), *one = *at;

	if (!one)
		return;
	*at = one->next;
	stop_reading(one);
	secret_release(one->secret);
	free(one->who);
	free(one);
}

void
tokens_free(struct tokens *t)
{
	if (!t)
		return;
	while (t->first)
		tokens_forget(t, t->first->who);
	free(t);
}

/* `who` is copied, since what is told may forget it. */
static void
tell(struct token *one, enum token_fault fault)
{
	struct tokens *t = one->all;
	char *who = mem_strdup(one->who);

	stop_reading(one);
	if (fault == TOKEN_BAD)
		tokens_forget(t, who);
	t->read(who, fault, t->arg);
	free(who);
}

static void
too_late(void *arg)
{
	struct token *one = arg;

	one->end = NULL;
	tell(one, TOKEN_BAD);
}

static void
readable(int fd, short revents, void *arg)
{
	struct token *one = arg;
	int more = secret_read(one->secret, fd);

	(void)revents;
	if (more == 1 || more == -1)
		return;
	one->whole = !more && secret_check(one->secret);
	tell(one, one->whole ? TOKEN_READ : TOKEN_BAD);
}

/* Only what ends by itself is read: a file, a pipe, a socket. */
static bool
can_be_read(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return false;
	if (S_ISREG(st.st_mode))
		return true;
	return (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)) && sys_nonblocking(fd) == 0;
}

void
tokens_read(struct tokens *t, const char *who, int fd)
{
	struct token *one = mem_alloc(sizeof(*one));
	bool readable_at_all = fd >= 0 && can_be_read(fd);

	tokens_forget(t, who);
	*one = (struct token){.all = t, .next = t->first, .who = mem_strdup(who), .fd = fd};
	t->first = one;
	one->secret = secret_new();
	readable_at_all = readable_at_all && one->secret;
	one->end = loop_timer(t->loop, readable_at_all ? READ_WAIT_MS : 0, too_late, one);
	if (readable_at_all)
		loop_watch(t->loop, fd, POLLIN, readable, one);
	else
		sys_close(&one->fd);
}

bool
tokens_pending(struct tokens *t, const char *who)
{
	const struct token *one = *place_of(t, who);

	return one && !one->good;
}

struct secret *
tokens_untried(struct tokens *t, const char *who)
{
	const struct token *one = *place_of(t, who);

	return one && one->whole && !one->good ? one->secret : NULL;
}

void
tokens_good(struct tokens *t, const char *who)
{
	struct token *one = *place_of(t, who);

	if (one && one->whole)
		one->good = true;
}

struct secret *
tokens_of(struct tokens *t, const char *who)
{
	const struct token *one = *place_of(t, who);

	return one && one->good ? one->secret : NULL;
}
