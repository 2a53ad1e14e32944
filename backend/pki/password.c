#include "pki/password.h"

#include <openssl/crypto.h>

#include <errno.h>

int
password_read(struct password *p, int fd, struct err *err)
{
	ssize_t n;

	p->len = 0;
	while (p->len < PASSWORD_MAX_BYTES + 1) {
		n = read(fd, p->text + p->len, PASSWORD_MAX_BYTES + 1 - p->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, "cannot read the password");
		if (!n)
			break;
		p->len += (size_t)n;
	}
	if (p->len && p->text[p->len - 1] == '\n')
		p->len--;
	if (p->len && p->text[p->len - 1] == '\r')
		p->len--;
	if (p->len > PASSWORD_MAX_BYTES || memchr(p->text, '\0', p->len))
		return err_set(err, "bad-password", "%s", "");
	p->text[p->len] = '\0';
	return 0;
}

void
password_release(struct password *p)
{
	OPENSSL_cleanse(p, sizeof(*p));
}
