#include "daemon/receiving.h"

#include "base/members.h"
#include "base/memory_file.h"
#include "base/sys.h"
#include "daemon/daemon.h"
#include "daemon/inspectors.h"
#include "daemon/operation.h"
#include "daemon/session.h"

/* A child that hands on what is no sealed memory file is not in its right mind: it has just read a stranger's file. */
static size_t
claim(struct inspectors *all, int fds[OPERATION_FILES_MAX])
{
	size_t count = 0;

	while (count < OPERATION_FILES_MAX && (fds[count] = inspectors_claim_fd(all)) >= 0) {
		if (!memory_file_is(fds[count])) {
			sys_close(&fds[count]);
			break;
		}
		count++;
	}
	return count;
}

static void
received(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
    const struct err *err)
{
	const json_t *error = json_object_get(answer, "error"),
		     *names = json_object_get(request, "files");
	const char *code = text_of(error, "code");
	int fds[OPERATION_FILES_MAX];
	size_t count;

	if (!answer) {
		session_failed(s, id, err);
		return;
	}
	if (error) {
		json_t *args = json_deep_copy(json_object_get(error, "args"));

		session_error(s, id, code, args);
		return;
	}
	count = claim(session_daemon(s)->receivers, fds);
	if (count == json_array_size(names)) {
		session_run(
		    s, id, text_of(request, "do"), json_object_get(request, "args"), fds, count);
		return;
	}
	session_error(s, id, "bad-argument",
	    field_refusal(json_string_value(json_array_get(names, count)), NULL, "empty"));
	while (count)
		sys_close(&fds[--count]);
}

void
receiving_ask(struct session *s, json_int_t id, const struct operation *o, const json_t *args,
    const char *const *names)
{
	json_t *files = json_array(), *kinds = json_array(), *request;
	struct err err = {0};

	for (size_t i = 0; names[i]; i++) {
		json_array_append_new(files, json_string(names[i]));
		json_array_append_new(kinds, json_string(!i && o->file ? "document" : "secret"));
	}
	request = json_pack("{s:s, s:O*, s:o}", "do", o->name, "args", args, "files", files);
	if (inspectors_ask(session_daemon(s)->receivers, s, session_actor(s)->uid, id, request,
		json_pack("{s:o}", "receive", kinds), NULL, 0, received, &err) < 0)
		session_failed(s, id, &err);
	json_decref(request);
}

void
receiving_begun(struct session *s, json_int_t id, const json_t *request, int end)
{
	session_ask_files(s, id, json_object_get(request, "files"), end);
}
