/* Sending a message through the mail server of the settings, by a child (mail/worker.h): the password goes from its file to that
 * child and is never in this process. */
#ifndef CTL_MAILER_H
#define CTL_MAILER_H

#include <jansson.h>

#include <stdint.h>

struct buf;
struct ctl;

struct mail {
	const json_t *to; /* addresses */
	const char *subject, *text, *html;
	int64_t at;
};

/* Whether the settings have what sending needs. -1 after saying what is not there, or not so. */
int mailer_check(struct ctl *ctl);
/* The message alone, appended: as it is sent, but with LF between its lines. From and To are said where they are known. */
void mailer_write(struct ctl *ctl, struct buf *out, const struct mail *m);
/* Sends it. The recipients that the server refused, [{"address","reply"}], a new reference; NULL after saying why it was not
 * sent to anybody. */
json_t *mailer_send(struct ctl *ctl, const struct mail *m);
/* Says each of those, by its address. */
void mailer_say_refused(struct ctl *ctl, const json_t *refused);

#endif
