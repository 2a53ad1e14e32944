/* Members of a JSON object that may not be there, or be of another type than they should. */
#ifndef BASE_MEMBERS_H
#define BASE_MEMBERS_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

/* Borrowed; "" where it is no text. */
static inline const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
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

#endif
