/* The names of values that every renewal can give to a text, whatever its procedure
 * (renewal_value looks them up). */
#ifndef PROCEDURE_VALUES_H
#define PROCEDURE_VALUES_H

#include <stdbool.h>
#include <stddef.h>

/* How a person may say it, without a step that asks for it. */
enum value_setting { VALUE_NOT_SET, VALUE_TEXT, VALUE_DATE, VALUE_YEAR };

/* Name, whether it is always known, and how it is set. */
#define VALUES(X)                                                                            \
	X("domain", true,                                                                    \
	    VALUE_NOT_SET) /* the subject name: "www.exemple.cat", "*.exemple.cat" */        \
	X("domains", true,                                                                   \
	    VALUE_NOT_SET) /* all the names, the subject name first, commas between */       \
	X("further-names", true, VALUE_NOT_SET) /* those but the first; or nothing */        \
	X("names-left-out", true,                                                            \
	    VALUE_NOT_SET) /* of the certificate in use that no name covers */               \
	X("domain-folder", true, VALUE_NOT_SET) /* the domain as a folder can be called */   \
	X("folder-year", true,                                                               \
	    VALUE_YEAR) /* the year of the archive's folder: this one unless changed */      \
	X("expires", false, VALUE_DATE) /* dd/mm/yyyy, of the certificate that is renewed */ \
	X("issuer-folder", false,                                                            \
	    VALUE_NOT_SET) /* the CA that was named with a choice, as a folder's name */     \
	X("certificate-kind", false, VALUE_NOT_SET)       /* of certificate: "CDS-1" */      \
	X("certificate-kind-title", false, VALUE_NOT_SET) /* its title in site.conf */       \
	X("service", false, VALUE_TEXT)                                                      \
	X("head", false, VALUE_TEXT) /* name of the head of service */                       \
	X("head-mail", false, VALUE_TEXT)                                                    \
	X("head-user", false, VALUE_TEXT)    /* of Jira */                                   \
	X("project-head", false, VALUE_TEXT) /* name of the head of project */               \
	X("user", true, VALUE_NOT_SET)       /* who is at the keys */                        \
	X("today", true, VALUE_NOT_SET)      /* dd/mm/yyyy */                                \
	X("renewal", true, VALUE_NOT_SET)    /* its number */

struct given_value {
	const char *name;
	bool sure; /* no renewal lacks it */
	enum value_setting setting;
};

const struct given_value *value_given(const char *name); /* NULL: none is called so */
const struct given_value *value_at(size_t i);            /* NULL after the last */

#endif
