/* Where things are: state, configuration, runtime folder, sockets. Every function
 * gives a new string that the caller frees. Relative XDG values are ignored, as the XDG base directory
 * specification asks. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>

#define PATH_TEAM_RUNTIME "/run/caduca"
#define PATH_TEAM_SOCKET PATH_TEAM_RUNTIME "/socket"
#define PATH_TEAM_STATE "/var/lib/caduca"
#define PATH_SYSTEM_CONFIG "/etc/caduca"

char *path_join(const char *folder, const char *name);
char *path_home(void);                 /* $HOME, or as the system knows the user */
char *path_absolute(const char *path); /* from the folder we are in; not resolved further */
char *path_state(void);                /* $XDG_STATE_HOME/caduca or ~/.local/state/caduca */
char *path_user_config(void);          /* $XDG_CONFIG_HOME/caduca or ~/.config/caduca */
char *path_personal_socket(void);      /* $XDG_RUNTIME_DIR/caduca/socket, else state/socket */
char *path_state_socket(const char *state);

/* A program of ours that is installed or built beside the running one, e.g. "caducad". */
char *path_sibling(const char *program);

/* The folder of compiled translations: beside the running program in a build tree, else the installed one. */
char *path_locale(void);

#endif
