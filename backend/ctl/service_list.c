/* The list comes in pages that are bounded by the length of a line, so it is asked for until a page is empty, and only then sorted in
 * the order of the user's language. */
#include "ctl/service_list.h"

#include "ctl/ctl.h"

#include "base/mem.h"
#include "base/members.h"

#include <stdlib.h>
#include <string.h>

static int
compare_names(const void *a, const void *b)
{
	return strcoll(text_of(*(json_t *const *)a, "name"), text_of(*(json_t *const *)b, "name"));
}

json_t *
service_list_fetch(struct ctl *ctl)
{
	json_t *all = json_array(), *sorted = json_array(), *ok, **items;
	size_t had, count;
	int64_t after = 0;

	do {
		ok = ctl_call(ctl, "service.list", json_pack("{s:I}", "after", (json_int_t)after),
		    NULL, NULL);
		had = json_array_size(all);
		json_array_extend(all, json_object_get(ok, "services"));
		json_decref(ok);
		count = json_array_size(all);
		after = number_of(json_array_get(all, count - 1), "id");
	} while (ok && count > had);
	items = mem_array(count, sizeof(*items));
	for (size_t i = 0; i < count; i++)
		items[i] = json_array_get(all, i);
	qsort(items, count, sizeof(*items), compare_names);
	for (size_t i = 0; i < count; i++)
		json_array_append(sorted, items[i]);
	free(items);
	json_decref(all);
	if (ok)
		return sorted;
	json_decref(sorted);
	return NULL;
}
