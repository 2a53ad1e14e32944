/* rooms: inspect pki wire base */
/* The inspect role as its own process: what it answers, what it may not do, and that nothing of
 * a secret comes out of it. The child is a fork of this program that runs the role's main. */
#include "inspect/sandbox.h"
#include "inspect/worker.h"

#include "tests/unit/document_maker.h"

#include <openssl/provider.h>

#include "base/buf.h"
#include "base/sys.h"
#include "wire/frame.h"
#include "wire/protocol.h"
#include "pki/document_read.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define CANARY "canari-7f3b91e2"

static struct made root, leaf;
static EVP_PKEY *rsa;
static OSSL_PROVIDER *usual;
static struct bytes old_p12;

static int
prepare(void **state)
{
	(void)state;
	sys_ignore_pipe_signals();
	usual = OSSL_PROVIDER_load(NULL, "default"); /* stays when the others go */
	document_load_algorithms();
	rsa = EVP_RSA_gen(2048);
	EVP_PKEY_up_ref(rsa);
	root = make(&(struct recipe){.cn = "Arrel", .ca = true});
	leaf = make(&(struct recipe){
	    .cn = "www.exemple.cat", .sans = "DNS:www.exemple.cat", .issuer = &root, .key = rsa});
	old_p12 = make_p12(&(struct p12_recipe){
	    .password = CANARY, .leaf = &leaf, .cipher = NID_pbe_WithSHA1And40BitRC2_CBC});
	document_unload_algorithms(); /* the role loads them for itself */
	return 0;
}

static int
discard(void **state)
{
	(void)state;
	made_free(&root);
	made_free(&leaf);
	EVP_PKEY_free(rsa);
	OSSL_PROVIDER_unload(usual);
	free(old_p12.data);
	return 0;
}

/* ---- the child ---- */

static pid_t
start(int *fd)
{
	char *argv[] = {(char[]){"inspect"}, (char[]){"--no-system-store"}, NULL};
	int pair[2];
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		dup2(pair[1], 0);
		dup2(pair[1], 1);
		_exit(inspect_worker_main(2, argv));
	}
	close(pair[1]);
	*fd = pair[0];
	return pid;
}

static void
send_line(int fd, const char *line, const int *fds, size_t count)
{
	struct iovec iov = {.iov_base = NULL, .iov_len = strlen(line)};
	union {
		char room[CMSG_SPACE(sizeof(int) * 4)];
		struct cmsghdr align;
	} control = {{0}};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};

	iov.iov_base = mem_strdup(line);
	if (count) {
		struct cmsghdr *c;

		msg.msg_control = control.room;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * count);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * count);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * count);
	}
	assert_int_equal(sendmsg(fd, &msg, MSG_NOSIGNAL), (ssize_t)strlen(line));
	free(iov.iov_base);
}

/* All that the child says until it closes. */
static char *
hear_all(int fd)
{
	struct buf b = {0};
	char piece[4096];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0)
		buf_add(&b, piece, (size_t)n);
	return buf_steal(&b);
}

static json_t *
ask_fds(const char *line, const int *fds, size_t count)
{
	int fd, status;
	pid_t pid = start(&fd);
	char *said;
	json_t *answer;

	send_line(fd, line, fds, count);
	said = hear_all(fd);
	close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_null(strstr(said, CANARY));
	assert_int_equal(strcspn(said, "\n") + 1, strlen(said)); /* one line */
	answer = json_loads(said, 0, NULL);
	assert_non_null(answer);
	free(said);
	return answer;
}

/* A file that has no name, holding these bytes. */
static int
file_of(struct bytes b)
{
	int fd = memfd_create("document", MFD_CLOEXEC);

	assert_int_equal(write(fd, b.data, b.len), (ssize_t)b.len);
	assert_int_equal(fchmod(fd, 0600), 0);
	free(b.data);
	return fd;
}

static int
pipe_of(const char *s)
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], s, strlen(s)), (ssize_t)strlen(s));
	close(fds[1]);
	return fds[0];
}

