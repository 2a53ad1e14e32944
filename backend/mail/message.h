/* A message of mail as bytes: one text and the same as HTML (RFC 2046, section 5.1.4, multipart/alternative), both UTF-8 and
 * quoted-printable (RFC 2045, section 6.7), so that no line is longer than 76 bytes and none but ASCII travels; a subject in
 * encoded words where it needs them (RFC 2047); the fields that RFC 5322, section 3.6, asks for, and Auto-Submitted (RFC 3834),
 * so that no absence message answers. Pure: when it is and what it is called is said by whoever writes it. */
#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

struct message {
	const char *from;      /* an address; "" none is said */
	const char *const *to; /* addresses */
	size_t to_count;
	const char *subject;  /* one line */
	const char *language; /* of both texts: "ca" */
	const char *text, *html;
	int64_t at;  /* local time is said in the field Date */
	uint64_t id; /* of this message alone: of its Message-ID and its boundary */
};

/* Appends it with LF between its lines, as files have it; message_on_the_wire has CRLF (RFC 5322, section 2.3). */
void message_write(struct buf *out, const struct message *m);
/* Appends the same with CRLF. */
void message_on_the_wire(struct buf *out, const char *message, size_t len);

/* Is it an address that can be put into a field and an envelope as it stands: dot-atom@domain of ASCII (RFC 5322, section 3.4.1;
 * RFC 5321, section 4.5.3.1 for its length), no quoted part, no comment, no literal? */
bool message_is_address(const char *text);

#endif
