/* Part of definition_check: what the checks of files need has to be declared. */
#ifndef PROCEDURE_CHECK_MEANING_H
#define PROCEDURE_CHECK_MEANING_H

#include "procedure/definition.h"

/* A check that needs what is nowhere declared, a value that is asked for and not declared or the
 * other way round, a choice of the CA that does not say which, and what no ticket asks for. */
void definition_check_meaning(const struct definition *d, struct complaints *out);

#endif
