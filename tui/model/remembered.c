#include "tui/model/remembered.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "base/user_file.h"

#include <string.h>

enum {
	FORM = 1, /* of the file: grows when an older program would misread it */
	FILE_MAX_BYTES = 1 << 16,
	TEXT_MAX = 1000 /* characters */
};

static const char file_name[] = "console";

struct remembered {
	json_t *root, *loaded; /* as it is, and as the file has it */
	bool untouchable;      /* the file is not ours to replace */
};

static json_t *
root_new(void)
{
	return json_pack("{s:i, s:{}}", "caduca", (int)FORM, "views");
}

struct remembered *
remembered_new(void)
{
	struct remembered *r = mem_alloc(sizeof(*r));

	r->root = root_new();
	r->loaded = root_new();
	return r;
}

void
remembered_free(struct remembered *r)
{
	if (!r)
		return;
	json_decref(r->root);
	json_decref(r->loaded);
	free(r);
}

static enum remembered_fault
fault_of(const json_t *root)
{
	const json_t *form = json_object_get(root, "caduca"), *views;

	if (!json_is_integer(form) || json_integer_value(form) < 1)
		return REMEMBERED_DAMAGED;
	if (json_integer_value(form) > FORM)
		return REMEMBERED_NEWER;
	views = json_object_get(root, "views");
	return json_is_object(views) ? REMEMBERED_WELL : REMEMBERED_DAMAGED;
}

enum remembered_fault
remembered_load(struct remembered *r, const char *folder)
{
	struct err err = {0};
	char *text = user_file_read(folder, file_name, FILE_MAX_BYTES, &err);
	json_t *root = text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
	enum remembered_fault fault = fault_of(root);

	if (!text && !strcmp(err.code, "not-found"))
		fault = REMEMBERED_WELL;
	else if (!text && !strcmp(err.code, "denied"))
		fault = REMEMBERED_FOREIGN;
	free(text);
	r->untouchable = fault == REMEMBERED_FOREIGN || fault == REMEMBERED_NEWER;
	if (root && fault == REMEMBERED_WELL) {
		json_decref(r->root);
		json_decref(r->loaded);
		r->root = root;
		r->loaded = json_deep_copy(root);
	} else {
		json_decref(root);
	}
	return fault;
}

int
remembered_save(struct remembered *r, const char *folder, struct err *err)
{
	char *text, *whole;
	int failed;

	if (r->untouchable || json_equal(r->root, r->loaded))
		return 0;
	text = json_dumps(r->root, JSON_INDENT(1));
	whole = mem_printf("%s\n", text);
	failed = user_file_write(folder, file_name, whole, err);
	free(whole);
	free(text);
	return failed;
}

/* ---- what is in it ---- */

static const char *
text_in(const json_t *value)
{
	const char *text = json_string_value(value);

	return text && !text_fault(text, TEXT_MAX) ? text : "";
}

const json_t *
remembered_value(const struct remembered *r, const char *view, const char *what)
{
	const json_t *views = json_object_get(r->root, "views");

	return json_object_get(json_object_get(views, view), what);
}

const char *
remembered_text(const struct remembered *r, const char *view, const char *what)
{
	return text_in(remembered_value(r, view, what));
}

void
remembered_put_value(struct remembered *r, const char *view, const char *what, json_t *value)
{
	json_t *views = json_object_get(r->root, "views"), *one = json_object_get(views, view);

	if (!value) {
		json_object_del(one, what);
		if (one && !json_object_size(one))
			json_object_del(views, view);
		return;
	}
	if (!json_is_object(one)) {
		one = json_object();
		json_object_set_new(views, view, one);
	}
	json_object_set_new(one, what, value);
}

void
remembered_put(struct remembered *r, const char *view, const char *what, const char *text)
{
	remembered_put_value(r, view, what, *text ? json_string(text) : NULL);
}

const char *
remembered_view(const struct remembered *r)
{
	return text_in(json_object_get(r->root, "view"));
}

void
remembered_set_view(struct remembered *r, const char *view)
{
	if (*view)
		json_object_set_new(r->root, "view", json_string(view));
	else
		json_object_del(r->root, "view");
}
