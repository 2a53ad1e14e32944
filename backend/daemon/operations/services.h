/* What other operations do with services. */
#ifndef DAEMON_OPERATIONS_SERVICES_H
#define DAEMON_OPERATIONS_SERVICES_H

struct daemon;
struct err;
struct renewal_act;
struct service;
struct session;
struct loaded_renewal;

/* A head that was typed in a renewal ("set" of head, head-mail or head-user) is the head of the
 * monitor's service from then on. Where there is no service, the renewal alone has it.
 *
 * Within the transaction of that act; the service as it will be is in *learned, id 0 where there is none. */
int service_learn(struct session *s, const struct loaded_renewal *t, const struct renewal_act *act,
    struct service *learned, struct err *err);
/* Within a transaction: a service that is new (old NULL), or changed but for its name, with its line in the trail. Memory follows
 * by service_learned. */
int service_put(
    struct session *s, const struct service *old, struct service *service, struct err *err);
/* After the commit: memory follows. Release *learned always. */
void service_learned(struct daemon *d, struct service *learned);

#endif
