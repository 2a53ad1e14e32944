#include "base/err.h"

#include "base/text.h"

#include <errno.h>

int
err_set(struct err *e, const char *code, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return -1;
	e->code = code;
	e->count = e->used = 0;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return -1;
}

const char *
err_reason(int error)
{
	const char *reason = strerrordesc_np(error);

	return reason ? reason : "?";
}

static const char *
code_of(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return "disk-full";
	case EROFS:
		return "read-only";
	case EACCES:
	case EPERM:
		return "denied";
	case ENOENT:
		return "not-found";
	case EMFILE:
	case ENFILE:
		return "no-descriptors";
	default:
		return "io";
	}
}

int
err_errno(struct err *e, const char *fmt, ...)
{
	int error = errno;
	va_list ap;
	size_t used;

	if (!e)
		return -1;
	e->code = code_of(error);
	e->count = e->used = 0;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	used = strlen(e->text);
	snprintf(e->text + used, sizeof(e->text) - used, ": %s", err_reason(error));
	return -1;
}

static int
add_value(struct err *e, const char *name, int at, int64_t number)
{
	if (e->count < ERR_VALUES_MAX)
		e->values[e->count++] = (struct err_value){name, at, number};
	return -1;
}

int
err_text(struct err *e, const char *name, const char *value)
{
	int at, room;

	if (!e)
		return -1;
	at = e->used;
	room = ERR_KEPT_BYTES - at;
	if (room <= 0)
		return -1;
	snprintf(e->kept + at, (size_t)room, "%s", value ? value : "");
	e->used += (int)strlen(e->kept + at) + 1;
	return add_value(e, name, at, 0);
}

int
err_file(struct err *e, const char *what, const char *path)
{
	err_errno(e, "%s '%s'", what, path);
	return err_text(e, "path", path);
}

int
err_new_file(struct err *e, const char *what, const char *path)
{
	return errno == ENOENT ? err_errno(e, "the folder of '%s'", path) : err_file(e, what, path);
}

int
err_number(struct err *e, const char *name, int64_t value)
{
	return e ? add_value(e, name, -1, value) : -1;
}

int
err_argument(struct err *e, const char *field, const char *reason, const char *value)
{
	err_set(e, "bad-argument", "'%s' cannot be '%s': %s", field, value ? value : "", reason);
	err_text(e, "field", field);
	err_text(e, "reason", reason);
	return err_text(e, "value", value);
}

const char *
err_code_known(const char *code)
{
	static const char *const codes[] = {
#define CODE(code, values) code,
#define REASON(reason)
#include "base/codes.def"
#undef CODE
#undef REASON
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (!strcmp(codes[i], code))
			return codes[i];
	return NULL;
}

const char *
err_said(const struct err *e, const char *name)
{
	for (int i = 0; i < e->count; i++)
		if (e->values[i].at >= 0 && !strcmp(e->values[i].name, name))
			return e->kept + e->values[i].at;
	return NULL;
}

/* Foreign text may be among it, and may have been cut within a character. */
static void
put_clean(json_t *args, const char *name, const char *text)
{
	char *clean = text_cleaned(text, 0);

	json_object_set_new(args, name, json_string(clean));
	free(clean);
}

json_t *
err_args(const struct err *e)
{
	json_t *args = json_object();

	if (*e->text)
		put_clean(args, "text", e->text);
	for (int i = 0; i < e->count; i++) {
		const struct err_value *v = &e->values[i];
		if (v->at < 0)
			json_object_set_new(args, v->name, json_integer(v->number));
		else
			put_clean(args, v->name, e->kept + v->at);
	}
	return args;
}

json_t *
err_json(const struct err *e)
{
	return json_pack("{s:s, s:o}", "code", e->code ? e->code : "io", "args", err_args(e));
}
