/* `caducad --role inspect [--ca-folder DIR]... [--no-system-store]`: a child that reads one
 * document, or makes one key, and ends. Descriptor 0 is one end of a Unix stream socket: it
 * reads one line of JSON there, with descriptors beside it (SCM_RIGHTS, all with the line's
 * first byte), and answers one line. It has seconds of CPU and a bounded memory, may write no
 * file but the two that it is given to make, opens none and starts nothing (inspect/sandbox.h).
 * Whoever starts it waits a bounded time and then kills it; a document that crashes it costs one
 * child.
 *
 * With the document's descriptor, and the password's after it when `password` is true:
 *   {"inspect":{"password":false,"gate":"csr"|"key"|"certificate"|"p12","asked":{…},"now":epoch}}
 * gate, asked and now may be absent; asked is read by inspect/gate_inputs.h. With "pem":true each certificate has its
 * own PEM beside its facts, for whoever hands it on. Answers
 *   {"document":{…}}  (pki/document.h)      or {"error":{"code":"…","args":{"text":"…"}}}
 * either with "checks":[…] and "open":bool (pki/gates.h) when a gate was named. The chain is
 * judged by the CAs of the machine and of --ca-folder.
 *
 * With the descriptors that the key and the CSR are written to:
 *   {"make":{"bits":2048,"subject":{"common_name":"www.exemple.cat","organization":…},"names":["www.exemple.cat"]}}
 * Answers the CSR as a document, or an error. */
#ifndef INSPECT_WORKER_H
#define INSPECT_WORKER_H

/* argv[0] is not looked at. Returns the exit status: 0 when something was answered. */
int inspect_worker_main(int argc, char **argv);

#endif
