/* The renewals that are open, and the way each of them is changed: stored state -> engine -> act ->
 * one transaction with its line of the audit trail -> memory. The store has the whole; here stands
 * what rows and lists show of each (daemon/state/renewal_summary.h). The engine (procedure/renewal.h) is made from
 * the stored state for every act and thrown away after it, so a commit that fails leaves nothing to
 * put back. */
#ifndef DAEMON_STATE_OPEN_RENEWALS_H
#define DAEMON_STATE_OPEN_RENEWALS_H

#include "base/err.h"
#include "daemon/state/notices.h"
#include "daemon/state/renewal_summary.h"
#include "procedure/library.h"

#include <jansson.h>

struct actor;
struct file_certificates;
struct open_renewals;
struct roster;
struct row;
struct writer;

/* A renewal read from the store, with its engine. */
struct loaded_renewal {
	struct stored_renewal record; /* id 0: not stored yet */
	struct renewal *renewal;
	struct notified told; /* by what was written */
};

/* Told of what others do on account of a renewal. Each may be NULL. */
struct renewal_listener {
	/* Called by open_renewals_recall for every renewal, in order of id; doc: its snapshot without the acts */
	void (*recalled)(const struct stored_renewal *r, const json_t *doc, void *arg);
	void (*written)(const struct stored_renewal *r, void *arg); /* it was committed */
	void (*installing)(
	    struct row *row, void *arg); /* its new certificate may be served any time now */
	void (*noticed)(const char *login, void *arg); /* he is to be told something, or no more */
	void (*shown)(int64_t id, void *arg); /* what lists show of it changed, or it is closed */
	void *arg;
	struct renewal_listener *next;
};

/* personal: the user's own procedures count too. */
struct open_renewals *open_renewals_new(struct store *store, struct roster *roster,
    struct writer *writer, const struct file_certificates *files, bool personal);
void open_renewals_free(struct open_renewals *o);
/* The listener is the caller's, and outlives the renewals or what would call it. */
void open_renewals_listen(struct open_renewals *o, struct renewal_listener *l);
/* Reads the procedures and every open renewal; the roster is there already. */
int open_renewals_load(struct open_renewals *o, struct err *err);
/* Reads all renewals once, closed ones too, and calls `recalled` of the listeners that there are by now. */
int open_renewals_recall(struct open_renewals *o, struct err *err);

const struct library *open_renewals_library(
    struct open_renewals *o, bool anew); /* anew: files may have changed */
const struct renewal_summary *open_renewals_at(
    const struct open_renewals *o, size_t i); /* open ones in order of id; NULL after the last */
const struct renewal_summary *open_renewals_find(const struct open_renewals *o, int64_t id);

/* Also a closed one. "not-found", "bad-renewal", "missing-pin" and the store's. */
int open_renewals_read(
    struct open_renewals *o, int64_t id, struct loaded_renewal *t, struct err *err);
void loaded_renewal_release(struct loaded_renewal *t);
/* What lists show of it (renewal_summary_json): of an open one what stands in memory, of a closed one it is worked out. NULL: it
 * cannot be read. */
json_t *open_renewals_listed(struct open_renewals *o, const struct stored_renewal *r);

/* Within a transaction: the engine's state and its event. */
int open_renewals_write(struct open_renewals *o, const struct actor *actor,
    struct loaded_renewal *t, const json_t *event, struct err *err);
/* Within a transaction: one act of an open one, read and written. Release *t always; then open_renewals_reread. */
int open_renewals_change(struct open_renewals *o, const struct actor *actor, int64_t id,
    const struct renewal_act *act, struct loaded_renewal *t, struct err *err);
/* Within a transaction, where another ticket came to be the one that asked for it: which of its tickets have to be linked. */
int open_renewals_owe(struct open_renewals *o, int64_t id, struct err *err);
/* What the store has of its tickets changed: rows show it. Nothing where it is not open. */
void open_renewals_reread(struct open_renewals *o, int64_t id);
/* After the commit. */
void open_renewals_written(struct open_renewals *o, const struct loaded_renewal *t);
/* One act, from the store to memory. *t gets the new state, on "conflict" the present one; release
 * it always. "renewal-open": a closed one is not opened anew while another has one of its monitors. */
int open_renewals_do(struct open_renewals *o, const struct actor *actor, int64_t id,
    const struct renewal_act *act, struct loaded_renewal *t, struct err *err);
/* What else an act changes: written in its transaction, after it. Where that fails, nothing is done. */
struct renewal_effect {
	int (*write)(const struct loaded_renewal *t, void *arg, struct err *err);
	void *arg;
};
int open_renewals_do_with(struct open_renewals *o, const struct actor *actor, int64_t id,
    const struct renewal_act *act, const struct renewal_effect *effect, struct loaded_renewal *t,
    struct err *err);

/* Holds it against what its monitors serve now, and keeps the end of the certificate in use: after a result of one of
 * them, or another certificate of a file. */
void open_renewals_recheck(struct open_renewals *o, int64_t id);

#endif
