/* How a list is imported: its rows, as the child that reads it tells them in chunks (inventory/list_worker.h, "rows"), are asked
 * of the backend twice, tried (monitor.import with dry_run) and then written. Nothing is sent or waited for here: whoever imports
 * asks the child, makes the request of what it answers, sends that to the backend, and has the results of both.
 *
 * A line that names what an earlier one did is bad, however far from it. The backend sees one chunk and knows its own monitors;
 * what was named in another chunk is known here, from its answers to the trial, and not sent again. Some bytes are held for each
 * endpoint that the list names, and nothing else of it. */
#ifndef IMPORTING_IMPORT_RUN_H
#define IMPORTING_IMPORT_RUN_H

#include "importing/named_set.h"

#include <jansson.h>

#include <stdbool.h>

/* Of its members the first ones are set by whoever imports, the others are zero at first. */
struct import_run {
	const char *file; /* what it is called; borrowed */
	char digest[65];
	bool keep_going; /* bad rows do not keep the others out */
	bool overwrite;

	bool tried;     /* it is being written */
	size_t total;   /* rows that were tried */
	int64_t number; /* that the backend has given it; 0: nothing is written yet */
	bool open;      /* the backend waits for its last part */
	struct named_set named;
	int64_t *repeated; /* rows that name one again */
	size_t repeated_count;
};

void import_run_release(struct import_run *r);

/* Before each phase, and the child's "begin": a trial, or the writing. A trial forgets the one before it. */
void import_run_try(struct import_run *r);
void import_run_write(struct import_run *r);

/* What of a chunk is sent to the backend, as the arguments of monitor.import, of which "more" says that another request follows;
 * NULL: nothing of it is. chunk is changed, and is to
 * be kept for the results. dry: of a trial, or where nothing is ever to be written. */
json_t *import_run_request(struct import_run *r, json_t *chunk, bool dry);
/* What became of each row, in their order: {"line","part"?,"state","id"?,"error"?,…} as monitor.import answers, line by
 * list_place. answer: NULL where nothing was sent. */
json_t *import_run_results(struct import_run *r, json_t *chunk, const json_t *answer);

enum import_state {
	IMPORT_ADDED,
	IMPORT_CHANGED,
	IMPORT_SAME,
	IMPORT_CONFLICT,
	IMPORT_BAD,
	IMPORT_STATE_COUNT
};
enum import_state import_state_of(const json_t *result);

#endif
