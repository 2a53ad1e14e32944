/* The user's own tax number, which the form of Remedy asks for. It is asked once and kept in a file
 * of his own (0600, nif in $XDG_CONFIG_HOME/caduca): never in the shared database, never in a
 * request, and on the screen only masked, or alone when it is to be copied. */
#ifndef TUI_MODEL_NIF_H
#define TUI_MODEL_NIF_H

#include <stdbool.h>

struct err;

/* False when there is none; "" never. nif: NIF_BYTES (base/nif.h), to be wiped by the caller. */
bool nif_load(char *nif);
/* Validates, writes as forms want it, keeps it. -1 with "nif-shape", "nif-letter", or why the file
 * could not be written. */
int nif_save(const char *typed, struct err *err);

#endif
