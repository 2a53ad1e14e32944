#include "pki/dn.h"

#include "base/buf.h"

#include <stdbool.h>
#include <string.h>

/* Where the part ends: at the first of these that is not escaped. */
static size_t
part_length(const char *at, const char *ends)
{
	size_t n = 0;

	while (at[n] && !strchr(ends, at[n]))
		n += at[n] == '\\' && at[n + 1] ? 2 : 1;
	return n;
}

static void
add_unescaped(struct buf *out, const char *value, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (value[i] == '\\' && i + 1 < len)
			i++;
		buf_putc(out, value[i]);
	}
}

char *
dn_values(const char *dn, const char *attribute)
{
	size_t name = strlen(attribute);
	struct buf found = {0};
	bool any = false;

	for (const char *at = dn; at && *at;) {
		size_t len = part_length(at, ",+");

		if (len > name && at[name] == '=' && !strncmp(at, attribute, name)) {
			if (any)
				buf_puts(&found, " + ");
			any = true;
			add_unescaped(&found, at + name + 1, len - name - 1);
		}
		at += len;
		at += *at != '\0';
	}
	if (any)
		return buf_steal(&found);
	buf_release(&found);
	return NULL;
}
