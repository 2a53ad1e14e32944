#include "procedure/values.h"

bool
value_is_given(const char *name)
{
	static const char *const names[] = {
#define X(name) name,
		VALUES(X)
#undef X
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}
