#include "procedure/values.h"

#include <string.h>

static const struct given_value values[] = {
#define X(...) {__VA_ARGS__},
    VALUES(X)
#undef X
};

const struct given_value *
value_at(size_t i)
{
	return i < sizeof(values) / sizeof(*values) ? &values[i] : NULL;
}

const struct given_value *
value_given(const char *name)
{
	const struct given_value *v;

	for (size_t i = 0; (v = value_at(i)); i++)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}
