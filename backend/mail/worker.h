/* `caducad --role mail`: a child of caducactl that sends one message (mail/smtp.h) and ends. Descriptor 0 is a memory file: a line
 * of JSON, {"url","from","to":[…],"timeout_ms","always_tls","ca_file"?,"login"}, and after it the message with CRLF. 1 is where the
 * answer goes, one line of JSON. 3, where "login" is true, is a file with the user and the password, a line each, which nobody
 * else ever reads: "bad-credentials" where it is otherwise.
 *
 * It runs no program and reads no file but the CA file and what names and authorities are looked up in. */
#ifndef MAIL_WORKER_H
#define MAIL_WORKER_H

enum { MAIL_CREDENTIALS_FD = 3, MAIL_MAX_BYTES = 16 * 1024 * 1024 };

int mail_worker_main(void);

#endif
