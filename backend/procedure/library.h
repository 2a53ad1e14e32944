/* All procedures of an installation, and its site, read from a list of folders:
 * NAME.procedure, templates/NAME.txt, site.conf. A file in a later folder replaces the whole
 * file of the same name in an earlier one. Mistakes are collected, each with file:line; a
 * procedure with mistakes cannot be begun, and the others can. */
#ifndef PROCEDURE_LIBRARY_H
#define PROCEDURE_LIBRARY_H

#include "procedure/definition.h"

struct library;

/* Never NULL. Folders that do not exist are skipped; the files named in the complaints are as
 * given here. */
struct library *library_load(const char *const *folders, size_t count);
void library_free(struct library *l);
/* False: the process had no descriptor left to read all of it with, of which the complaints tell nothing that is of use. */
bool library_is_whole(const struct library *l);
/* Every file of its folders is the one that was read, by inode, size and times: to read them anew would give the same. */
bool library_is_current(const struct library *l);

/* The folders where procedures are: the shipped ones (of the build tree or installed),
 * /etc/caduca/procedures, and with `personal` the user's own. NULL-ended; free each and the
 * array. */
char **library_folders(bool personal);

const struct definition *library_find(
    const struct library *l, const char *name);                         /* usable or not */
const struct definition *library_at(const struct library *l, size_t i); /* by name; NULL: no more */
const struct site *library_site(const struct library *l);
const struct complaints *library_complaints(const struct library *l);

/* Puts a text (an edited file, not yet saved) in the place of the procedure of its name, or
 * adds it, and complains of it in out: what `procedure check FILE` does. The library is
 * unchanged. */
void library_check(
    const struct library *l, const char *file, const char *text, struct complaints *out);

/* The values that texts can lack (definition_check_missing): of all procedures, or with a text of that alone. */
void library_check_missing(const struct library *l, const char *file, const char *text,
    struct complaints *out, struct complaints *remarks);

#endif
