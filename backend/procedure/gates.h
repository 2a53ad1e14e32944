/* The roles that a document can have in a renewal: those of the checks (base/checks.h), and
 * "chain". */
#ifndef PROCEDURE_GATES_H
#define PROCEDURE_GATES_H

int document_role_from(const char *role); /* 0 or more, -1 when there is none */

#endif
