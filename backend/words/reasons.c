/* Why the system refused something, as errno says it. It travels in English at the end of a text ("cannot open 'x': No
 * space left on device"), and here that end is put into the reader's words. libc has them too, but in the locale of the
 * process alone, and only where its translations are installed. */
#include "words/holes.h"
#include "words/words.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include <errno.h>

static const struct reason {
	int error;
	const char *english;
} reasons[] = {
    {EPERM, N_("Operation not permitted")},
    {ENOENT, N_("No such file or directory")},
    {EIO, N_("Input/output error")},
    {ENOMEM, N_("Cannot allocate memory")},
    {EACCES, N_("Permission denied")},
    {ENOTDIR, N_("Not a directory")},
    {EISDIR, N_("Is a directory")},
    {EMFILE, N_("Too many open files")},
    {ENFILE, N_("Too many open files in system")},
    {EFBIG, N_("File too large")},
    {ENOSPC, N_("No space left on device")},
    {EROFS, N_("Read-only file system")},
    {EPIPE, N_("Broken pipe")},
    {ENAMETOOLONG, N_("File name too long")},
    {ELOOP, N_("Too many levels of symbolic links")},
    {EADDRINUSE, N_("Address already in use")},
    {ENETUNREACH, N_("Network is unreachable")},
    {ECONNRESET, N_("Connection reset by peer")},
    {ETIMEDOUT, N_("Connection timed out")},
    {ECONNREFUSED, N_("Connection refused")},
    {EHOSTUNREACH, N_("No route to host")},
    {EDQUOT, N_("Disk quota exceeded")},
};

const char *
words_reason(int error)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].error == error)
			return _(reasons[i].english);
	return err_reason(error);
}

void
words_text(const char *text, struct buf *out)
{
	size_t len = strlen(text), end = len;
	const char *said = "";

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		size_t most = strlen(reasons[i].english);

		if (most > len || strcmp(text + len - most, reasons[i].english) != 0 ||
		    (most < len && text[len - most - 1] != ' '))
			continue;
		end = len - most;
		said = _(reasons[i].english);
	}
	text_clean(out, text, end);
	buf_puts(out, said);
}
