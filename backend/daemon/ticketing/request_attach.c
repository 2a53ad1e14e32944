#include "daemon/ticketing/request_attach.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/memory_file.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/ticketing.h"
#include "store/tickets.h"

enum { CLOCKS_DIFFER_S = 600 /* Jira's and ours */ };

/* "3082…": so that a request can hold whatever bytes. */
char *
request_attach_written(const char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	char *hex = mem_alloc(2 * len + 1);

	for (size_t i = 0; i < len; i++) {
		hex[2 * i] = digits[(unsigned char)bytes[i] >> 4];
		hex[2 * i + 1] = digits[(unsigned char)bytes[i] & 15];
	}
	return hex;
}

static int
digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The descriptor; -1 and err. */
static int
content_of(const json_t *payload, struct err *err)
{
	const char *hex = text_of(payload, "content");
	size_t len = strlen(hex) / 2;
	char *bytes = mem_alloc(len + 1);
	int fd;

	for (size_t i = 0; i < len; i++) {
		int high = digit_of(hex[2 * i]), low = digit_of(hex[2 * i + 1]);

		if (high < 0 || low < 0) {
			free(bytes);
			return err_set(err, "io", "what is to be attached cannot be read");
		}
		bytes[i] = (char)(high << 4 | low);
	}
	fd = memory_file_new(bytes, len, err);
	free(bytes);
	return fd;
}

static int
attach_ask(const struct ticketing *t, const struct ticket_request *r, struct jira_ask *ask,
    struct err *err)
{
	json_t *payload = request_payload(r);
	int fd = content_of(payload, err),
	    rc = fd < 0 ? -1 : request_ask_of_ticket(t, r, "attach", ask, err);

	if (!rc) {
		json_object_set(ask->args, "name", json_object_get(payload, "name"));
		ask->fds[ask->fd_count++] = fd;
	} else if (fd >= 0) {
		close(fd);
	}
	json_decref(payload);
	return rc;
}

static bool
attach_told(const json_t *ok)
{
	return *text_of(ok, "id");
}

static int
attach_look(const struct ticketing *t, const struct ticket_request *r, struct jira_ask *ask,
    struct err *err)
{
	return request_ask_of_ticket(t, r, "get", ask, err);
}

/* Twice is as once: it is there. */
static enum request_event
attach_found(
    const struct ticketing *t, const struct ticket_request *r, const json_t *ok, json_t **what)
{
	const json_t *all = json_object_get(json_object_get(ok, "issue"), "attachments"), *one,
		     *found = NULL;
	json_t *payload = request_payload(r);
	size_t i;

	(void)t;
	json_array_foreach(all, i, one) {
		if (!strcmp(text_of(one, "name"), text_of(payload, "name")) &&
		    number_of(one, "size") == number_of(payload, "size") &&
		    number_of(one, "at") >= r->created_at - CLOCKS_DIFFER_S)
			found = one;
	}
	if (found)
		*what = json_pack("{s:O}", "id", json_object_get(found, "id"));
	json_decref(payload);
	return found ? EVENT_FOUND_ONE : EVENT_FOUND_NONE;
}

static int
attach_did(const struct ticketing *t, struct ticket_request *r, const json_t *what,
    struct request_effects *effects, struct err *err)
{
	(void)t;
	(void)err;
	if (r->renewal)
		request_effects_touch(effects, r->renewal);
	if (*text_of(what, "id"))
		request_payload_set(r, "attachment", json_string(text_of(what, "id")));
	request_payload_drop(r, "content");
	return 0;
}

const struct request_kind request_attach = {
    .ask = attach_ask,
    .told = attach_told,
    .look = attach_look,
    .found = attach_found,
    .did = attach_did,
};
