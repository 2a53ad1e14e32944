/* What an alert says of when a certificate expires: dates and days, as monitoring tools, CAs and people
 * write them in Catalan, Spanish and English. A date counts where a word for expiring stands before it;
 * when the alert was looked at or sent is another date. */
#ifndef INVENTORY_ANNOUNCED_H
#define INVENTORY_ANNOUNCED_H

#include <stdbool.h>
#include <stddef.h>

enum { ANNOUNCED_MOST = 8, ANNOUNCED_DATE_BYTES = 11 };

struct announced {
	struct announced_date {
		char text[ANNOUNCED_DATE_BYTES];  /* "2026-12-19" */
		char other[ANNOUNCED_DATE_BYTES]; /* that it may be too: "03/04/2026"; "" */
	} dates[ANNOUNCED_MOST];                  /* each once */
	size_t count;
	bool has_days;
	int days; /* until it expires, below 0: since then; of the first that says so */
	char sent[ANNOUNCED_DATE_BYTES]; /* as the head of the mail says; "" */
};

/* text: of struct alert, its lines ended by \n. */
void announced_read(struct announced *a, const char *text);

#endif
