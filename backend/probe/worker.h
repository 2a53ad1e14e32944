/* `caducad --role probe [--ca-folder DIR]... [--in-flight N] [--no-system-store]`: the process that
 * meets strangers. It speaks lines of JSON (at most WORKER_LINE_MAX_BYTES) on its descriptors 0 and
 * 1 and ends when 0 is closed, which is also how everything under way is cancelled.
 *
 * It says first:
 *   {"ready":{"role":"probe","trust":"<16 hex>","certificates":n}}
 * hears:
 *   {"probe":{"ticket":n,"host":"h","port":443,"sni":null|"x"|"","protocol":"tls","deadline":ms}}
 * and says, for each certificate not told of yet, always before a result that names it,
 *   {"certificate":{...}}  (pki/facts.h)
 * and for each probe, in the order in which they end,
 *   {"result":{"ticket":n,"outcome":o,"detail":"","cname":null|"x","addresses":[{
 *    "address":"192.0.2.1","outcome":o,"detail":"","leaf":sha256,"chain":[sha256...],
 *    "path_end":epoch|0,"problems":[...],"good_until":epoch,"tls":"TLSv1.3",
 *    "ms":{"dns":n,"connect":n,"tls":n}}]}}
 * where leaf, chain, path_end, problems and good_until are absent when no certificate was seen, and
 * tls when no version was agreed on. A certificate may have been seen whatever the outcome is. */
#ifndef PROBE_WORKER_H
#define PROBE_WORKER_H

/* argv[0] is not looked at, and neither is --role. Returns the exit status. */
int probe_worker_main(int argc, char **argv);

#endif
