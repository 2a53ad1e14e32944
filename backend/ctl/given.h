/* What was typed on the command line, as members of a request. JSON carries UTF-8 alone: other bytes are refused here, and
 * the backend judges the rest. */
#ifndef CTL_GIVEN_H
#define CTL_GIVEN_H

#include <jansson.h>

struct ctl;

/* A text as a member of an object; nothing for NULL. The exit code. */
int put_given(struct ctl *ctl, json_t *object, const char *name, const char *text);
/* The same of a date as people write it (24/12/2026) or as the protocol has it; what is neither goes as it is. */
int put_date(struct ctl *ctl, json_t *object, const char *name, const char *text);

/* Says of a field why it cannot be, by a reason of base/codes.def. value: shown where it can be. EXIT_FAILED. */
int given_refuse(struct ctl *ctl, const char *field, const char *value, const char *reason);

#endif
