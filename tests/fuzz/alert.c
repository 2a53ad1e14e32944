/* rooms: inventory expiry wire base */
/* An alert of any bytes: the text of it is bounded by what came in, and the names in it are clean and
 * no more than there may be. */
#include "base/text.h"
#include "fuzz.h"
#include "inventory/alert.h"
#include "inventory/announced.h"
#include "inventory/mail.h"
#include "inventory/phrases.h"

static void
must_be_clean(const char *text)
{
	char *again = text_cleaned(text, 0);

	must(*text && strcmp(text, again) == 0);
	free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mail mail;
	struct alert a;
	struct announced said;
	struct phrases *phrases;
	char *kept;

	mail_read(&mail, (const char *)data, size);
	must(mail.text && mail.sender);
	must(mail.len <= size * 4 + 4096);
	mail_release(&mail);
	alert_read(&a, (const char *)data, size);
	must(a.name_count <= ALERT_MAX_NAMES && a.ticket_count <= ALERT_MAX_NAMES);
	must(a.serial_count <= ALERT_MAX_NAMES);
	for (size_t i = 0; i < a.name_count; i++)
		must_be_clean(a.names[i].host);
	for (size_t i = 0; i < a.ticket_count; i++)
		must_be_clean(a.tickets[i]);
	for (size_t i = 0; i < a.serial_count; i++)
		must(a.serials[i][strspn(a.serials[i], "0123456789ABCDEF")] == '\0' &&
		     *a.serials[i] > '0');
	announced_read(&said, a.text);
	must(said.count <= ANNOUNCED_MOST);
	phrases = phrases_new(a.text);
	must(!phrases_have(phrases, "certificat"));
	phrases_free(phrases);
	kept = alert_kept(&a);
	must(strlen(kept) <= ALERT_KEPT_BYTES + strlen("…"));
	free(kept);
	alert_release(&a);
	return 0;
}