static json_t *
ask(const char *line, struct bytes document, const char *password)
{
	const int fds[] = {file_of(document), password ? pipe_of(password) : -1};
	json_t *answer = ask_fds(line, fds, password ? 2 : 1);

	close(fds[0]);
	if (password)
		close(fds[1]);
	return answer;
}

static const char *
code_of(const json_t *answer)
{
	const char *code =
	    json_string_value(json_object_get(json_object_get(answer, "error"), "code"));

	return code ? code : "";
}

/* "id:state" of the checks that did not pass. */
static char *
not_passed(const json_t *answer)
{
	const json_t *checks = json_object_get(answer, "checks");
	struct buf b = {0};

	for (size_t i = 0; i < json_array_size(checks); i++) {
		const json_t *c = json_array_get(checks, i);
		const char *state = json_string_value(json_object_get(c, "state"));

		if (strcmp(state, "passed") != 0)
			buf_printf(&b, "%s%s:%s", b.len ? " " : "",
			    json_string_value(json_object_get(c, "id")), state);
	}
	return buf_steal(&b);
}

/* ---- what it answers ---- */

static void
a_document_is_answered_as_facts(void **state)
{
	json_t *answer = ask("{\"inspect\":{}}\n", pem_of(&leaf), NULL), *item;

	(void)state;
	item = json_array_get(json_object_get(json_object_get(answer, "document"), "items"), 0);
	assert_string_equal(json_string_value(json_object_get(item, "kind")), "certificate");
	assert_string_equal(
	    json_string_value(json_object_get(item, "subject_cn")), "www.exemple.cat");
	assert_true(json_is_true(json_object_get(item, "leaf")));
	json_decref(answer);
	answer = ask("{\"inspect\":{}}\n", text("<html>"), NULL);
	assert_string_equal(code_of(answer), "is-html");
	json_decref(answer);
}

static void
a_gate_hears_what_was_asked(void **state)
{
	struct bytes csr = pem_of_csr(&(struct csr_recipe){.key = rsa});
	struct document *d = document_read(csr.data, csr.len, NULL, NULL);
	char *line = mem_printf("{\"inspect\":{\"gate\":\"certificate\",\"now\":%lld,\"asked\":{"
				"\"domain\":\"www.exemple.cat\","
				"\"csr_spki\":\"%s\",\"issuers\":[\"Sectigo\",\"arrel\"],"
				"\"served\":{\"not_after\":%lld,"
				"\"sans\":[\"DNS:www.exemple.cat\",\"DNS:vell.cat\"],\"eku\":["
				"\"serverAuth\",\"clientAuth\"]}}}}\n",
	    (long long)NOW, d->items[0].facts->spki_sha256, (long long)NOW);
	json_t *answer = ask(line, pem_of(&leaf), NULL);
	char *failed = not_passed(answer);

	(void)state;
	assert_string_equal(failed,
	    "certificate-names:failed certificate-chain:failed certificate-client-auth:failed");
	assert_true(json_is_true(json_object_get(answer, "open")));
	free(failed);
	free(line);
	json_decref(answer);

	answer = ask("{\"inspect\":{\"gate\":\"csr\",\"asked\":{\"domain\":\"altre.cat\",\"key_"
		     "bits\":4096,\"subject\":"
		     "{\"organization\":\"Consorci Administracio Oberta de "
		     "Catalunya\",\"unit\":\"Altra\"}}}}\n",
	    csr, NULL);
	failed = not_passed(answer);
	assert_string_equal(failed,
	    "csr-cn:failed csr-key-size:failed csr-unit:failed csr-locality:not-applicable "
	    "csr-state:not-applicable csr-country:not-applicable csr-email:not-applicable");
	assert_true(json_is_false(json_object_get(answer, "open")));
	free(failed);
	json_decref(answer);
	document_free(d);
}

