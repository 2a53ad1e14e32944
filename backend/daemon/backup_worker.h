/* The role `backup`: a child that writes a copy of the database where it is kept, for the disk there may not answer.
 *
 * One line comes on its standard input, with descriptors, and one goes back:
 *
 *	{"newest": true, "folder": F}                  {"at", "bytes", "path"}; at 0: there is none
 *	{"folder": F, "at": T, "keep": N} and the copy       the same, of the backup that it made
 *	{} , the copy, and the file to write to        {"bytes"}
 *
 * or {"error": {"code", "args"}}. It ends then, or when its standard input does. */
#ifndef DAEMON_BACKUP_WORKER_H
#define DAEMON_BACKUP_WORKER_H

int backup_worker_main(void); /* the exit status */

#endif
