/* Keys of tickets, as people give them and as rows have them. */
#ifndef BASE_TICKET_H
#define BASE_TICKET_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

/* The key in a text: "SIS-101" where it stands alone, in the ticket's URL ("https://…/browse/SIS-101?src=mail"), or after a
 * project that stood there already ("SIS-SIS-101"); a word may have it in lower case ("sis-101"). Of several that behind "browse/", else the last. A copy of the text where
 * there is none. New; NULL for NULL. */
char *ticket_key(const char *text);

/* Is that all of it a key, as Jira makes them ("SIS-101")? */
bool ticket_is_key(const char *text);

/* The key at i of those that a row or a renewal has ("tickets"), then of those that it had ("former_tickets"); NULL: there are no
 * more. Borrowed. */
const char *ticket_at(const json_t *row, size_t i);

#endif
