#include "inventory/workbook_worker.h"

#include "inventory/workbook.h"

#include "base/mem.h"
#include "base/sandbox.h"
#include "base/sha256.h"
#include "base/sys.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PIECE_BYTES = 256 * 1024 };

static void
enter_sandbox(void)
{
	const struct rlimit cpu = {WORKBOOK_CPU_SECONDS, WORKBOOK_CPU_SECONDS + 1};

	sandbox_memory(WORKBOOK_MEMORY_MB);
	setrlimit(RLIMIT_CPU, &cpu);
	sandbox_begin();
	sandbox_files(NULL, 0);
	sandbox_calls_of_reader();
}

static int
read_file(struct buf *b, struct err *err)
{
	ssize_t n;

	do {
		buf_reserve(b, PIECE_BYTES);
		n = read(STDIN_FILENO, b->data + b->len, PIECE_BYTES);
		b->len += n > 0 ? (size_t)n : 0;
	} while ((n > 0 && b->len <= WORKBOOK_MAX_BYTES) || (n < 0 && errno == EINTR));
	if (n < 0)
		return err_errno(err, "cannot read the file");
	if (b->len > WORKBOOK_MAX_BYTES) {
		err_set(err, "csv-too-large", "%s", "");
		return err_number(err, "most", WORKBOOK_MAX_BYTES / (1024 * 1024));
	}
	return 0;
}

static char *
digest_of(const struct buf *b)
{
	char hex[2 * SHA256_BYTES + 1];

	sha256_hex_of(b->data, b->len, hex);
	return mem_strdup(hex);
}

static json_t *
head_json(const struct workbook *w, const char *digest)
{
	json_t *sheets = json_array();

	for (size_t i = 0; i < w->count; i++)
		json_array_append_new(sheets,
		    json_pack("{s:s, s:b, s:I, s:I}", "name", w->sheets[i].name, "hidden",
			w->sheets[i].hidden, "hidden_rows", (json_int_t)w->sheets[i].hidden_rows,
			"bytes", (json_int_t)w->sheets[i].csv.len));
	return json_pack("{s:s, s:o}", "digest", digest, "sheets", sheets);
}

static int
answer(json_t *head, const struct workbook *w)
{
	char *text = json_dumps(head, JSON_COMPACT);
	int rc = sys_write_all(STDOUT_FILENO, text, strlen(text), NULL);

	if (!rc)
		rc = sys_write_all(STDOUT_FILENO, "\n", 1, NULL);
	for (size_t i = 0; !rc && i < w->count; i++)
		rc = sys_write_all(
		    STDOUT_FILENO, buf_str(&w->sheets[i].csv), w->sheets[i].csv.len, NULL);
	free(text);
	json_decref(head);
	return rc ? 1 : 0;
}

int
workbook_worker_main(void)
{
	struct workbook *w = mem_alloc(sizeof(*w));
	struct buf file = {0};
	struct err err = {0};
	char *digest;
	int status;

	enter_sandbox();
	if (read_file(&file, &err) < 0 || workbook_read(w, file.data, file.len, &err) < 0)
		return answer(
		    json_pack("{s:{s:s, s:o}}", "error", "code", err.code, "args", err_args(&err)),
		    &(struct workbook){.count = 0});
	digest = digest_of(&file);
	buf_release(&file);
	status = answer(head_json(w, digest), w);
	free(digest);
	workbook_release(w);
	free(w);
	return status;
}
