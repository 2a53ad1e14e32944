/* The settings, from /etc/caduca/caduca.conf and then the user's own (libconfig; later wins). A line that
 * is wrong is left out with file:line and the reason, and the rest counts: a slip never keeps the
 * team from its list. Settings are described once, in config.def. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

/* A folder as procedures write it, and where it is on this machine. */
struct config_place {
	char *prefix, *folder;
};

struct config {
#define STRING(name, def, help) char *name;
#define CHOICE(name, def, values, help) char *name;
#define NUMBER(name, def, least, most, help) int name;
#define FLAG(name, def, help) bool name;
#define LIST(name, help) \
	char **name;     \
	size_t name##_count;
#define PLACES(name, help)         \
	struct config_place *name; \
	size_t name##_count;
#include "base/config.def"
#undef STRING
#undef CHOICE
#undef NUMBER
#undef FLAG
#undef LIST
#undef PLACES
	/* In the order met: {"place": "file:line", "message": English, with {name} where a value of "args" goes,
	 * "args"}; words_complaint says it. */
	json_t *complaints;
	char *given;  /* the path that overrode both files, absolute; NULL */
	char **files; /* what was read */
	size_t file_count;
};

/* Reads the defaults, then each file that exists. path overrides both files when not NULL. */
struct config *config_load(const char *path);
/* The same without the user's own file, for a team's backend. */
struct config *config_load_system(const char *path);
/* What a named proxy of the configuration stands for; "": it has none of that name. */
const char *config_proxy(const struct config *c, const char *name);
/* One more complaint, of something that the settings name and that is not so; args is stolen. */
void config_complain(struct config *c, const char *message, json_t *args);
void config_free(struct config *c);

/* For whoever reads libconfig's grammar: it stops at the first error, and @include would read any file, relative to the
 * folder that the process happens to be in. */
bool config_blank_line(char *text, int line); /* false when nothing was there */
int config_find_include(const char *text);    /* the line of the first @include; 0: none */

#endif
