/* The services, as the commands that tell of them need them. */
#ifndef CTL_SERVICE_LIST_H
#define CTL_SERVICE_LIST_H

#include <jansson.h>

struct ctl;

/* All of them, in order of name, the caller's; NULL after saying why not. */
json_t *service_list_fetch(struct ctl *ctl);

#endif
