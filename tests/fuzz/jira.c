/* rooms: tickets wire base */
/* What a server answers in Jira's place, from any bytes: it is one refusal, or JSON that is read as an issue; either way
 * all that is told is clean, bounded, and a line of JSON. Bytes: the status, the type, the body. */
#include "base/text.h"
#include "fuzz.h"
#include "tickets/exchange.h"
#include "tickets/refusal.h"
#include "tickets/rest_read.h"

enum { LINE_BOUND = 512 * 1024 };

/* Every text in it, at any depth; the bodies of comments have lines. */
static void
must_be_clean(const json_t *value)
{
	const char *name;
	json_t *one;
	size_t i;

	json_array_foreach(value, i, one)
		must_be_clean(one);
	json_object_foreach((json_t *)(uintptr_t)value, name, one)
		must_be_clean(one);
	if (json_is_string(value)) {
		char *text = strdup(json_string_value(value)), *again;

		for (char *line_end; (line_end = strchr(text, '\n'));)
			*line_end = ' ';
		again = text_cleaned(text, 0);
		must(!strcmp(text, again));
		free(again);
		free(text);
	}
}

static void
must_be_told(json_t *object)
{
	char *line = json_dumps(object, JSON_COMPACT);

	must(line != NULL && strlen(line) < LINE_BOUND);
	must_be_clean(object);
	free(line);
	json_decref(object);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = {200, 201, 302, 400, 401, 403, 404, 418, 429, 500, 503};
	static const char *const types[] = {"application/json", "text/html", ""};
	uint8_t status = take_byte(&data, &size), type = take_byte(&data, &size);
	char *body = malloc(size + 1);
	struct http_answer a = {.end = HTTP_ANSWERED,
	    .reason = "",
	    .text = "",
	    .sent = true,
	    .status = statuses[(status - 1u) % (sizeof(statuses) / sizeof(*statuses))],
	    .body = body,
	    .len = size,
	    .type = types[(type - 1u) % 3],
	    .location = "",
	    .login = "",
	    .denied = "",
	    .user = "",
	    .retry = ""};
	struct refusal r = {0};
	json_t *json = NULL, *issue;

	memcpy(body, data, size);
	body[size] = '\0';
	if (!refusal_of(&a, 0, &r))
		json = refusal_or_json(&a, &r);
	must((json != NULL) == (r.code == NULL));
	must((a.status / 100 == 2) || json == NULL);
	if (r.code)
		must_be_told(json_incref(r.args));
	issue = json ? rest_read_issue(json) : NULL;
	if (issue)
		must_be_told(issue);
	json_decref(json);
	refusal_release(&r);
	free(body);
	return 0;
}
