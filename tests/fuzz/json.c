/* rooms: base */
/* JSON read in place, from any bytes, and by jansson: what jansson accepts is read as the same, and skipped whole; what
 * it refuses is refused, read or skipped. But numbers that fit nowhere are refused by jansson alone, nesting ends sooner
 * here, and a NUL after a number or a word, which jansson does not see, is refused. The bytes have an allocation of their own, so that one too many is seen. */
#include "base/buf.h"
#include "base/json_reader.h"
#include "fuzz.h"

#include <jansson.h>

enum { READ_DEPTH = 16, SKIP_DEPTH = 64 }; /* below the first, what is there is skipped */

/* Blanks before a value do not matter. */
static char
next(struct reader *r)
{
	while (r->at < r->end && *r->at && strchr(" \t\n\r", *r->at))
		r->at++;
	return (char)(r->at < r->end ? *r->at : '\0');
}

static bool
is_whole(struct reader *r)
{
	next(r);
	return !r->failed && r->at == r->end;
}

/* ---- a tree by way of the reader ---- */

struct reading {
	struct reader r;
	bool
	    escaped; /* a name has escapes, which are not undone: the tree has another name than jansson's */
};

static json_t *read_value(struct reading *in, int depth);

static json_t *
read_object(struct reading *in, int depth)
{
	json_t *object = json_object();

	must(reader_object(&in->r));
	while (reader_member(&in->r)) {
		char *name = strndup(in->r.name, in->r.name_len);
		in->escaped |= strchr(name, '\\') != NULL;
		json_object_set_new_nocheck(object, name, read_value(in, depth + 1));
		free(name);
	}
	return object;
}

static json_t *
read_list(struct reading *in, int depth)
{
	json_t *list = json_array();

	must(reader_list(&in->r));
	while (reader_item(&in->r))
		json_array_append_new(list, read_value(in, depth + 1));
	return list;
}

static json_t *
read_text(struct reading *in)
{
	struct buf text = {0};
	bool is = reader_text(&in->r, &text);
	json_t *value = is ? json_stringn(buf_str(&text), text.len) : json_null();

	must(value != NULL); /* it is UTF-8 */
	must(is || in->r.failed);
	buf_release(&text);
	return value;
}

static json_t *
read_value(struct reading *in, int depth)
{
	char c = next(&in->r);

	if (depth > READ_DEPTH || c == 'n') {
		reader_skip(&in->r);
		return json_null();
	}
	switch (c) {
	case '{':
		return read_object(in, depth);
	case '[':
		return read_list(in, depth);
	case '"':
		return read_text(in);
	case 't':
	case 'f':
		return json_boolean(reader_true(&in->r));
	default:
		return json_integer(reader_number(&in->r, 0));
	}
}

/* ---- what jansson read, as far as the reader reads ---- */

static json_t *
as_read(const json_t *value, int depth)
{
	json_t *copy, *one;
	const char *name;
	size_t i;

	if (depth > READ_DEPTH)
		return json_null();
	if (json_is_real(value))
		return json_integer(0);
	if (json_is_array(value)) {
		copy = json_array();
		json_array_foreach(value, i, one)
			json_array_append_new(copy, as_read(one, depth + 1));
		return copy;
	}
	if (json_is_object(value)) {
		copy = json_object();
		json_object_foreach((json_t *)(uintptr_t)value, name, one)
			json_object_set_new_nocheck(copy, name, as_read(one, depth + 1));
		return copy;
	}
	return json_deep_copy(value);
}

static size_t
depth_of(const json_t *value)
{
	size_t deepest = 0, depth, i;
	const char *name;
	json_t *one;

	json_array_foreach(value, i, one) {
		depth = depth_of(one);
		deepest = depth > deepest ? depth : deepest;
	}
	json_object_foreach((json_t *)(uintptr_t)value, name, one) {
		depth = depth_of(one);
		deepest = depth > deepest ? depth : deepest;
	}
	return deepest + (json_is_array(value) || json_is_object(value));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1);
	struct reading in = {.escaped = false};
	struct reader skipped;
	json_error_t error;
	json_t *theirs, *ours, *want;
	bool fits;

	memcpy(text, data, size);
	theirs = json_loadb(text, size, JSON_DECODE_ANY, &error);
	fits = theirs || json_error_code(&error) != json_error_numeric_overflow;
	reader_init(&in.r, text, size);
	ours = read_value(&in, 0);
	reader_init(&skipped, text, size);
	reader_skip(&skipped);
	if (theirs) {
		bool more = depth_of(theirs) > SKIP_DEPTH || memchr(text, '\0', size);
		want = as_read(theirs, 0);
		must(is_whole(&in.r) || more);
		must(is_whole(&skipped) || more);
		must(!is_whole(&in.r) || in.escaped || json_equal(ours, want));
		json_decref(want);
	} else if (fits) {
		must(!is_whole(&in.r));
		must(!is_whole(&skipped));
	}
	must(is_whole(&skipped) <= is_whole(&in.r));
	json_decref(theirs);
	json_decref(ours);
	free(text);
	return 0;
}
