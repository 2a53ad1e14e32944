/* The hosts whose renewals are walked from alert to close (tests/screen/walk-a.t, day.t): few, due in
 * the weeks to come, some with a node that no name leads to. What they are renewed with is brought
 * by the test. */
#include "plan.h"

#define DUE(host, days) \
	.name = host, .sni = host, .chain = CHAIN_RSA, .key = KEY_RSA2048, .left = DAYS(days)

const struct plan plans_walk[] = {
    {DUE("tramits.exemple.cat", 27), .node = true, .service = "Tràmits"},
    {DUE("registre.exemple.cat", 28), .service = "Registre"},
    {DUE("seu.exemple.cat", 29), .service = "Seu"},
    {DUE("arxiu.exemple.cat", 26), .service = "Arxiu"},
    {DUE("padro.exemple.cat", 26), .service = "Padró"},
    {DUE("mapa.exemple.cat", 150), .service = "Mapa"},
};

const size_t plans_walk_count = sizeof(plans_walk) / sizeof(plans_walk[0]);
