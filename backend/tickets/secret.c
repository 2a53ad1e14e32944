#include "tickets/secret.h"

#include "base/mem.h"

#include <errno.h>
#include <sys/mman.h>

enum { PIECE_BYTES = 512, BLOT_LEAST_BYTES = 8 };

static const char scheme[] = "Authorization: Bearer ";

enum { SCHEME_BYTES = sizeof(scheme) - 1 };

struct secret {
	int holders;
	size_t len;  /* of the token */
	size_t size; /* of the pages */
	char *line;  /* scheme, token, NUL */
};

struct secret *
secret_new(void)
{
	struct secret *s = mem_alloc(sizeof(*s));
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	s->holders = 1;
	s->size = (SCHEME_BYTES + SECRET_MAX_BYTES + PIECE_BYTES + page) / page * page;
	s->line = mmap(NULL, s->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (s->line == MAP_FAILED) {
		free(s);
		return NULL;
	}
	/* Where memory cannot be locked it is still neither dumped nor read by others. */
	mlock(s->line, s->size);
	madvise(s->line, s->size, MADV_DONTDUMP);
	memcpy(s->line, scheme, SCHEME_BYTES);
	return s;
}

struct secret *
secret_hold(struct secret *s)
{
	if (s)
		s->holders++;
	return s;
}

void
secret_release(struct secret *s)
{
	if (!s || --s->holders)
		return;
	explicit_bzero(s->line, s->size);
	munmap(s->line, s->size);
	free(s);
}

int
secret_read(struct secret *s, int fd)
{
	ssize_t n = read(fd, s->line + SCHEME_BYTES + s->len, PIECE_BYTES);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? -1 : -2;
	s->len += (size_t)n;
	if (s->len > SECRET_MAX_BYTES)
		return -2;
	return n > 0;
}

bool
secret_check(struct secret *s)
{
	char *token = s->line + SCHEME_BYTES;

	if (s->len && token[s->len - 1] == '\n')
		s->len--;
	if (s->len && token[s->len - 1] == '\r')
		s->len--;
	token[s->len] = '\0';
	for (size_t i = 0; i < s->len; i++)
		if (token[i] <= ' ' || token[i] > '~')
			return false;
	return s->len > 0;
}

bool
secret_is_same(const struct secret *a, const struct secret *b)
{
	return a && b && a->len == b->len &&
	       !memcmp(a->line + SCHEME_BYTES, b->line + SCHEME_BYTES, a->len);
}

const char *
secret_header(const struct secret *s)
{
	return s->line;
}

void
secret_blot(const struct secret *s, char *bytes, size_t len)
{
	char *at = bytes;

	if (!s || !bytes || s->len < BLOT_LEAST_BYTES)
		return;
	while ((at = memmem(at, len - (size_t)(at - bytes), s->line + SCHEME_BYTES, s->len))) {
		memset(at, '*', s->len);
		at += s->len;
	}
}
