#include "tui/model/archive_place.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/mem.h"

/* Prefixes are of Windows and SharePoint, which do not tell capitals from small letters. */
static size_t
fits(const struct config_place *p, const char *raw)
{
	size_t len = strlen(p->prefix);

	if (!len || strncasecmp(p->prefix, raw, len) != 0)
		return 0;
	if (p->prefix[len - 1] == '\\' || p->prefix[len - 1] == '/' || raw[len] == '\\' ||
	    raw[len] == '/')
		return len;
	return 0; /* "…\\CDS" is not the beginning of "…\\CDSNM\\x" */
}

static char *
with_slashes(const char *rest)
{
	struct buf path = {0};

	while (*rest) {
		size_t len = strcspn(rest, "\\/");

		if (len && path.len)
			buf_putc(&path, '/');
		buf_add(&path, rest, len);
		rest += len + (rest[len] != '\0');
	}
	return buf_steal(&path);
}

bool
archive_place(const struct config *c, const char *raw, char **root, char **folder)
{
	const struct config_place *best = NULL;
	size_t longest = 0;

	*root = *folder = NULL;
	for (size_t i = 0; i < c->archives_count; i++)
		if (fits(&c->archives[i], raw) > longest) {
			best = &c->archives[i];
			longest = fits(best, raw);
		}
	if (!best || !raw[longest + strspn(raw + longest, "\\/")])
		return false;
	*root = mem_strdup(best->folder);
	*folder = with_slashes(raw + longest);
	return true;
}
