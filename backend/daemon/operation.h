/* One thing that a client can ask for: a row of a table that says of itself who may ask for it, with what, and what
 * the answer is. The session checks all of that before the handler runs, and caduca-protocol(7) is made of it. The
 * tables are in operations/; the session is handed what finds an operation by its name, and knows none. */
#ifndef DAEMON_OPERATION_H
#define DAEMON_OPERATION_H

#include "base/terms.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

/* X(name, what it is called in the manual) */
#define ARGUMENT_TYPES(X)             \
	X(NUMBER, "number")           \
	X(TEXT, "text")               \
	X(FLAG, "true or false")      \
	X(OBJECT, "object")           \
	X(NUMBERS, "list of numbers") \
	X(TEXTS, "list of texts")     \
	X(OBJECTS, "list of objects")

enum argument_type {
#define X(id, text) ARGUMENT_##id,
	ARGUMENT_TYPES(X)
#undef X
	    ARGUMENT_TYPE_COUNT
};

struct argument {
	const char *name; /* NULL ends a table */
	enum argument_type type;
	bool required;
	/* of a number; bytes of a text, or of an object as JSON, items of a list. A most of 0: of a text TEXT_USUAL_MOST,
	 * of others what a line holds */
	int64_t least, most;
	const char *what; /* a line of the manual */
};

/* The bytes of a name, a key, a code; and of each text of a list. */
enum { TEXT_USUAL_MOST = 1024 };

/* What else the arguments may be: the handler checks these itself, for it knows what they mean together. */
enum argument_fields { FIELDS_NONE, FIELDS_MONITOR, FIELDS_SERVICE };

/* What it costs until it is answered, where that is later: of each a user may have some at once (daemon/limits.h). */
enum operation_cost { COST_NONE, COST_EXPLAIN, COST_INSPECTION, COST_VERIFICATION, COST_COUNT };

struct operation {
	const char *name;                 /* NULL ends a table */
	enum right right;                 /* that whoever asks must have */
	const struct argument *arguments; /* NULL: none */
	enum argument_fields fields;
	enum operation_cost cost;
	bool file;   /* a document is handed over; with "password": true, a secret besides */
	bool secret; /* a secret is, whatever the arguments say */
	bool keeps;  /* a reader may ask for it, and still it changes what is kept */
	const char *what, *answer; /* for the manual: what it does, and the members of "ok" */
	void (*run)(struct session *s, json_int_t id, const json_t *args);
};

/* clang-format off */
#define ARGUMENTS(...) (const struct argument[]){__VA_ARGS__, {.name = NULL}}
#define NUMBER_MOST INT64_MAX
#define ARGUMENT_ID(NAME, WHAT) \
	{.name = (NAME), .type = ARGUMENT_NUMBER, .required = true, .most = NUMBER_MOST, .what = (WHAT)}
#define ARGUMENT_VERSION ARGUMENT_ID("version", "at which it was seen")
/* clang-format on */

bool operation_only_reads(const struct operation *o);
const char *argument_type_text(enum argument_type type);
int64_t argument_text_most(const struct argument *a); /* bytes of a text, or of each of its texts */

/* Why an operation may not run for somebody of that right, who sends these arguments (NULL: none): a code, and what it
 * says in *why (the caller's). NULL: it may; the arguments are as the table says then. An argument that neither the table nor the fields name is ignored: a newer client may say more than this
 * backend knows. null is as not said. */
const char *operation_refusal(
    const struct operation *o, enum right right, const json_t *args, json_t **why);

/* What its client is to hand over, in this order: names of arguments, "file", "password" and "secret". NULL ends them. */
enum { OPERATION_FILES_MAX = 2 };
void operation_files(
    const struct operation *o, const json_t *args, const char *names[OPERATION_FILES_MAX + 1]);

/* The arguments of "bad-argument", the caller's: {"field","value","reason"}. value may be NULL. */
json_t *field_refusal(const char *field, const json_t *value, const char *reason);

#endif
