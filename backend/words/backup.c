#include "words/backup.h"

#include "base/buf.h"
#include "base/members.h"
#include "words/words.h"

bool
words_backup_failed(const json_t *backup)
{
	return json_object_get(backup, "error") != NULL;
}

void
words_backup_short(const json_t *backup, struct buf *out)
{
	struct buf date = {0};

	words_date(number_of(backup, "last"), &date);
	if (number_of(backup, "last"))
		buf_printf(out, _("no backup since %s"), buf_str(&date));
	else
		buf_puts(out, _("there is no backup"));
	buf_release(&date);
}

void
words_backup(const json_t *backup, struct buf *out)
{
	const json_t *error = json_object_get(backup, "error");
	struct buf date = {0};

	words_date_time(number_of(backup, "last"), &date);
	if (error) {
		words_backup_short(backup, out);
		buf_puts(out, ": ");
		words_error(text_of(error, "code"), json_object_get(error, "args"), out);
	} else if (json_is_null(backup)) {
		buf_puts(out, _("none is made: the setting 'backup' names no folder"));
	} else if (!number_of(backup, "last")) {
		buf_printf(
		    out, _("the first one is being made, in '%s'"), text_of(backup, "folder"));
	} else {
		buf_printf(out, _("the last one is of %s: '%s', %lld bytes"), buf_str(&date),
		    text_of(backup, "path"), (long long)number_of(backup, "bytes"));
	}
	buf_release(&date);
}
