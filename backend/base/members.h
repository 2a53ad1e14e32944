/* Members of a JSON object that may not be there, or be of another type than they should. */
#ifndef BASE_MEMBERS_H
#define BASE_MEMBERS_H

#include "base/buf.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Borrowed; "" where it is no text. */
static inline const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

/* Borrowed; NULL where it is no text. */
static inline const char *
string_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* Borrowed; NULL where it is no text, or an empty one. */
static inline const char *
text_at(const json_t *object, const char *name)
{
	const char *text = string_of(object, name);

	return text && *text ? text : NULL;
}

/* 0 where it is no whole number. */
static inline int64_t
number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static inline bool
flag_of(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

/* Of a list of texts, and of one of whole numbers. */
static inline bool
texts_have(const json_t *list, const char *text)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *one = json_string_value(json_array_get(list, i));

		if (one && !strcmp(one, text))
			return true;
	}
	return false;
}

static inline bool
numbers_have(const json_t *list, int64_t number)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);

		if (json_is_integer(one) && json_integer_value(one) == number)
			return true;
	}
	return false;
}

/* The first object of a list whose member of that name is that text, borrowed; NULL: there is none. text may be NULL. */
static inline json_t *
object_with(const json_t *list, const char *name, const char *text)
{
	for (size_t i = 0; text && i < json_array_size(list); i++)
		if (!strcmp(text_of(json_array_get(list, i), name), text))
			return json_array_get(list, i);
	return NULL;
}

/* Appends a text to the list of that name, which is made where there is none. */
static inline void
text_add(json_t *object, const char *name, const char *text)
{
	if (!json_is_array(json_object_get(object, name)))
		json_object_set_new(object, name, json_array());
	json_array_append_new(json_object_get(object, name), json_string(text));
}

/* Appends the texts of a list, or the member `name` of its objects where that is not NULL, with `between` between them. */
static inline void
texts_join(const json_t *list, const char *name, const char *between, struct buf *out)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		const char *text = name ? text_of(one, name) : json_string_value(one);

		buf_puts(out, i ? between : "");
		buf_puts(out, text ? text : "");
	}
}

/* The words of a text as an array of texts: what stands between any of the separators. */
static inline json_t *
words_of(const char *text, const char *separators)
{
	json_t *list = json_array();

	for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
		size_t len = strcspn(text, separators);

		json_array_append_new(list, json_stringn(text, len));
		text += len;
	}
	return list;
}

/* The digest that keys are compared by: of the key itself, which facts say where it is not that of its bytes. */
static inline const char *
text_of_key(const json_t *facts)
{
	const char *key = text_of(facts, "key_sha256");

	return *key ? key : text_of(facts, "spki_sha256");
}

#endif
