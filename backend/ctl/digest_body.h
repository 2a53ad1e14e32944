/* The digest as text and as HTML: sections of lines of today.list, each with why it is there and what to do. Text of others is
 * cleaned in both, and cannot leave its place in the HTML. */
#ifndef CTL_DIGEST_BODY_H
#define CTL_DIGEST_BODY_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct buf;

struct digest_body {
	const char *title;
	json_t *
	    sections; /* [{"title","lines":[…]}]: a line may have "service" and "end" beside what today.list says */
	bool owners; /* whether it says who has what */
	int64_t now;
};

/* Those of a section that are told; of the rest how many they are. */
enum { DIGEST_LINES_MAX = 200 };

void digest_text(struct buf *out, const struct digest_body *b);
void digest_html(struct buf *out, const struct digest_body *b);

#endif
