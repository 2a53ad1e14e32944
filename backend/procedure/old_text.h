/* Texts that renewals pinned before procedures declared what their values mean. The program of then
 * knew some of their names; what it read into them is declared here in their place, so that a renewal
 * that is open goes on being held against the same things. The only file of C that knows an id of a
 * procedure; nothing that is written today passes through it. */
#ifndef PROCEDURE_OLD_TEXT_H
#define PROCEDURE_OLD_TEXT_H

#include <libconfig.h>

#include <stdbool.h>

/* Adds the declarations to a text that has none; false, and nothing added, where it has some. */
bool old_text_declare(config_t *tree);

#endif
