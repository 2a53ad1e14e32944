/* How long what a person says of a renewal may be, in bytes; what is longer is refused, never cut. */
#ifndef PROCEDURE_RENEWAL_BOUNDS_H
#define PROCEDURE_RENEWAL_BOUNDS_H

enum {
	RENEWAL_TEXT_MAX = 4096, /* any text, a note too */
	RENEWAL_NAME_MAX = 256   /* to whom it is handed over */
};

#endif