static void
old_p12_files_open_inside_the_cage(void **state)
{
	json_t *answer = ask("{\"inspect\":{\"password\":true,\"gate\":\"p12\"}}\n",
	    bytes_copy(old_p12.data, old_p12.len), CANARY "\n");

	(void)state;
	assert_true(json_is_true(json_object_get(answer, "open")));
	json_decref(answer);
	answer = ask(
	    "{\"inspect\":{\"password\":true}}\n", bytes_copy(old_p12.data, old_p12.len), "altra");
	assert_string_equal(code_of(answer), "p12-password-wrong");
	json_decref(answer);
	answer = ask("{\"inspect\":{}}\n", bytes_copy(old_p12.data, old_p12.len), NULL);
	assert_string_equal(code_of(answer), "p12-password-needed");
	json_decref(answer);
}

static void
a_key_and_its_csr_are_made(void **state)
{
	const char *line = "{\"make\":{\"bits\":2048,\"subject\":{\"common_name\":\"nou.exemple."
			   "cat\",\"country\":\"ES\"}}}\n";
	const int fds[] = {memfd_create("key", MFD_CLOEXEC), memfd_create("csr", MFD_CLOEXEC)};
	json_t *answer = ask_fds(line, fds, 2);
	struct document *key = document_read_fd(fds[0], NULL, NULL),
			*csr = document_read_fd(fds[1], NULL, NULL);

	(void)state;
	assert_non_null(json_object_get(answer, "document"));
	assert_int_equal(key->items[0].kind, ITEM_KEY);
	assert_int_equal(key->items[0].facts->key_bits, 2048);
	assert_string_equal(csr->items[0].facts->subject, "CN=nou.exemple.cat,C=ES");
	assert_true(csr->items[0].signature_good);
	assert_string_equal(csr->items[0].facts->spki_sha256, key->items[0].facts->spki_sha256);
	document_free(key);
	document_free(csr);
	json_decref(answer);
	answer =
	    ask_fds("{\"make\":{\"bits\":1024,\"subject\":{\"common_name\":\"a.cat\"}}}\n", fds, 2);
	assert_string_equal(code_of(answer), "bad-bits");
	json_decref(answer);
	answer = ask_fds("{\"make\":{\"bits\":2048,\"subject\":{\"common_name\":\"a.cat\","
			 "\"country\":\"es\"}}}\n",
	    fds, 2);
	assert_string_equal(code_of(answer), "bad-subject");
	json_decref(answer);
	close(fds[0]);
	close(fds[1]);
}

static void
bad_requests_are_answered_or_left(void **state)
{
	json_t *answer = ask("{\"fly\":{}}\n", text("x"), NULL);
	int fd, status;
	pid_t pid;

	(void)state;
	assert_string_equal(code_of(answer), "bad-request");
	json_decref(answer);
	answer = ask_fds("{\"inspect\":{}}\n", NULL, 0);
	assert_string_equal(code_of(answer), "bad-request");
	json_decref(answer);
	pid = start(&fd);
	send_line(fd, "no json\n", NULL, 0);
	free(hear_all(fd));
	close(fd);
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	pid = start(&fd);
	close(fd); /* nobody asks anything */
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

/* ---- what it may not do ---- */

static char *
slurp(const char *path)
{
	struct buf b = {0};
	char piece[4096];
	int fd = open(path, O_RDONLY);
	ssize_t n;

	assert_true(fd >= 0);
	while ((n = read(fd, piece, sizeof(piece))) > 0)
		buf_add(&b, piece, (size_t)n);
	close(fd);
	return buf_steal(&b);
}

/* A child that has closed its cage, as the role does, tries everything and exits with a bit for
 * each that it could. */
static void
the_cage_holds(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		int could = 0, fd, mine = memfd_create("m", 0);
		struct rlimit r;

		inspect_sandbox_enter();
		if ((fd = open("/etc/hostname", O_RDONLY)) >= 0 ||
		    (fd = open("/dev/null", O_RDONLY)) >= 0)
			could |= 1;
		if ((fd = open("/tmp/caduca-cage", O_WRONLY | O_CREAT, 0600)) >= 0)
			could |= 2;
		if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0)
			could |= 4;
		execl("/bin/true", "true", (char *)NULL);
		if (errno != EPERM && errno != EACCES)
			could |= 8;
		if (getrlimit(RLIMIT_CORE, &r) < 0 || r.rlim_max != 0)
			could |= 16;
		inspect_sandbox_no_files();
		if (write(mine, "x", 1) == 1)
			could |= 32;
		if (getrlimit(RLIMIT_CPU, &r) < 0 || r.rlim_cur != INSPECT_CPU_SECONDS)
			could |= 64;
		_exit(could);
	}
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* While it waits for its request: no one may look into it, and it may gain nothing. */
static void
it_waits_with_its_rights_given_up(void **state)
{
	int fd, status;
	pid_t pid = start(&fd);
	char *path = mem_printf("/proc/%d/status", (int)pid), *text_now = NULL;

	(void)state;
	for (int tries = 0; tries < 30000; tries++) {
		const struct timespec pause = {0, 1000000};

		free(text_now);
		text_now = slurp(path);
		if (strstr(text_now, "NoNewPrivs:\t1") && strstr(text_now, "Seccomp:\t2"))
			break;
		nanosleep(&pause, NULL);
	}
	assert_non_null(strstr(text_now, "NoNewPrivs:\t1"));
	assert_non_null(strstr(text_now, "Seccomp:\t2"));
	free(text_now);
	free(path);
	close(fd);
	waitpid(pid, &status, 0);
}

