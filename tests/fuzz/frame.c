/* rooms: wire base */
/* Lines out of a stream: in whatever pieces the bytes come, the lines are those between the line
 * feeds, none of them is lost or changed, and each is parsed or refused. Bytes: the size of a
 * piece, the stream. */
#include "fuzz.h"
#include "wire/frame.h"

enum { LINE_BOUND = 4096 };

static void
parse(const char *line, size_t len)
{
	const char *code = NULL;
	char text[64];
	json_t *object = frame_parse(line, len, &code, text, sizeof(text));

	must(object != NULL || strcmp(code, "bad-json") == 0 || strcmp(code, "too-deep") == 0);
	must(object == NULL || json_is_object(object));
	json_decref(object);
}

/* Takes the lines that are whole; *at is where the next one begins in the stream. */
static void
take(struct frame *f, const uint8_t *stream, size_t *at)
{
	size_t len;
	char *line;

	while ((line = frame_line(f, &len))) {
		must(memcmp(line, stream + *at, len) == 0 && stream[*at + len] == '\n' &&
		     line[len] == '\0');
		must(memchr(line, '\n', len) == NULL);
		parse(line, len);
		*at += len + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t chunk = take_byte(&data, &size);
	struct frame f = {.max = LINE_BOUND};
	size_t at = 0, n;

	for (size_t came = 0; came < size; came += n) {
		n = piece(chunk, size - came);
		memcpy(frame_room(&f, n), data + came, n);
		frame_added(&f, n);
		take(&f, data, &at);
		must(frame_overflows(&f) == (came + n - at > LINE_BOUND));
	}
	must(size == at || memchr(data + at, '\n', size - at) == NULL);
	frame_release(&f);
	return 0;
}
