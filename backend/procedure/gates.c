#include "procedure/gates.h"

static const struct gate_info gates[] = {
#define X(id, name, role, grade) [GATE_ID_##id] = {name, role, GATE_##grade},
    GATES(X)
#undef X
};

static const char *const roles[] = {"csr", "key", "certificate", "p12", "chain"};

_Static_assert(sizeof(gates) / sizeof(*gates) == GATE_COUNT, "a line for each check");

const struct gate_info *
gate_info(enum gate g)
{
	return &gates[g];
}

const struct gate_info *
gate_find(const char *name)
{
	for (size_t i = 0; name && i < GATE_COUNT; i++)
		if (!strcmp(gates[i].name, name))
			return &gates[i];
	return NULL;
}

int
document_role_from(const char *role)
{
	for (size_t i = 0; role && i < sizeof(roles) / sizeof(*roles); i++)
		if (!strcmp(roles[i], role))
			return (int)i;
	return -1;
}
