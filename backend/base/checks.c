#include "base/checks.h"

#include <stddef.h>
#include <string.h>

static const struct check_info checks[] = {
#define X(id, name, role, grade) [CHECK_NAME_##id] = {name, DOCUMENT_##role, CHECK_##grade},
    CHECKS(X)
#undef X
};
_Static_assert(sizeof(checks) / sizeof(*checks) == CHECK_NAME_COUNT, "a line for each check");

const struct check_info *
check_info(enum check_name c)
{
	return &checks[c];
}

const struct check_info *
check_find(const char *name)
{
	for (size_t i = 0; name && i < CHECK_NAME_COUNT; i++)
		if (!strcmp(checks[i].name, name))
			return &checks[i];
	return NULL;
}
