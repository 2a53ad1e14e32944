/* The blocking client: a request, then lines until its answer. Events that come between an answer's parts are dropped:
 * nobody here asks for any. A backend that says nothing, or does not end, is left in the end. The connection is given up (client_detach) only right after the hello, when nothing is read ahead.
 *
 * A descriptor comes beside the line of an answer; one request is under way at a time, so the one that came since it was
 * sent is its own. */
#include "wire/client.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "wire/frame.h"
#include "wire/handover.h"
#include "wire/protocol.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { HELLO_WAIT_S = 15, TRIES = 5 };

struct client {
	int fd;
	int attached[HANDOVER_FILES_MAX]; /* to the next request */
	size_t attached_count;
	int received; /* came with what was read since the last request; -1: none */
	int64_t last_id;
	struct frame frame;
	json_t *hello;
	size_t came;   /* bytes of lines since the last request */
	int silent;    /* seconds that an answer may be */
	int64_t until; /* monotonic ms; 0: no end */
};

/* The kernel waits for no longer than is left. */
static void
set_wait(const struct client *c)
{
	int64_t ms = (int64_t)c->silent * 1000, left = c->until - clock_mono(clock_system());
	struct timeval tv;

	if (c->until && left < ms)
		ms = left > 1 ? left : 1; /* none would be for ever */
	tv = (struct timeval){.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
}

static int
send_line(struct client *c, json_t *object, struct err *err)
{
	char *text = json_dumps(object, JSON_COMPACT);
	size_t len = text ? strlen(text) : 0, at = 0;
	int rc = 0;

	json_decref(object);
	if (!text)
		return err_set(err, "bad-json", "a request cannot be written as JSON");
	text[len++] = '\n';
	while (at < len && !rc) {
		ssize_t n;

		set_wait(c);
		n = frame_send(c->fd, text + at, len - at, NULL, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			bool silent = errno == EAGAIN;

			rc = err_errno(err, "the backend went away");
			if (err)
				err->code = silent ? PLACE_SILENT : "connection-lost";
			break;
		}
		at += (size_t)n;
	}
	free(text);
	return rc;
}

/* Of what comes beside a line the first is kept: an answer has one at most. */
static ssize_t
receive(struct client *c, char *bytes, size_t room)
{
	int fds[FRAME_FDS_MAX];
	size_t count;
	ssize_t n = frame_receive(c->fd, bytes, room, fds, &count);

	for (size_t i = 0; i < count; i++)
		if (c->received < 0)
			c->received = fds[i];
		else
			close(fds[i]);
	return n;
}

static json_t *
read_object(struct client *c, struct err *err)
{
	char *line, text[160];
	const char *code;
	size_t len;
	ssize_t n;
	json_t *object;

	while (!(line = frame_line(&c->frame, &len))) {
		if (frame_overflows(&c->frame)) {
			err_set(err, "line-too-long", "the backend sent a line that is too long");
			return NULL;
		}
		if (c->until && clock_mono(clock_system()) >= c->until) {
			err_set(err, PLACE_SILENT, "the backend does not come to an end");
			return NULL;
		}
		if (c->came > CLIENT_ANSWER_MAX_BYTES) {
			err_set(err, "endless-answer", "%s", "");
			return NULL;
		}
		set_wait(c);
		n = receive(c, frame_room(&c->frame, LINE_MAX_BYTES), LINE_MAX_BYTES);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			err_set(err, PLACE_SILENT, "the backend is there, and says nothing");
			return NULL;
		}
		if (n <= 0) {
			err_set(err, "connection-lost", "the backend went away%s%s",
			    n < 0 ? ": " : "", n < 0 ? err_reason(errno) : "");
			return NULL;
		}
		c->came += (size_t)n;
		frame_added(&c->frame, (size_t)n);
	}
	object = frame_parse(line, len, &code, text, sizeof(text));
	if (!object)
		err_set(err, code, "the backend sent a line that is no JSON: %s", text);
	return object;
}

/* Which of the two is to be updated; neither is known of what speaks no protocol at all. */
static int
wrong_protocol(const json_t *theirs, struct err *err)
{
	int64_t protocol = number_of(theirs, "protocol");
	const char *version = *text_of(theirs, "version") ? text_of(theirs, "version") : "?";

	err_set(err, "wrong-protocol",
	    "the backend speaks protocol %lld (version %s), this program %d (version %s)",
	    (long long)protocol, version, PROTOCOL_NUMBER, CADUCA_VERSION);
	if (protocol)
		err_text(err, protocol > PROTOCOL_NUMBER ? "newer" : "older", version);
	return -1;
}

/* Why the backend does not let us in: the code and the values that it gives. */
static int
refused(const json_t *error, struct err *err)
{
	static const char *const names[] = {"login", "groups", "name"}, *const numbers[] = {
									    "uid", "most"};
	const json_t *args = json_object_get(error, "args");
	const char *code = err_code_known(text_of(error, "code"));

	if (!code || !strcmp(code, "wrong-protocol"))
		return wrong_protocol(args, err);
	err_set(err, code, "%s", text_of(args, "text"));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (json_object_get(args, names[i]))
			err_text(err, names[i], text_of(args, names[i]));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (json_object_get(args, numbers[i]))
			err_number(err, numbers[i], number_of(args, numbers[i]));
	return -1;
}

