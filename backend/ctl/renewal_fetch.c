#include "ctl/renewal_fetch.h"

#include "ctl/ctl.h"

#include "base/mem.h"
#include "words/words.h"

json_int_t
renewal_number(struct ctl *ctl, const char *text)
{
	char *end, *why;
	long long number = strtoll(text, &end, 10);

	if (!*end && end != text && number > 0)
		return number;
	why = mem_printf(_("'%s' is not the number of a renewal."), text);
	ctl_usage(ctl, why);
	free(why);
	return 0;
}

/* Where the next page begins: after the last item, by its member of that name, or (NULL) after so
 * many of them. */
static json_int_t
end_of(const json_t *list, const char *by)
{
	size_t count = json_array_size(list);

	if (!by)
		return (json_int_t)count;
	return number_of(json_array_get(list, count - 1), by);
}

/* Until a page has nothing more. Steals args. *first, when it is asked for, gets the first answer. */
static json_t *
fetch_all(struct ctl *ctl, const char *operation, json_t *args, const char *member, const char *by,
    json_t **first)
{
	json_t *list = json_array(), *ok;
	bool more = true;

	while (more) {
		json_object_set_new(args, "after", json_integer(end_of(list, by)));
		ok = ctl_call(ctl, operation, json_copy(args), NULL, NULL);
		if (!ok) {
			json_decref(list);
			list = NULL;
			break;
		}
		more = json_array_size(json_object_get(ok, member)) > 0;
		json_array_extend(list, json_object_get(ok, member));
		if (first && !*first)
			*first = json_incref(ok);
		json_decref(ok);
	}
	json_decref(args);
	return list;
}

json_t *
renewal_get(struct ctl *ctl, json_int_t number)
{
	return ctl_call(ctl, "renewal.show", json_pack("{s:I}", "id", number), NULL, NULL);
}

json_t *
renewal_fetch_list(struct ctl *ctl, bool closed_too)
{
	return fetch_all(
	    ctl, "renewal.list", json_pack("{s:b}", "all", closed_too), "renewals", "id", NULL);
}

json_t *
renewal_fetch_trail(struct ctl *ctl, json_int_t number)
{
	return fetch_all(
	    ctl, "renewal.trail", json_pack("{s:I}", "id", number), "events", "seq", NULL);
}

json_t *
renewal_fetch_records(struct ctl *ctl, json_int_t number, json_t **values)
{
	json_t *first = NULL, *list = fetch_all(ctl, "renewal.records",
				  json_pack("{s:I}", "id", number), "steps", NULL, &first);

	*values = json_incref(json_object_get(first, "values"));
	json_decref(first);
	return list;
}
