#include "tui/model/done_acts.h"

#include "base/mem.h"
#include "base/members.h"

#include <string.h>

enum { ACTS_MOST = 100 };

struct done_acts {
	struct done_act acts[ACTS_MOST]; /* the oldest first */
	size_t count;
};

/* ---- what takes it back ---- */

/* What was added, a monitor or a service, goes as it was added; who only asked whether he may added nothing. */
static json_t *
of_addition(const json_t *args, const json_t *ok)
{
	(void)args;
	return number_of(ok, "id") ? json_pack("{s:O, s:O}", "id", json_object_get(ok, "id"),
					 "version", json_object_get(ok, "version"))
				   : NULL;
}

static json_t *
of_edit(const json_t *args, const json_t *ok)
{
	(void)args;
	return json_pack(
	    "{s:O, s:O}", "id", json_object_get(ok, "id"), "seq", json_object_get(ok, "seq"));
}

static json_t *
of_retirement(const json_t *args, const json_t *ok)
{
	(void)ok;
	return json_pack("{s:O, s:I}", "id", json_object_get(args, "id"), "version",
	    (json_int_t)number_of(args, "version") + 1);
}

/* The number of an act is the version that it leaves. What undoes is no act to be undone. */
static json_t *
of_renewal(const json_t *args, const json_t *ok)
{
	json_t *version = json_object_get(json_object_get(ok, "renewal"), "version");
	const char *what = text_of(args, "what");

	if (!version || !strcmp(what, "undo") || !strcmp(what, "withdraw"))
		return NULL;
	return json_pack("{s:O, s:O, s:s, s:{s:O}}", "id", json_object_get(args, "id"), "version",
	    version, "what", "undo", "args", "seq", version);
}

/* As long as nothing was done in it. */
static json_t *
of_opening(const json_t *args, const json_t *ok)
{
	const json_t *renewal = json_object_get(ok, "renewal");
	json_int_t id = number_of(renewal, "id");

	(void)args;
	return id ? json_pack("{s:I, s:I, s:s}", "id", id, "version",
			(json_int_t)number_of(renewal, "version"), "what", "withdraw")
		  : NULL;
}

/* All its parts are taken back together. */
static json_t *
of_import(const json_t *args, const json_t *ok)
{
	json_int_t import = number_of(ok, "import");

	(void)args;
	return import ? json_pack("{s:I}", "import", import) : NULL;
}

static const struct {
	const char *done, *undone;
	json_t *(*args)(const json_t *args, const json_t *ok);
} reversals[] = {
    {"monitor.add", "monitor.retire", of_addition},
    {"service.add", "service.remove", of_addition},
    {"monitor.edit", "monitor.revert", of_edit},
    {"monitor.retire", "monitor.restore", of_retirement},
    {"monitor.import", "monitor.undo-import", of_import},
    {"renewal.open", "renewal.do", of_opening},
    {"renewal.do", "renewal.do", of_renewal},
    {"renewal.file", "renewal.do", of_renewal},
};

json_t *
done_item(const char *name, const char *operation, const json_t *args, const json_t *ok)
{
	json_t *back = NULL;
	const char *by = "";

	for (size_t i = 0; i < sizeof(reversals) / sizeof(*reversals); i++)
		if (!strcmp(reversals[i].done, operation)) {
			back = reversals[i].args(args, ok);
			by = reversals[i].undone;
		}
	return back ? json_pack("{s:s, s:s, s:o}", "name", name, "do", by, "args", back) : NULL;
}

/* ---- the acts ---- */

struct done_acts *
done_acts_new(void)
{
	return mem_alloc(sizeof(struct done_acts));
}

void
done_act_release(struct done_act *act)
{
	free(act->said);
	json_decref(act->items);
	*act = (struct done_act){0};
}

void
done_acts_free(struct done_acts *d)
{
	for (size_t i = 0; d && i < d->count; i++)
		done_act_release(&d->acts[i]);
	free(d);
}

static void
remove_at(struct done_acts *d, size_t i)
{
	d->count--;
	memmove(&d->acts[i], &d->acts[i + 1], (d->count - i) * sizeof(*d->acts));
}

void
done_acts_add(struct done_acts *d, const char *said, int64_t at, json_t *items)
{
	if (!json_array_size(items)) {
		json_decref(items);
		return;
	}
	if (d->count == ACTS_MOST) {
		done_act_release(&d->acts[0]);
		remove_at(d, 0);
	}
	d->acts[d->count++] = (struct done_act){mem_strdup(said), at, items};
}

const struct done_act *
done_acts_last(const struct done_acts *d)
{
	return d->count ? &d->acts[d->count - 1] : NULL;
}

struct done_act
done_acts_pop(struct done_acts *d)
{
	return d->count ? d->acts[--d->count] : (struct done_act){0};
}

static bool
is_act(const json_t *item, int64_t renewal, int64_t seq)
{
	const json_t *args = json_object_get(item, "args");

	return !strcmp(text_of(args, "what"), "undo") && number_of(args, "id") == renewal &&
	       number_of(json_object_get(args, "args"), "seq") == seq;
}

void
done_acts_forget(struct done_acts *d, int64_t renewal, int64_t seq)
{
	for (size_t i = d->count; i-- > 0;) {
		json_t *items = d->acts[i].items;

		for (size_t k = json_array_size(items); k-- > 0;)
			if (is_act(json_array_get(items, k), renewal, seq))
				json_array_remove(items, k);
		if (json_array_size(items))
			continue;
		done_act_release(&d->acts[i]);
		remove_at(d, i);
	}
}
