/* Reading libconfig so that every slip is told, with file and line. libconfig itself stops at
 * the first syntax error; here the line that it names is blanked and the text read again, so
 * that the rest is looked at too. */
#ifndef PROCEDURE_READ_H
#define PROCEDURE_READ_H

#include "procedure/complaints.h"

#include <libconfig.h>

#include <stdbool.h>

enum { READ_FILE_MAX_BYTES = 1 << 20 };

struct reader {
	const char *file; /* for messages */
	struct complaints *out;
};

/* A list of texts that belong to the tree they were read from. */
struct names {
	const char **items;
	size_t count;
};

/* The tree of a text, with complaints for what could not be read, or NULL when nothing could.
 * A text that includes other files is refused: it could not be kept whole. */
config_t *read_tree(const struct reader *r, const char *text);
void read_tree_free(config_t *tree); /* NULL is fine */

/* Complains of the members of a group that are not in the list (ended by NULL). */
void read_known(const struct reader *r, const config_setting_t *group, const char *const *names);

/* A member of a group, or NULL. Complains of a wrong type, and of an absent one where it is
 * needed. */
const char *read_text(
    const struct reader *r, const config_setting_t *group, const char *name, bool needed);
int read_number(
    const struct reader *r, const config_setting_t *group, const char *name, int otherwise);
bool read_flag(const struct reader *r, const config_setting_t *group, const char *name);
const config_setting_t *read_list(
    const struct reader *r, const config_setting_t *group, const char *name, bool needed);
const config_setting_t *read_group(
    const struct reader *r, const config_setting_t *group, const char *name);

/* A member that is one text or a list of texts. The items' array is the caller's to free. */
struct names read_names(const struct reader *r, const config_setting_t *group, const char *name);
bool names_have(const struct names *n, const char *item);

/* The line on which libconfig was when it had read the setting: where a text of several lines
 * ends. */
int read_line(const config_setting_t *s);                          /* 0 for NULL */
int read_line_of(const config_setting_t *group, const char *name); /* the group's when absent */

#endif
