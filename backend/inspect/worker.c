#include "inspect/worker.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "inspect/gate_inputs.h"
#include "inspect/sandbox.h"
#include "pki/password.h"
#include "pki/request.h"
#include "pki/trust.h"
#include "wire/frame.h"
#include "wire/protocol.h"
#include "pki/document_read.h"

#include <errno.h>
#include <getopt.h>
#include <sys/socket.h>

enum { SOCKET = 0, FDS_MAX = 2, READ_BYTES = 64 * 1024 };

struct request {
	json_t *line;
	int fds[FDS_MAX];
	size_t fd_count;
};

/* ---- hearing ---- */

static void
keep_fds(struct request *r, const int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (r->fd_count < FDS_MAX)
			r->fds[r->fd_count++] = fds[i];
		else
			close(fds[i]);
}

static ssize_t
receive_some(struct request *r, struct frame *f)
{
	char *room = frame_room(f, READ_BYTES);
	int fds[FRAME_FDS_MAX];
	size_t count;
	ssize_t n;

	do
		n = frame_receive(SOCKET, room, READ_BYTES, fds, &count);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		frame_added(f, (size_t)n);
	keep_fds(r, fds, count);
	return n;
}

static int
receive_request(struct request *r)
{
	struct frame f = {.max = WORKER_LINE_MAX_BYTES};
	const char *code;
	char text[160], *line = NULL;
	size_t len = 0;

	while (!(line = frame_line(&f, &len)) && !frame_overflows(&f))
		if (receive_some(r, &f) <= 0)
			break;
	r->line = line ? frame_parse(line, len, &code, text, sizeof(text)) : NULL;
	frame_release(&f);
	return r->line ? 0 : -1;
}

/* ---- answering ---- */

static int
add_text(const char *text, size_t len, void *arg)
{
	buf_add(arg, text, len);
	return 0;
}

/* Steals the answer. Two bundles of the largest names would not fit a line. */
static int
send_answer(json_t *answer)
{
	const struct err too_much = {.code = "is-too-large"};
	struct buf line = {0};
	int rc;

	json_dump_callback(answer, add_text, &line, JSON_COMPACT);
	if (line.len + 1 > WORKER_LINE_MAX_BYTES) {
		buf_clear(&line);
		json_decref(answer);
		answer = json_pack("{s:o}", "error", err_json(&too_much));
		json_dump_callback(answer, add_text, &line, JSON_COMPACT);
	}
	buf_putc(&line, '\n');
	rc = sys_write_all(SOCKET, line.data, line.len, NULL);
	buf_release(&line);
	json_decref(answer);
	return rc;
}

/* ---- inspecting ---- */

static void
run_gate(json_t *answer, enum gate g, const struct document *d, const struct err *trouble,
    const struct gate_inputs *a)
{
	struct gate_report report;

	gate_run(g, d, trouble, a, &report);
	json_object_set_new(answer, "checks", gate_json(&report));
	json_object_set_new(answer, "open", json_boolean(gate_open(&report)));
	gate_release(&report);
}

static struct document *
read_document(const struct request *r, bool with_password, struct err *err)
{
	struct password password = {.len = 0};
	struct document *d = NULL;

	if (r->fd_count != (with_password ? 2 : 1))
		err_set(err, "bad-request", "%s", "");
	else if (!with_password)
		d = document_read_fd(r->fds[0], NULL, err);
	else if (password_read(&password, r->fds[1], err) == 0)
		d = document_read_fd(r->fds[0], &password, err);
	password_release(&password);
	return d;
}

static int
inspect(const struct request *r, const json_t *what, const struct trust *trust)
{
	const json_t *now_given = json_object_get(what, "now");
	int64_t now =
	    json_is_integer(now_given) ? json_integer_value(now_given) : clock_wall(clock_system());
	int gate = gate_from(string_of(what, "gate"));
	const struct item *leaf = NULL;
	json_t *answer = json_object();
	struct gate_inputs asked;
	struct err err = {0};
	struct document *d;

	inspect_sandbox_no_files();
	gate_inputs_read(&asked, json_object_get(what, "asked"), now);
	d = read_document(r, flag_of(what, "password"), &err);
	if (d)
		leaf = gate_item(
		    gate == GATE_P12 || d->form == FORM_PKCS12 ? GATE_P12 : GATE_CERTIFICATE, d,
		    &asked, &d->choice);
	if (leaf && !leaf->facts->ca) /* what would be served; a bundle of CAs alone is not */
		document_check_chain(d, leaf, trust, gate == GATE_CERTIFICATE, now);
	if (d)
		json_object_set_new(answer, "document", document_json(d, leaf));
	else
		json_object_set_new(answer, "error", err_json(&err));
	if (d && flag_of(what, "pem"))
		document_json_add_pem(d, json_object_get(answer, "document"));
	if (gate >= 0)
		run_gate(answer, (enum gate)gate, d, &err, &asked);
	document_free(d);
	gate_inputs_release(&asked);
	return send_answer(answer);
}

/* ---- making ---- */

static int
make(const struct request *r, const json_t *what)
{
	const char *subject[SUBJECT_FIELD_COUNT];
	struct names names = gate_inputs_names(what, "names");
	json_t *answer = json_object();
	struct document *d = NULL;
	struct err err = {0};

	gate_inputs_subject(subject, json_object_get(what, "subject"));
	if (r->fd_count == 2)
		d = request_make(
		    subject, &names, (int)number_of(what, "bits"), r->fds[0], r->fds[1], &err);
	else
		err_set(&err, "bad-request", "%s", "");
	if (d)
		json_object_set_new(answer, "document", document_json(d, NULL));
	else
		json_object_set_new(answer, "error", err_json(&err));
	document_free(d);
	gate_names_release(&names);
	return send_answer(answer);
}

static int
answer_one(struct request *r, const struct trust *trust)
{
	const struct err unknown = {.code = "bad-request"};
	const json_t *what;

	if ((what = json_object_get(r->line, "inspect")))
		return inspect(r, what, trust);
	if ((what = json_object_get(r->line, "make")))
		return make(r, what);
	return send_answer(json_pack("{s:o}", "error", err_json(&unknown)));
}

/* ---- starting ---- */

static struct trust *
load_trust(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"ca-folder", required_argument, NULL, 'a'},
	    {"no-system-store", no_argument, NULL, 'n'},
	    {0},
	};
	const char **folders = mem_array((size_t)argc + 1, sizeof(*folders));
	bool with_system = true;
	struct trust *trust;
	size_t count = 0;
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == 'a')
			folders[count++] = optarg;
		else if (c == 'n')
			with_system = false;
	}
	trust = trust_load(with_system, folders, count);
	free(folders);
	return trust;
}

int
inspect_worker_main(int argc, char **argv)
{
	struct request r = {0};
	struct trust *trust = load_trust(argc, argv);
	int rc;

	document_load_algorithms();
	inspect_sandbox_enter();
	rc = receive_request(&r) < 0 ? -1 : answer_one(&r, trust);
	for (size_t i = 0; i < r.fd_count; i++)
		close(r.fds[i]);
	json_decref(r.line);
	trust_free(trust);
	document_unload_algorithms();
	return rc ? 1 : 0;
}
