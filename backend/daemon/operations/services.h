/* What other operations do with services. */
#ifndef DAEMON_OPERATIONS_SERVICES_H
#define DAEMON_OPERATIONS_SERVICES_H

struct renewal_act;
struct session;
struct loaded_renewal;

/* A head that was typed in a renewal ("set" of head, head-mail or head-user) is the head of the
 * monitor's service from then on. Where there is no service, or the store fails, the renewal alone
 * has it. */
void service_remember(
    struct session *s, const struct loaded_renewal *t, const struct renewal_act *act);

#endif
