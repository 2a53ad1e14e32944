/* A renewal as panels show it: JSON with every text filled in, so that a client needs neither
 * the procedure nor the site. The codes in it (kinds, states, sources, acts) are put into
 * words by the client; the procedure's own texts are in Catalan.
 *
 * Where a text names a value that nobody has given yet, words stand for it, and "missing" names the first: such a
 * text is not finished, and is not given out to be copied. */
#ifndef PROCEDURE_RENEWAL_VIEW_H
#define PROCEDURE_RENEWAL_VIEW_H

#include "procedure/renewal.h"

/* {"id","version","procedure","title","domain","monitors","state","outcome","owner","paused_until",
 *  "names": [text], "made_with_old_names": [{"key","number","title","ticket"…}]: absent where nothing was,
 *  "uncovered": [domains of monitors that no name covers], "names_lost": [names of today's certificate that none
 *  covers]: absent where there are none,
 *  "opened_at","opened_by","closed_at","closed_by","urgent","offers_urgent","expires",
 *  "asked": {name: {"title","type","step"}}: with a type those that act "set" may give, with a step those that it gives,
 *  "finish": date,"holidays_confirmed": bool,
 *  "next": {"step","act","ours","due"} or null,
 *  "phases": [{"procedure","id","number","title","source","done","total",
 *    "days": working days that it took, once done,
 *    "steps": [{"key","number","kind","title","source","state","ready","undecided",
 *               "waiting_on","since","follow_up","ticket","choice","days","good","total"}]}]}
 * A new reference. */
json_t *renewal_view(
    const struct renewal *r, const struct site *site, const char *user, int32_t today);

/* One step, with all that its panel needs; members that a kind does not have are absent:
 * {"key","number","kind","title","source","state","ready","text","note","whom","missing","missing_in_note",
 *  "record","last","proposal","may_begin": its turn has come, or only a wait that ends with it comes before,
 *  "acts": [names]: what a person can do with it as it stands,
 *  "points": [{"text","ticked"}],
 *  "options": [{"value","title","text","source","chosen","usual","reason","confirms_names",
 *               "asks":[],"offers":[]}],
 *  "remember": "user",
 *  "template","reminder": {"title","body","wiki": the body in Jira's markup,"source","missing",
 *                          "ends_block": in place of wiki: a value with {code} in it, which cannot stand in a block},
 *  "project","to","link","tickets": [keys to link],
 *  "fields": [{"name","value","group","hint","source","type":"constant|variable|empty|private",
 *              "ticked","missing","attach": {"role","name","sha256"}}],
 *  "ends_with","rejected_to": keys of steps, "optional": there may be no such file,
 *  "value","example","role",
 *  "checks": [{"name","grade":"critical|standard","result","detail","reason","by"}],
 *  "folder","documents": [{"role","name","sha256"}]}
 * NULL when there is no such step. A new reference. */
json_t *renewal_step_view(const struct renewal *r, const struct site *site, const char *name,
    const char *user, int32_t today);

/* What was gathered in the steps of the checklist from number `after` on, for a record:
 * {"at": its number, "key","number","title","kind","state","choice": the title of it,"record"}.
 * add steals the item; false: no more. */
void renewal_records(const struct renewal *r, const struct site *site, int32_t today, size_t after,
    bool (*add)(void *arg, json_t *item), void *arg);

/* What the procedures in force say of themselves, the one that was begun first: [{"title","source","text"}]. */
json_t *renewal_introductions(
    const struct renewal *r, const struct site *site, const char *user, int32_t today);

#endif
