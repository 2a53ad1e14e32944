#include "daemon/operations/operations.h"

#include <string.h>

const struct operation *
operation_find(const char *name)
{
	static const struct operation *const families[] = {monitor_operations, service_operations,
	    renewal_operations, renewal_view_operations, renewal_begin_operations, lead_operations,
	    document_operations, system_operations};

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		for (const struct operation *o = families[i]; o->name; o++)
			if (!strcmp(o->name, name))
				return o;
	return NULL;
}
