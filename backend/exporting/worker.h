/* `caducad --role export`: rows of monitor.list become a file in memory, in a process that the client starts (wire/role.h): what
 * formats them is big, and the console links none of it.
 *
 * It answers lines, of at most WORKER_LINE_MAX_BYTES, on descriptor 0 (wire/conversation.h), and makes one file:
 *
 *   begin     {"form","shape","language","now"}: "csv" and the others of exporting/form.h, "caduca" and the others of
 *             exporting/sheet.h, "ca" or "en".
 *   services  {"services":[…]}: some of service.list, in any number of parts.
 *   rows      {"rows":[…],"places":[…]}: full rows of monitor.list in any order, and the place that each has among
 *             all of them, as numbers.
 *   file      {}: {"count"} with a sealed memory file (base/memory_file.h) beside the line: of how many rows it is. */
#ifndef EXPORTING_WORKER_H
#define EXPORTING_WORKER_H

int export_worker_main(void); /* the exit status */

#endif
