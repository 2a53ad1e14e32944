/* What a person may say of a service, checked, and a service as JSON:
 * {"id","version","name","head","head_mail","head_user","project_head","notes","patterns":[...]}.
 */
#ifndef DAEMON_OPERATIONS_SERVICE_FIELDS_H
#define DAEMON_OPERATIONS_SERVICE_FIELDS_H

#include "store/services.h"

#include <jansson.h>

/* Fills what args name and leaves the rest as it is, "" where there was nothing. NULL, or the
 * arguments of a "bad-argument" error (daemon/operation.h). */
json_t *service_fields_parse(struct service *s, const json_t *args);

json_t *service_json(const struct service *s);
json_t *service_patterns(const char *patterns); /* as a list */

#endif
