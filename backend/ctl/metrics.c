/* metrics: what is known, for Prometheus, to standard output or into a file that node_exporter reads: that one is whole at any
 * moment. */
#include "ctl/rows.h"

#include "base/buf.h"
#include "base/whole_file.h"
#include "inventory/metrics.h"
#include "words/words.h"

enum { MODE = 0644 /* node_exporter is another user */ };

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
	} else if (whole_file_write(flags[1].value, text.data, text.len, MODE, &err) < 0) {
		ctl_complain_err(ctl, &err);
		code = EXIT_FAILED;
	}
	buf_release(&text);
	rows_release(&rows);
	return code;
}
