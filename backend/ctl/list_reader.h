/* The command line's own child that reads a list (inventory/list_worker.h). */
#ifndef CTL_LIST_READER_H
#define CTL_LIST_READER_H

#include <jansson.h>

#include <sys/types.h>

struct list_reader {
	pid_t pid; /* 0: none */
	int fd;
};

/* Starts it, and has it read what the descriptor holds: what it says of that (importing/list_head.h), the caller's. NULL and
 * *error ({"code","args"}, the caller's). End it always. */
json_t *list_reader_start(struct list_reader *r, int fd, json_t **error);
/* Asks it something more. Steals args. */
json_t *list_reader_ask(struct list_reader *r, const char *operation, json_t *args, json_t **error);
void list_reader_end(struct list_reader *r);

#endif
