/* load DUMP DATABASE: a new database from the SQL that made it. */
#include "base/buf.h"
#include "base/sys.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

static int
read_all(const char *path, struct buf *text)
{
	char piece[8192];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	while ((n = read(fd, piece, sizeof(piece))) > 0)
		buf_add(text, piece, (size_t)n);
	close(fd);
	return n < 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	struct buf sql = {0};
	sqlite3 *db = NULL;
	int rc = 1;

	if (argc != 3)
		fprintf(stderr, "load DUMP DATABASE\n");
	else if (read_all(argv[1], &sql) < 0)
		perror(argv[1]);
	else if (sqlite3_open(argv[2], &db) || sqlite3_exec(db, sql.data, NULL, NULL, NULL))
		fprintf(stderr, "%s: %s\n", argv[2], sqlite3_errmsg(db));
	else
		rc = 0;
	sqlite3_close(db);
	buf_release(&sql);
	return rc;
}
