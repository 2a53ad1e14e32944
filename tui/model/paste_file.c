#include "tui/model/paste_file.h"

#include "base/sys.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BASE64_LEAST = 80, LABEL_MOST = 40 };

/* The line that PEM begins with, whatever became of its dashes (pki/pem.h reads it). */
static bool
has_begin(const char *text)
{
	static const char *const labels[] = {"CERTIFICATE", "KEY", "PKCS7", "CMS"};

	for (const char *at = text; (at = strstr(at, "BEGIN ")); at++)
		for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
			if (memmem(at, strnlen(at, LABEL_MOST), labels[i], strlen(labels[i])))
				return true;
	return false;
}

/* Base64 has no '.', and a path as long as that without one, a blank or a '-' is none. */
bool
paste_is_document(const char *text)
{
	const char base64[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n ";

	return has_begin(text) ||
	       (strlen(text) >= BASE64_LEAST && text[0] != '/' && !text[strspn(text, base64)]);
}

int
paste_file(const char *text)
{
	int fd = memfd_create("caduca", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	if (sys_write_all(fd, text, strlen(text), NULL) < 0) {
		close(fd);
		return -1;
	}
	fchmod(fd, 0600); /* a key that was pasted is as private as can be */
	lseek(fd, 0, SEEK_SET);
	fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
	return fd;
}

/* A field holds less than a pipe takes without a reader. */
int
paste_secret(const char *secret)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	if (sys_write_all(ends[1], secret, strlen(secret), NULL) < 0)
		sys_close(&ends[0]);
	sys_close(&ends[1]);
	return ends[0];
}
