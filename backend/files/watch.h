/* The folder that files are put in from outside: what is there, and what comes.
 *
 * A file counts from when its writer closed it or moved it there (inotify). Where inotify sees
 * nothing (a network mount, another machine's writer) the folder is read again every few seconds,
 * and a file counts when it has not changed between two readings. Hidden names, and those that
 * programs give to what they have not finished, are left out. A folder that is not there is told,
 * and noticed when it appears. */
#ifndef FILES_WATCH_H
#define FILES_WATCH_H

#include <jansson.h>

struct loop;
struct watch;

/* tell: the data of each event "inbox", its own reference. folder: absolute. */
struct watch *watch_new(
    struct loop *l, const char *folder, void (*tell)(json_t *data, void *arg), void *arg);
void watch_free(struct watch *w); /* NULL is fine */

#endif
