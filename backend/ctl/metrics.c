/* metrics: what is known, for Prometheus, to standard output or into a file that node_exporter reads: that one is whole at any
 * moment, for it is written beside its place and then put there. */
#include "ctl/rows.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/sys.h"
#include "inventory/metrics.h"
#include "words/words.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE = 0644 /* node_exporter is another user */ };

static int
put_file(const char *path, const struct buf *text, struct err *err)
{
	char *beside = mem_printf("%s.%lld.new", path, (long long)getpid());
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, MODE), rc = 0;

	if (fd < 0) {
		rc = err_errno(err, "%s", path);
		free(beside);
		return rc;
	}
	if (sys_write_all(fd, text->data, text->len, err) < 0)
		rc = -1;
	else if (fchmod(fd, MODE) < 0 || fsync(fd) < 0 || rename(beside, path) < 0)
		rc = err_errno(err, "%s", path);
	if (rc)
		unlink(beside);
	close(fd);
	free(beside);
	return rc;
}

int
metrics_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {
	    {.name = "filter", .takes = FLAG_VALUE}, {.name = "file", .takes = FLAG_VALUE}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 0, 0, &argv, &count);
	struct buf text = {0};
	struct err err = {0};
	struct rows rows;

	if (code)
		return code;
	if (rows_fetch(ctl, true, flags[0].value, "id", &rows) < 0)
		return rows.code;
	metrics_write(&text, rows.row, rows.count);
	if (!flags[1].value) {
		fwrite(text.data, 1, text.len, stdout);
	} else if (put_file(flags[1].value, &text, &err) < 0) {
		ctl_complain_err(ctl, &err);
		code = EXIT_FAILED;
	}
	buf_release(&text);
	rows_release(&rows);
	return code;
}
