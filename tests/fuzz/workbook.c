/* rooms: inventory expiry wire base */
/* A workbook of any bytes, or whose parts are: what it holds is text without control characters but its line ends, and no more
 * than there may be. Its first byte says which; parts are apart by 0xff, in the order of names. */
#include "fuzz.h"
#include "inventory/list_kind.h"
#include "inventory/workbook.h"

#include <zip.h>

static const char *const names[] = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels",
    "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"};
enum { PARTS = sizeof(names) / sizeof(names[0]) };

static void
read_bytes(const char *bytes, size_t len)
{
	struct workbook *w = calloc(1, sizeof(*w));
	struct err err = {0};

	if (workbook_read(w, bytes, len, &err) < 0)
		must(err.code != NULL);
	must(w->count <= SHEETS_MAX);
	for (size_t i = 0; i < w->count; i++) {
		const char *csv = buf_str(&w->sheets[i].csv);

		must(strlen(csv) == w->sheets[i].csv.len);
		for (const char *s = csv; *s; s++)
			must(*s == '\n' || ((unsigned char)*s >= 0x20 && *s != 0x7f));
	}
	workbook_release(w);
	free(w);
}

static void
add_parts(zip_t *zip, const char *data, size_t size)
{
	for (size_t i = 0; i < PARTS; i++) {
		const char *end = memchr(data, 0xff, size);
		size_t len = end ? (size_t)(end - data) : size;
		zip_source_t *part = zip_source_buffer(zip, data, len, 0);
		zip_int64_t at = zip_file_add(zip, names[i], part, 0);

		must(at >= 0);
		zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0);
		data += len + (end != NULL);
		size -= len + (end != NULL);
	}
}

static void
read_parts(const char *data, size_t size)
{
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
	zip_stat_t st;
	char *bytes;

	must(zip != NULL);
	zip_source_keep(source);
	add_parts(zip, data, size);
	must(zip_close(zip) == 0);
	must(zip_source_stat(source, &st) == 0 && zip_source_open(source) == 0);
	bytes = malloc(st.size + 1);
	must(zip_source_read(source, bytes, st.size) == (zip_int64_t)st.size);
	zip_source_close(source);
	zip_source_free(source);
	read_bytes(bytes, st.size);
	free(bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool workbook;

	if (!size)
		return 0;
	list_kind((const char *)data, size, &workbook);
	if (*data == 1)
		read_parts((const char *)data + 1, size - 1);
	else
		read_bytes((const char *)data, size);
	return 0;
}
