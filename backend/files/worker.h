/* `caducad --role files`: what needs the user's own rights, in a process that the client starts
 * under the user's uid (wire/role.h). A dead mount, a FIFO or a share that hangs blocks this child
 * and nobody else; whoever started it waits a bounded time, kills it and starts another. It ends
 * with its socket.
 *
 * It answers lines on descriptor 0 (wire/conversation.h):
 *
 *   open     {"path"}, "~/" being the user's home: a regular file, and nothing else is waited for.
 *            {"path","name","bytes","mode"} with its descriptor beside the line.
 *   list     {"path"}, what was typed so far of a path: {"common","names"[…],"left_off"} where
 *            common is what is typed after completion, and folders end with '/'.
 *   watch    {"folder"}: {} and from then on events {"event":"inbox","data":{"folder","state",
 *            "files":[{"name","bytes","at","new"?}]}}, one at once and one whenever it changed
 *            (files/watch.h).
 *   archive  {"root","folder","source","name","sha256","private"?}: one file into a folder
 *            beneath root (files/archive.h): {"path","state":"archived"|"already","how","mode"}.
 *   place    {"folder","name"}: where a file of that name would be put: {"path","name"}.
 *   read     {"path","sha256"}: the file, if it has that digest: {} with a sealed memory file of its bytes
 *            (base/memory_file.h) beside the line.
 *   put      {"folder","name"} and a descriptor beside the line: what it holds becomes a new file there
 *            (base/new_file.h): {"path","name"}.
 *   save     {"path"} and a descriptor: the same under exactly that path, "~/" being the user's home, and never over
 *            another: {"path"}.
 *   filter   {"folder","of","name","text"}: a filter is saved under a name, or that is forgotten, in the user's file of those
 *            of that language (base/saved_filters.h): {}. */
#ifndef FILES_WORKER_H
#define FILES_WORKER_H

int files_worker_main(void); /* the exit status */

#endif
