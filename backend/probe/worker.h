/* `caducad --role probe [--ca-folder DIR]... [--in-flight N] [--no-system-store]`: the process that
 * connects to the hosts. It speaks lines of JSON (at most WORKER_LINE_MAX_BYTES) on its descriptors 0 and
 * 1 and ends when 0 is closed, which is also how everything under way is cancelled.
 *
 * It writes first:
 *   {"ready":{"role":"probe","trust":"<16 hex>","certificates":n}}
 * reads:
 *   {"probe":{"probe_id":n,"host":"h","port":443,"sni":null|"x"|"","protocol":"tls","deadline":ms,
 *    "proxy":"http://h:p"|"socks5://h:p","nodes":["192.0.2.9:8443/x"...],"connections":8,
 *    "both_keys":true,"explain":true,
 *    "known":[{"address":"192.0.2.1","chain":sha256,"until":epoch,"trust":"<16 hex>"}...]}}
 * where from "proxy" on everything may be absent (probe/probe.h says what it is), and writes, for
 * each certificate not reported yet, always before a result that names it,
 *   {"certificate":{...}}  (pki/facts.h)
 * and for each probe, in the order in which they end,
 *   {"result":{"probe_id":n,"outcome":o,"detail":"","cname":null|"x",
 *    "trust":"<16 hex>","addresses":[{
 *    "address":"192.0.2.1","key_type":"rsa","outcome":o,"detail":"","leaf":sha256,
 *    "chain":[sha256...],"path_end":epoch|0,"problems":[...],"good_until":epoch,"tls":"TLSv1.3",
 *    "connections":8,"failed":0,"leaves":[sha256...]}]}}
 * where key_type is absent for what is shown to everyone; leaf, chain, path_end, problems and
 * good_until when no certificate was seen, and trust when none at any address but known ones; tls when no version was agreed on; connections, failed
 * and leaves when there was one connection. A certificate may have been seen whatever the outcome
 * is. Where the chain is the known one, "same":true stands for leaf, chain, path_end and
 * good_until, and problems are those of the handshake alone. "chain" of what is known is the
 * SHA-256 over the digests of its certificates.
 *
 * Explained, a result has "dns_ms", "certificates":[FACTS...] of the first chain seen, instead of
 * lines of their own, "pem" of the first of them unless it is very long, and in each address "ms":{"dns","connect","preamble","hello","chain","tls",
 * "verdict_us"}: milliseconds, hello, chain and tls since the ClientHello; microseconds. Where no name
 * was looked up, because the host is an address, there is neither "dns_ms" nor "dns". */
#ifndef PROBE_WORKER_H
#define PROBE_WORKER_H

/* argv[0] is not looked at, and neither is --role. Returns the exit status. */
int probe_worker_main(int argc, char **argv);

#endif
