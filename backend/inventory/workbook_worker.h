/* `caducad --role workbook`: a child of caducactl that reads one workbook of strangers and ends. Descriptor 0 is the file, 1 where
 * the answer goes: a line of JSON, {"digest","sheets":[{"name","hidden","hidden_rows","bytes"}]}, and after it the tables of the
 * sheets that are not hidden, "bytes" of CSV each, one after another; or {"error":{"code","args"}}. It opens no file, runs no
 * program, makes no socket, and ends by a signal where it needs more memory or time than WORKBOOK_MEMORY_MB and
 * WORKBOOK_CPU_SECONDS. */
#ifndef INVENTORY_WORKBOOK_WORKER_H
#define INVENTORY_WORKBOOK_WORKER_H

enum {
	WORKBOOK_MEMORY_MB = 320, /* of addresses; a list of 10 MB needs less than 200 of pages */
	WORKBOOK_CPU_SECONDS = 15,
	WORKBOOK_MAX_BYTES = 32 * 1024 * 1024
};

int workbook_worker_main(void);

#endif
