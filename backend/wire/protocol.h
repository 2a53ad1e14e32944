/* The numbers of the protocol between the programs.
 *
 * A connection carries lines: one JSON object each, UTF-8, ended by LF. The first line of a client is
 * {"hello":{"protocol":2,"program":"caduca","version":"0.1"}}; the daemon answers
 * {"hello":{"protocol":2,"version":"0.1","mode":"team","pid":123,"login":"op1","right":"operator","reading":["monitor.get",...]}}, or
 * {"error":{"code":"wrong-protocol","args":{...}}} and closes. In an account that several people share the hello has
 * "declared" besides, the name of whoever is there. One that says "readonly": true changes nothing, whatever its user's
 * right is: it is answered as a reader, and may ask for no more than "reading", the operations that change nothing. Of a team's member
 * the answer waits until the system has said who he is. Then requests
 * {"id":7,"do":"monitor.add","args":{...}}, each answered once by {"id":7,"ok":{...}} or
 * {"id":7,"error":{"code":"conflict","args":{...}}}, and events {"event":"rows","data":{...}} at any time.
 * A request that streams answers with {"id":7,"part":[...]} any number of times before its "ok".
 * One that needs files is answered first by {"id":7,"files":["file","password"]} and a socket beside it, over which the
 * client sends their descriptors (wire/handover.h): none ever goes over the connection itself. */
#ifndef WIRE_PROTOCOL_H
#define WIRE_PROTOCOL_H

#include "base/version.h"

/* Rows come by the thousand: what stands before and after the list of them is always written so, and who wants to can
 * read the list in its place. */
#define ROWS_HEAD "{\"event\":\"rows\",\"data\":{\"rows\":"
#define ROWS_TAIL "}}"

enum {
	PROTOCOL_NUMBER = 2,
	LINE_MAX_BYTES = 64 * 1024, /* a line from or to a client */
	WORKER_LINE_MAX_BYTES =
	    512 * 1024, /* a line of a worker: a certificate may have many names */
	TICKETS_LINE_MAX_BYTES = 4 * 1024 * 1024, /* a line of the tickets worker: many issues */
	JSON_MAX_DEPTH = 32,                      /* nesting that a line may have */
	UNSENT_MAX_BYTES = 256 * 1024,            /* of one client, before its rows wait */
	CHUNK_MAX_ROWS = 200
};

#endif