/* A crash with the password in memory leaves no core, wherever the child stands. */
static void
a_crash_leaves_no_core(void **state)
{
	int fd, status;
	pid_t pid = start(&fd);
	char *path = mem_printf("/proc/%d/limits", (int)pid), *limits = NULL;
	const struct timespec pause = {0, 1000000};

	(void)state;
	for (int tries = 0;
	     tries < 30000 &&
	     !(limits && strstr(limits, "Max core file size        0                    0"));
	     tries++) {
		free(limits);
		limits = slurp(path);
		nanosleep(&pause, NULL);
	}
	assert_non_null(strstr(limits, "Max core file size        0                    0"));
	free(limits);
	free(path);
	kill(pid, SIGABRT);
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status));
	assert_false(WCOREDUMP(status));
	close(fd);
}

static void
a_password_is_overwritten_when_it_was_used(void **state)
{
	struct password p;
	const char *bytes = (const char *)&p;
	int fd = pipe_of(CANARY "\r\n");

	(void)state;
	assert_int_equal(password_read(&p, fd, NULL), 0);
	assert_string_equal(p.text, CANARY);
	assert_int_equal(p.len, strlen(CANARY));
	password_release(&p);
	for (size_t i = 0; i < sizeof(p); i++)
		assert_int_equal(bytes[i], 0);
	close(fd);
}

static void
a_password_that_cannot_be_is_refused(void **state)
{
	char *long_one = mem_alloc(PASSWORD_MAX_BYTES + 2);
	struct password p;
	struct err err = {0};
	int fds[2];

	(void)state;
	memset(long_one, 'x', PASSWORD_MAX_BYTES + 1);
	fds[0] = pipe_of(long_one);
	assert_int_equal(password_read(&p, fds[0], &err), -1);
	assert_string_equal(err.code, "bad-password");
	close(fds[0]);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "a\0b", 3), 3);
	close(fds[1]);
	assert_int_equal(password_read(&p, fds[0], &err), -1);
	close(fds[0]);
	free(long_one);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_document_is_answered_as_facts),
	    cmocka_unit_test(a_gate_hears_what_was_asked),
	    cmocka_unit_test(old_p12_files_open_inside_the_cage),
	    cmocka_unit_test(a_key_and_its_csr_are_made),
	    cmocka_unit_test(bad_requests_are_answered_or_left),
	    cmocka_unit_test(the_cage_holds),
	    cmocka_unit_test(it_waits_with_its_rights_given_up),
	    cmocka_unit_test(a_crash_leaves_no_core),
	    cmocka_unit_test(a_password_is_overwritten_when_it_was_used),
	    cmocka_unit_test(a_password_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, prepare, discard);
}
