#include "daemon/operation.h"

const char *
operation_refusal(const struct operation *o, enum right right, json_t **args)
{
	if (right >= o->right)
		return NULL;
	*args = json_pack("{s:s, s:s}", "operation", o->name, "right", right_text(o->right));
	return "not-allowed";
}
