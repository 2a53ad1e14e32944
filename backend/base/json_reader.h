/* Reads JSON text in place, one value after the other, and builds nothing: for the lines that come
 * by the thousand, where most of the time would go into trees that are looked at once. Elsewhere
 * jansson reads. What it accepts jansson accepts too (RFC 8259, UTF-8, no U+0000), in what is
 * skipped as well, but for numbers that fit nowhere; nesting ends sooner here. What follows the value
 * is the caller's to look at.
 *
 *	if (reader_object(&r))
 *		while (reader_member(&r))
 *			if (reader_is(&r, "id")) id = reader_number(&r, 0);
 *			else reader_skip(&r);
 *
 * Every value is read or skipped exactly once. After a failure nothing more is found: loops end. */
#ifndef BASE_JSON_READER_H
#define BASE_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

struct reader {
	const char *at, *end; /* what is left */
	/* of the member, until its value is read; as it stands in the text, with no escapes undone */
	const char *name;
	size_t name_len;
	bool after; /* a value came before, so a comma or an end follows */
	bool failed;
};

void reader_init(struct reader *r, const char *text, size_t len); /* borrowed */

/* Goes into the value when it is an object (a list); any other is skipped. */
bool reader_object(struct reader *r);
bool reader_list(struct reader *r);
bool reader_member(struct reader *r); /* the next one's value follows; false: that was the last */
bool reader_item(struct reader *r);
bool reader_is(const struct reader *r, const char *name); /* of the member */

/* An integer; what is none, and what does not fit, is skipped and read as `otherwise`. */
int64_t reader_number(struct reader *r, int64_t otherwise);
/* Adds the text to out; false when it is no text (then it is skipped). */
bool reader_text(struct reader *r, struct buf *out);
bool reader_true(struct reader *r); /* true is read; any other value is skipped */
void reader_skip(struct reader *r);

#endif
