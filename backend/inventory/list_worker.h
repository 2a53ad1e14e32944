/* `caducad --role list`: a list that a person gives, .xlsx or a text, read in a process that has nothing to lose. Whoever imports
 * starts it under his own uid (wire/role.h) and keeps it as long as he may go on with the list: it holds what it read, so that
 * what is written is what was shown.
 *
 * It answers lines on descriptor 0 (wire/conversation.h); a list's descriptor goes beside its line:
 *
 *   read    and a descriptor, read from where it stands: what it holds (LIST_MAX_BYTES) instead of what was read before:
 *           {"digest","sheets":[{"name","hidden_rows","shape","columns":[…],"error"?}],"left_out":[{"name","hidden"}],"fields":[…]}.
 *           Of a column its "title" ("" none), "field" (of inventory/list_columns.h; null: it is left out) and "by": "name",
 *           "content", "user". shape: csv_shape. error: why no row of it can be read as its columns are. left_out: sheets that
 *           are hidden, or hold no table. fields: all that a column can be.
 *   map     {"sheet","columns":[name or null…]}: each column of that sheet is that from now on:
 *           {"at","sheet":…}, its number, and it as read tells of it.
 *   begin   what "rows" tells begins with the first row: {}.
 *   rows    the next ones, of one sheet: {"sheet","rows":[…],"bad":[{"line","error"}],"end"}, as arguments of one monitor.import
 *           (inventory/csv.h), as many as it can have; bad are those that cannot be passed on. end: there are no more.
 *   same    and a descriptor: {"same"}: does it hold what was read?
 *
 * It opens no file, runs no program, makes no socket, and ends by a signal where it needs more memory, or for one request more
 * time, than LIST_MEMORY_MB and LIST_CPU_SECONDS. */
#ifndef INVENTORY_LIST_WORKER_H
#define INVENTORY_LIST_WORKER_H

enum {
	LIST_MEMORY_MB = 384, /* of addresses; a list of 10 MB needs less than 200 of pages */
	LIST_CPU_SECONDS = 15,
	LIST_MAX_BYTES = 32 * 1024 * 1024
};

int list_worker_main(void);

#endif
