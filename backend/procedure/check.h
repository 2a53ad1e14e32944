/* What a procedure must hold to be walked, beyond being readable. Each finding is a complaint
 * with file:line. */
#ifndef PROCEDURE_CHECK_H
#define PROCEDURE_CHECK_H

#include "procedure/definition.h"

/* Within one file: steps, phases, templates, values and checks that are named but do not
 * exist, values of a branch that no choice gives, circles in the order, and steps that no
 * choice ever reaches. */
void definition_check(const struct definition *d, struct complaints *out);

/* Finds another procedure by name; NULL when there is none. */
typedef const struct definition *definition_finder(const void *ctx, const char *name);

/* Names the file of a template, to complain of it ("templates/NAME.txt"); the caller frees it. */
typedef char *template_file_finder(const void *ctx, const char *name);

/* Against the rest of the installation: contacts, folders and other names of the site, days,
 * patterns, the procedures that a choice brings in and their phases, and every {{value}} in a
 * text. */
void definition_check_against(const struct definition *d, const struct site *site,
    definition_finder *find, const void *ctx, template_file_finder *template_file,
    struct complaints *out);

/* Each value that a renewal can lack, where a text uses it: in remarks where words stand for it then, else in out.
 * None of it makes a procedure unusable. */
void definition_check_missing(const struct definition *d, const struct site *site, const void *ctx,
    template_file_finder *template_file, struct complaints *out, struct complaints *remarks);

#endif
