#include "ctl/digest_sent.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/path.h"
#include "base/sys.h"
#include "base/user_file.h"
#include "procedure/calendar.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX_BYTES = 1 << 20, LOCK_WAIT_MS = 120 * 1000 };

static const char file_name[] = "digest-sent";

int
digest_sent_open(struct digest_sent *s, int64_t now, struct err *err)
{
	char *lock, *text;
	json_t *all;

	*s = (struct digest_sent){.folder = path_state(), .lock = -1};
	day_to_text(day_at(now), s->day);
	if (sys_mkdir_private(s->folder, err) < 0)
		return -1;
	lock = path_join(s->folder, "digest.lock");
	s->lock = sys_lock(lock, LOCK_WAIT_MS, err);
	free(lock);
	if (s->lock < 0)
		return -1;
	text = user_file_read(s->folder, file_name, FILE_MAX_BYTES, NULL);
	all = text ? json_loads(text, 0, NULL) : NULL;
	if (!strcmp(text_of(all, "day"), s->day) && json_is_array(json_object_get(all, "sent")))
		s->names = json_incref(json_object_get(all, "sent"));
	else
		s->names = json_array();
	json_decref(all);
	free(text);
	return 0;
}

static char *
name_of(const char *what, const char *address)
{
	return mem_printf("%s %s", what, address);
}

bool
digest_sent_has(const struct digest_sent *s, const char *what, const char *address)
{
	char *name = name_of(what, address);
	bool has = texts_have(s->names, name);

	free(name);
	return has;
}

int
digest_sent_add(struct digest_sent *s, const char *what, const char *address, struct err *err)
{
	char *name = name_of(what, address), *text;
	json_t *all;
	int rc;

	if (!texts_have(s->names, name))
		json_array_append_new(s->names, json_string(name));
	free(name);
	all = json_pack("{s:s, s:O}", "day", s->day, "sent", s->names);
	text = json_dumps(all, JSON_COMPACT);
	rc = user_file_write(s->folder, file_name, text, err);
	free(text);
	json_decref(all);
	return rc;
}

void
digest_sent_release(struct digest_sent *s)
{
	json_decref(s->names);
	free(s->folder);
	sys_close(&s->lock);
}