/* 0: said; 1: the other end was closing, try again; -1: refused, or it is there and silent. */
static int
say_hello(struct client *c, const char *program, const struct client_place *p, struct err *err)
{
	json_t *answer, *inner;
	bool said;

	c->silent = HELLO_WAIT_S;
	/* where it turned us away at once this cannot be sent, and why stands there to be read */
	said = !send_line(c,
	    json_pack("{s:{s:i, s:s, s:s, s:i, s:s*, s:o*}}", "hello", "protocol", PROTOCOL_NUMBER,
		"program", program, "version", CADUCA_VERSION, "pid", (int)getpid(), "declared",
		p->as, "readonly", p->readonly ? json_true() : NULL),
	    err);
	answer = read_object(c, err);
	c->silent = CLIENT_SILENT_S;
	if (!answer)
		return strcmp(err->code, PLACE_SILENT) != 0 ? 1 : -1;
	inner = json_object_get(answer, "hello");
	if (p->readonly && inner && !json_is_array(json_object_get(inner, "reading")))
		err_set(err, "readonly-unknown", "the backend does not know such clients");
	else if (inner && number_of(inner, "protocol") == PROTOCOL_NUMBER)
		c->hello = json_incref(inner);
	else if (inner)
		wrong_protocol(inner, err);
	else
		refused(json_object_get(answer, "error"), err);
	json_decref(answer);
	if (!said && err->code && !strcmp(err->code, "no-hello"))
		return 1;
	return c->hello ? 0 : -1;
}

struct client *
client_open(const struct client_place *p, const char *program, struct err *err)
{
	struct err local;

	if (!err)
		err = &local;
	for (int i = 0; i < TRIES; i++) {
		struct client *c;
		int fd = place_connect(p, err), rc;
		if (fd < 0 && !p->named && !strcmp(err->code, "no-backend"))
			fd = place_start(p, err);
		/* one that was just started may have been ending for somebody else already */
		if (fd < 0 && !p->named && !strcmp(err->code, "no-backend"))
			continue;
		if (fd < 0)
			break;
		c = mem_alloc(sizeof(*c));
		c->fd = fd;
		c->received = -1;
		c->frame.max = LINE_MAX_BYTES;
		rc = say_hello(c, program, p, err);
		if (!rc)
			return c;
		client_free(c);
		if (rc < 0)
			break;
	}
	if (!strcmp(err->code, PLACE_SILENT))
		err->code = "no-backend";
	if (p->team && !strcmp(err->code, "no-backend"))
		err->code = "no-team-backend";
	return NULL;
}

void
client_free(struct client *c)
{
	if (!c)
		return;
	sys_close(&c->fd);
	sys_close(&c->received);
	frame_release(&c->frame);
	json_decref(c->hello);
	free(c);
}

const json_t *
client_hello(const struct client *c)
{
	return c->hello;
}

void
client_patience(struct client *c, int seconds)
{
	c->silent = seconds;
}

void
client_until(struct client *c, int seconds)
{
	c->until = clock_mono(clock_system()) + (int64_t)seconds * 1000;
}

int
client_detach(struct client *c)
{
	const struct timeval for_ever = {0};
	int fd = c->fd;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &for_ever, sizeof(for_ever));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &for_ever, sizeof(for_ever));

	c->fd = -1;
	client_free(c);
	return fd;
}

void
client_attach_fd(struct client *c, int fd)
{
	if (c->attached_count < HANDOVER_FILES_MAX)
		c->attached[c->attached_count++] = fd;
}

int
client_claim_fd(struct client *c)
{
	int fd = c->received;

	c->received = -1;
	return fd;
}

/* One line of the answer to request id. 0: more to come; 1: *ok or *error is set. */
static int
read_answer(json_t *object, json_int_t id, void (*part)(json_t *item, void *arg), void *arg,
    json_t **ok, json_t **error)
{
	json_t *items = json_object_get(object, "part"), *item;
	size_t i;

	if (json_object_get(object, "event"))
		return 0;
	if (json_object_get(object, "id") && number_of(object, "id") != id)
		return 0;
	if (items) {
		json_array_foreach(items, i, item)
			if (part)
				part(item, arg);
		return 0;
	}
	*ok = json_incref(json_object_get(object, "ok"));
	*error = json_incref(json_object_get(object, "error"));
	return *ok || *error;
}

/* We are asked for the files of request id: true. */
static bool
hand_over(struct client *c, const json_t *object, json_int_t id)
{
	int end;

	if (!json_object_get(object, "files") || number_of(object, "id") != id)
		return false;
	end = client_claim_fd(c);
	if (end >= 0)
		handover_send(end, c->attached, c->attached_count);
	return true;
}

/* Codes are static strings in struct err; those of an answer live in its own object. */
static void
err_from_answer(struct err *err, const json_t *error)
{
	const char *code = string_of(error, "code");

	err_set(err, "refused", "%s", code ? code : "?");
}

json_t *
client_call(struct client *c, const char *operation, json_t *args,
    void (*part)(json_t *item, void *arg), void *arg, json_t **error, struct err *err)
{
	json_t *object, *ok = NULL, *failed = NULL;
	json_int_t id = ++c->last_id;
	int done = 0;

	if (error)
		*error = NULL;
	sys_close(&c->received);
	c->came = 0;
	if (send_line(c,
		json_pack("{s:I, s:s, s:o}", "id", id, "do", operation, "args",
		    args ? args : json_object()),
		err) < 0) {
		c->attached_count = 0;
		return NULL;
	}
	while (!done && (object = read_object(c, err))) {
		done =
		    !hand_over(c, object, id) && read_answer(object, id, part, arg, &ok, &failed);
		json_decref(object);
	}
	c->attached_count = 0;
	if (!done)
		return NULL;
	if (ok)
		return ok;
	err_from_answer(err, failed);
	if (error)
		*error = failed;
	else
		json_decref(failed);
	return NULL;
}
