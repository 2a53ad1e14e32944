/* Where a folder as a procedure writes it ("(Sharepoint) Tecnologia - …\\CDS\\2026") is on this
 * machine, by the setting `archives`. */
#ifndef TUI_MODEL_ARCHIVE_PLACE_H
#define TUI_MODEL_ARCHIVE_PLACE_H

#include <stdbool.h>

struct config;

/* root: the folder of the longest prefix that fits, as the settings have it; folder: the rest, with
 * '/' between. Both are the caller's. False, and NULLs, when none fits or nothing would be left. */
bool archive_place(const struct config *c, const char *raw, char **root, char **folder);

#endif
