/* Filters that somebody saved under a name, "@name" in a filter: a text with a line for each, "name filter", in the
 * file "filters" of the folder of his settings (path_user_config), 0600. What is no such line is passed over, and is gone
 * when one is saved. Those of the audit trail, whose language is another one, have a file and names of their own,
 * "trail-filters": a name never brings what cannot be read there.
 *
 * Those that all of a machine share stand in such a file of the machine's settings (PATH_SYSTEM_CONFIG), which whoever
 * administers it writes by hand: they are read here, and never written. One's own goes before one of that name. */
#ifndef BASE_SAVED_FILTERS_H
#define BASE_SAVED_FILTERS_H

#include <stdbool.h>
#include <stddef.h>

enum { SAVED_NAME_MAX = 32 }; /* characters of a name */

struct err;
struct saved_filters;

/* The languages that filters are written in: of rows (expiry/filter.h), and of the audit trail. */
enum saved_language { SAVED_OF_ROWS, SAVED_OF_TRAIL, SAVED_LANGUAGE_COUNT };

/* What their file is called, which also names the language in requests; -1: no language has such a file. */
const char *saved_language_file(enum saved_language language);
int saved_language_from(const char *file);

struct saved_filters *saved_filters_new(enum saved_language language);
enum saved_language saved_filters_language(const struct saved_filters *s);
void saved_filters_free(struct saved_filters *s); /* NULL is fine */
/* His own, instead of what was there; a line that is none is passed over, of two with a name the later one counts. */
void saved_filters_read(struct saved_filters *s, const char *text);
/* Those that are shared, likewise. */
void saved_filters_read_shared(struct saved_filters *s, const char *text);
char *saved_filters_write(const struct saved_filters *s); /* his own; the caller frees */

size_t saved_filters_count(const struct saved_filters *s); /* NULL: 0 */
/* In the order of their names. */
const char *saved_filters_name(const struct saved_filters *s, size_t i);
const char *saved_filters_text(const struct saved_filters *s, size_t i);
/* The text of a name of len bytes, whatever its case or accents; NULL: there is none. */
const char *saved_filters_find(const struct saved_filters *s, const char *name, size_t len);

/* A name has letters, digits, hyphens and underscores. */
bool saved_filters_is_name(const char *name);
bool saved_filters_is_own(const struct saved_filters *s, const char *name);
/* name: saved_filters_is_name; text "": he has none of that name any more, and one that is shared counts again. */
void saved_filters_set(struct saved_filters *s, const char *name, const char *text);

/* ---- the file: never waits for one that is none ---- */
/* What is in the folder's, and in the machine's; nothing where there is none, or it cannot be read. */
void saved_filters_load(struct saved_filters *s, const char *folder);
/* The same as saved_filters_set of what stands there by then; the folder is made (0700) where it is missing, and the file
 * changes whole or not at all. -1 with err. */
int saved_filters_keep(const char *folder, enum saved_language language, const char *name,
    const char *text, struct err *err);

#endif
