/* caducactl import --files: certificates out of files and folders become monitors of what is in a file. */
#ifndef CTL_IMPORT_FILES_H
#define CTL_IMPORT_FILES_H

#include "ctl/ctl.h"

#include <stdbool.h>

/* Whether the arguments of import ask for it. */
bool import_files_asked(int argc, char **argv);
int import_files_run(struct ctl *ctl, int argc, char **argv);

#endif
