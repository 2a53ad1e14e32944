/* Requests whose error is told at once. A monitor is named by its number or by anything that is one alone; of several the candidates
 * are told. */
#include "ctl/ctl.h"
#include "ctl/conflict.h"
#include "ctl/given.h"

#include "base/buf.h"
#include "base/mem.h"
#include "words/words.h"

enum { CANDIDATES_SHOWN = 8 };

json_t *
ctl_call(struct ctl *ctl, const char *operation, json_t *args,
    void (*part)(json_t *item, void *arg), void *arg)
{
	json_t *error = NULL,
	       *ok = ctl_try_parts(ctl, operation, json_incref(args), part, arg, &error);

	if (error)
		ctl_complain_refused(ctl, error, args);
	json_decref(error);
	json_decref(args);
	return ok;
}

json_t *
ctl_call_pages(struct ctl *ctl, const char *operation, const json_t *args, const char *member)
{
	json_t *all = json_array(), *ok;
	json_int_t next = 0;

	do {
		json_t *page = json_copy((json_t *)(uintptr_t)args);

		json_object_set_new(page, "after", json_integer(next));
		ok = ctl_call(ctl, operation, page, NULL, NULL);
		json_array_extend(all, json_object_get(ok, member));
		next = number_of(ok, "next");
		if (!ok) {
			json_decref(all);
			return NULL;
		}
		json_decref(ok);
	} while (next);
	return all;
}

/* "3 seu (seu.exemple.cat:443), 7 ..." */
static json_t *
candidates_json(struct ctl *ctl, const char *name, const json_t *ids)
{
	size_t count = json_array_size(ids);
	struct buf list = {0};
	json_t *args;

	for (size_t i = 0; i < count && i < CANDIDATES_SHOWN; i++) {
		json_t *ok = ctl_call(ctl, "monitor.get",
		    json_pack("{s:O}", "id", json_array_get(ids, i)), NULL, NULL);
		char *label = row_label(json_object_get(ok, "row"));

		buf_printf(&list, "%s%s", i ? ", " : "", label);
		free(label);
		json_decref(ok);
	}
	if (count > CANDIDATES_SHOWN)
		buf_puts(&list, ", …");
	args = json_pack("{s:s, s:s}", "name", name, "candidates", buf_str(&list));
	buf_release(&list);
	return args;
}

json_int_t
ctl_resolve(struct ctl *ctl, const char *name)
{
	json_t *args, *ok = NULL;
	const json_t *ids;
	json_int_t id = 0;
	char *end;
	long long number = strtoll(name, &end, 10);

	args = json_pack("{s:s}", "name", name);
	if (!args) {
		given_refuse(ctl, "name", "", "not-utf8");
		return 0;
	}
	ok = ctl_call(ctl, "monitor.find", args, NULL, NULL);
	if (!ok)
		return 0;
	ids = json_object_get(ok, "ids");
	for (size_t i = 0; i < json_array_size(ids); i++) {
		json_int_t candidate = json_integer_value(json_array_get(ids, i));

		/* a number is a number first, even if somebody's monitor is called so */
		if (json_array_size(ids) == 1 || (!*end && end != name && candidate == number))
			id = candidate;
	}
	if (!id) {
		bool none = json_array_size(ids) == 0;

		args = none ? json_pack("{s:s}", "name", name) : candidates_json(ctl, name, ids);
		ctl_complain_code(ctl, none ? "not-found" : "ambiguous", args);
		json_decref(args);
	}
	json_decref(ok);
	return id;
}
