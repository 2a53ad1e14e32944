/* The kinds of certificate that site.conf lists: how each is called, by which procedure it is renewed, and what it
 * says of itself. The list is open: nothing here knows any of them by its id. */
#ifndef PROCEDURE_SITE_KINDS_H
#define PROCEDURE_SITE_KINDS_H

#include "procedure/read.h"

struct site_kind {
	const char *id; /* "CDS-1" */
	const char *title;
	struct names words;    /* what else people call it */
	const char *procedure; /* "cds-cesicat" */
	const char *class;     /* a text of base/terms.h KINDS: "server", "device" */
	const char *purpose;   /* a text of base/terms.h PURPOSES; NULL: it cannot be told */
	const char *source;    /* "seed", "aoc-web" or "ours" */
	/* what is proposed to be chosen in its procedure: { tipus = "segell"; }; NULL: nothing */
	const config_setting_t *choices;
};

struct site_kinds {
	struct site_kind *items;
	size_t count;
};

/* What is wrong is complained of, and left out. The texts belong to the tree of root. */
void site_kinds_read(struct site_kinds *k, const struct reader *r, const config_setting_t *root);
void site_kinds_release(struct site_kinds *k);

/* By its id, its title or one of its words, whatever their case, accents, blanks and hyphens ("cdsq 1"); NULL. */
const struct site_kind *site_kinds_find(const struct site_kinds *k, const char *text);

/* The i-th value that is proposed, and what for; NULL after the last. */
const char *site_kind_choice(const struct site_kind *k, size_t i, const char **name);

#endif
