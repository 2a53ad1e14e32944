/* Keys of tickets, as people give them. */
#ifndef BASE_TICKET_H
#define BASE_TICKET_H

#include <stdbool.h>

/* The key in a text: "SIS-101" where it stands alone, in the ticket's URL ("https://…/browse/SIS-101?src=mail"), or after a
 * project that stood there already ("SIS-SIS-101"); a word may have it in lower case ("sis-101"). Of several that behind "browse/", else the last. A copy of the text where
 * there is none. New; NULL for NULL. */
char *ticket_key(const char *text);

/* Is that all of it a key, as Jira makes them ("SIS-101")? */
bool ticket_is_key(const char *text);

#endif
