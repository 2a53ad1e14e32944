#include "daemon/state/status.h"

void
status_changed(const struct status_listener *l)
{
	if (l->changed)
		l->changed(l->arg);
}

void
status_swept(const struct status_listener *l)
{
	if (l->swept)
		l->swept(l->arg);
}

void
status_recorded(const struct status_listener *l)
{
	if (l->recorded)
		l->recorded(l->arg);
}
