/* What the reader makes of the workbook on its standard input: a line {"sheets":[{"name","hidden","bytes"}]}, and the sheets as
 * text behind it. Nothing bounds it, as the backend's child is bounded: the workbooks are those of the tests. */
#include "base/mem.h"
#include "base/sys.h"
#include "inventory/workbook.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

int
main(void)
{
	struct workbook *w = mem_alloc(sizeof(*w));
	struct buf file = {0};
	struct err err = {0};
	json_t *sheets = json_array(), *head = json_pack("{s:o}", "sheets", sheets);
	ssize_t n;

	do {
		buf_reserve(&file, 65536);
		n = read(STDIN_FILENO, file.data + file.len, 65536);
		file.len += n > 0 ? (size_t)n : 0;
	} while (n > 0);
	if (workbook_read(w, file.data, file.len, &err) < 0) {
		fprintf(stderr, "%s: %s\n", err.code, err.text);
		return 1;
	}
	for (size_t i = 0; i < w->count; i++)
		json_array_append_new(
		    sheets, json_pack("{s:s, s:b, s:I}", "name", w->sheets[i].name, "hidden",
				w->sheets[i].hidden, "bytes", (json_int_t)w->sheets[i].csv.len));
	json_dumpf(head, stdout, JSON_COMPACT);
	putchar('\n');
	for (size_t i = 0; i < w->count; i++)
		fwrite(buf_str(&w->sheets[i].csv), 1, w->sheets[i].csv.len, stdout);
	json_decref(head);
	buf_release(&file);
	workbook_release(w);
	free(w);
	return 0;
}
