#include "inventory/package.h"

#include "base/mem.h"

#include <zip.h>

#include <string.h>

enum { PIECE_BYTES = 64 * 1024 };

struct package {
	zip_t *zip;
	int64_t unpacked; /* bytes of all parts that were read */
};

struct package *
package_open(const char *bytes, size_t len, struct err *err)
{
	zip_source_t *source = zip_source_buffer_create(bytes, len, 0, NULL);
	struct package *p;
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;

	if (!zip) {
		if (source)
			zip_source_free(source);
		err_set(err, "list-damaged", "it is no ZIP");
		return NULL;
	}
	if (zip_get_num_entries(zip, 0) > PACKAGE_PARTS_MAX) {
		zip_discard(zip);
		err_set(err, "list-bomb", "it has too many parts");
		return NULL;
	}
	p = mem_alloc(sizeof(*p));
	p->zip = zip;
	return p;
}

void
package_close(struct package *p)
{
	if (!p)
		return;
	zip_discard(p->zip);
	free(p);
}

static zip_int64_t
find(struct package *p, const char *part)
{
	return zip_name_locate(p->zip, part + (*part == '/'), ZIP_FL_NOCASE);
}

bool
package_has(struct package *p, const char *part)
{
	return find(p, part) >= 0;
}

static int
read_pieces(struct package *p, zip_file_t *file,
    int (*each)(void *arg, const char *bytes, size_t len, struct err *err), void *arg,
    struct err *err)
{
	char *piece = mem_alloc(PIECE_BYTES);
	zip_int64_t n;
	int rc = 0;

	while (!rc && (n = zip_fread(file, piece, PIECE_BYTES)) != 0) {
		p->unpacked += n > 0 ? n : 0;
		if (n < 0)
			rc = err_set(err, "list-damaged", "a part cannot be unpacked");
		else if (p->unpacked > PART_MAX_BYTES)
			rc = err_set(err, "list-bomb", "it unpacks to too much");
		else
			rc = each(arg, piece, (size_t)n, err);
	}
	free(piece);
	return rc;
}

int
package_read(struct package *p, const char *part,
    int (*each)(void *arg, const char *bytes, size_t len, struct err *err), void *arg,
    struct err *err)
{
	zip_int64_t at = find(p, part);
	zip_file_t *file;
	zip_stat_t st;
	int rc;

	if (at < 0 || zip_stat_index(p->zip, (zip_uint64_t)at, 0, &st) < 0)
		return err_set(err, "list-damaged", "a part is missing");
	if (st.valid & ZIP_STAT_ENCRYPTION_METHOD && st.encryption_method != ZIP_EM_NONE)
		return err_set(err, "list-encrypted", "a part has a password");
	if (st.valid & ZIP_STAT_SIZE && st.size > PART_MAX_BYTES)
		return err_set(err, "list-bomb", "a part is too large");
	file = zip_fopen_index(p->zip, (zip_uint64_t)at, 0);
	if (!file)
		return err_set(err, "list-damaged", "a part cannot be opened");
	rc = read_pieces(p, file, each, arg, err);
	zip_fclose(file);
	return rc;
}
