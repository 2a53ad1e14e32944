#include "procedure/gates.h"

#include <stddef.h>
#include <string.h>

static const char *const roles[] = {"csr", "key", "certificate", "p12", "chain"};

int
document_role_from(const char *role)
{
	for (size_t i = 0; role && i < sizeof(roles) / sizeof(*roles); i++)
		if (!strcmp(roles[i], role))
			return (int)i;
	return -1;
}
