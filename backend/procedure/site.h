/* What changes without a procedure changing: people, mailboxes, folders, URLs, days that
 * others take, kinds of certificate and public holidays, all read from site.conf. Personal
 * data stands there and nowhere else; procedures name it: {{contact.remedy-permisos}},
 * {{contact.remedy-permisos.mail}}, {{folder.cesicat}}, {{url.scd}}, {{project.sistemes}},
 * {{text.eacat-cami}}.
 *
 * A site is read once and then constant; a new file is a new site. */
#ifndef PROCEDURE_SITE_H
#define PROCEDURE_SITE_H

#include "procedure/calendar.h"
#include "procedure/site_kinds.h"

#include <stdbool.h>
#include <stddef.h>

struct complaints;
struct site;

/* Never NULL: what is wrong is complained of and left out. file is for messages. */
struct site *site_from_text(const char *file, const char *text, struct complaints *out);
struct site *site_load(const char *path, struct complaints *out);
void site_free(struct site *s);

/* The value of a name such as "contact.certificats" (a name and a mailbox are joined as "Name
 * <mail>"); NULL when the name is unknown or its value is empty. The text lives as long as the
 * site. */
const char *site_value(const struct site *s, const char *name);
bool site_knows(const struct site *s, const char *name); /* filled in or not */

/* What stands in a text where a value is not known: in the words of the contact ("contact.cesicat-urgent"), or of
 * the group missing ("head"); NULL: nothing is said. */
const char *site_missing(const struct site *s, const char *name);

/* Is the key of a ticket ("SIS-12") one of the site's projects? What else looks like a key ("SHA-256")
 * is none. */
bool site_has_project(const struct site *s, const char *key);

/* The keys of all projects, as a person reads them: "SIS, ST". New. */
char *site_projects_text(const struct site *s);

/* Where the tickets are: the URL that the setting tickets-url names; NULL: not said. */
const char *site_tickets_url(const struct site *s);

/* Is the host one that alerts come from, or where things are asked for (alert-tools, urls), and not one
 * that they are about? */
bool site_is_alert_tool(const struct site *s, const char *host);

/* Working days that others usually take, by name ("sistemes-csr"); -1 when unknown. */
int site_days(const struct site *s, const char *name, bool urgent);
/* … and after how many to look for the first time whether it came; -1: when they are over. */
int site_look(const struct site *s, const char *name);

/* Regular expression (POSIX extended) that a value has to match, by name; NULL: any text. */
const char *site_pattern(const struct site *s, const char *name);
bool site_pattern_known(const struct site *s, const char *name);

const struct calendar *site_calendar(const struct site *s);

/* False when the year's holidays are not all confirmed by their official publication, or not
 * listed at all. */
bool site_year_confirmed(const struct site *s, int year);

const struct site_kind *site_kind(const struct site *s, size_t i); /* NULL after the last */
const struct site_kind *site_kind_find(
    const struct site *s, const char *text); /* by whatever it is called (site_kinds.h) */

/* The procedure that renews a certificate: that of its kind; of one whose kind nobody said ("") that of the
 * first kind of the class of its monitor; of a class that has none, that of the authority whose name stands
 * in the issuer; else that of the first kind. NULL where there are no kinds. */
const char *site_procedure(
    const struct site *s, const char *kind, const char *class, const char *issuer);

/* What somebody says of who issued a certificate names an authority of `issuers`, by its key or one of its words, and none of
 * those that it names stands in the issuer that is seen (a distinguished name). Of an authority that is not listed there
 * nothing is known: false. */
bool site_issuer_is_another(const struct site *s, const char *declared, const char *seen);

/* The name of the folder of a domain, new: a wildcard cannot be in one, and the word of
 * the setting wildcard replaces it. */
char *site_folder_name(const struct site *s, const char *domain);

#endif
