/* The names of values that every renewal can give to a text, whatever its procedure
 * (renewal_value looks them up). */
#ifndef PROCEDURE_VALUES_H
#define PROCEDURE_VALUES_H

#include <stdbool.h>

#define VALUES(X)                                                                          \
	X("domain")        /* the subject name: "www.exemple.cat", "*.exemple.cat" */      \
	X("domains")       /* all the names, the subject name first, commas between */     \
	X("other-names")   /* those but the first, on a line of their own; or nothing */   \
	X("domain-folder") /* the domain as a folder can be called */                      \
	X("folder-year")   /* the year of the archive's folder: this one unless changed */ \
	X("expires")       /* dd/mm/yyyy, of the certificate that is renewed */            \
	X("service")                                                                       \
	X("head") /* name of the head of service */                                        \
	X("head-mail")                                                                     \
	X("head-user") /* of Jira */                                                       \
	X("user")      /* who is at the keys */                                            \
	X("today")     /* dd/mm/yyyy */                                                    \
	X("renewal")   /* its number */

bool value_is_given(const char *name);

#endif
