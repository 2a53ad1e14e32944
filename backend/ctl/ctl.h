/* caducactl: the command line. main.c has the table of commands; each family of them is a file
 * here. A command asks the backend through wire/client, words what comes back and prints it: tables
 * for people, JSON for programs. Text of others is cleaned before it is printed, so that no byte of
 * it can move a cursor. */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "base/members.h"
#include "ctl/flags.h"
#include "wire/client.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct config;

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct ctl {
	const struct command *command;
	const struct verb *verb, *act; /* of it; NULL: none yet */
	const char *socket;            /* --socket; NULL */
	bool personal;                 /* --personal */
	const char *as;                /* --as; NULL */
	char *declared;                /* what was typed where that was missing; NULL */
	const char *config_file;       /* --config; NULL */
	struct config *config;
	struct client *client; /* opened at the first call */
	int64_t now;
	bool quiet_errors; /* `check` words a failure in its own way */
	char *trouble;     /* the last sentence said or kept; NULL */
};

struct command {
	const char *name;
	/* as they stand after the name (usage.c); {fields}: the options of the fields of a monitor; NULL:
	 * its verbs have them */
	const char *arguments;
	const char *help; /* msgid of one line */
	/* argv has what follows the name; gives the exit code */
	int (*run)(struct ctl *ctl, int argc, char **argv);
	const struct verb *verbs; /* NULL: it has none */
};

/* A verb of a command, or an act of a verb ("renewal step N STEP tick"). */
struct verb {
	const char *name; /* NULL ends the table */
	/* a line for each way to call it, in English (usage.c); one that begins with a blank
	 * goes on with the one before */
	const char *arguments;
	const char *help; /* msgid of one line */
	int (*run)(struct ctl *ctl, int argc, char **argv);
	const char *before;      /* what stands between a verb and its acts */
	const struct verb *acts; /* NULL: none */
};
extern const struct verb renewal_verbs[], service_verbs[], procedure_verbs[], ticket_verbs[];

int add_run(struct ctl *ctl, int argc, char **argv);
int edit_run(struct ctl *ctl, int argc, char **argv);
int remove_run(struct ctl *ctl, int argc, char **argv);
int import_run(struct ctl *ctl, int argc, char **argv);
int undo_run(struct ctl *ctl, int argc, char **argv);
int export_run(struct ctl *ctl, int argc, char **argv);
int report_run(struct ctl *ctl, int argc, char **argv);
int metrics_run(struct ctl *ctl, int argc, char **argv);
int discover_run(struct ctl *ctl, int argc, char **argv);
int list_run(struct ctl *ctl, int argc, char **argv);
int show_run(struct ctl *ctl, int argc, char **argv);
int probe_run(struct ctl *ctl, int argc, char **argv);
int acknowledge_run(struct ctl *ctl, int argc, char **argv);
int accept_run(struct ctl *ctl, int argc, char **argv);
int check_run(struct ctl *ctl, int argc, char **argv);
int backup_run(struct ctl *ctl, int argc, char **argv);
/* What whoever asks is to be told, a line each; nothing where there is nothing. */
void notices_say(struct ctl *ctl);
int notices_run(struct ctl *ctl, int argc, char **argv);
int today_run(struct ctl *ctl, int argc, char **argv);
int digest_run(struct ctl *ctl, int argc, char **argv);
int forecast_run(struct ctl *ctl, int argc, char **argv);
int who_run(struct ctl *ctl, int argc, char **argv);
int log_run(struct ctl *ctl, int argc, char **argv);
int doctor_run(struct ctl *ctl, int argc, char **argv);
int service_run(struct ctl *ctl, int argc, char **argv);
int alert_run(struct ctl *ctl, int argc, char **argv);
int renewal_run(struct ctl *ctl, int argc, char **argv);
int ticket_run(struct ctl *ctl, int argc, char **argv);
int procedure_run(struct ctl *ctl, int argc, char **argv);
int certificate_run(struct ctl *ctl, int argc, char **argv);
int inspect_run(struct ctl *ctl, int argc, char **argv);
int match_run(struct ctl *ctl, int argc, char **argv);
int csr_run(struct ctl *ctl, int argc, char **argv);

/* What a person gave as "host[:port]" or a URL, as "host" and "port" of args; or the exit code, and why it cannot be
 * is said (monitors.c). */
int ctl_endpoint(struct ctl *ctl, const char *text, json_t *args);
/* One probe of "host[:port]", told in full (explain.c). options: those with a value go along as
 * arguments of their names. */
int explain_host(
    struct ctl *ctl, const char *endpoint, const struct flag *options, size_t count, bool as_json);

/* ---- talking to the backend (talk.c) ---- */

/* Connects unless connected. -1 after saying why. */
int ctl_connect(struct ctl *ctl);

/* Who asks, as the backend knows him; "" while not connected. */
const char *ctl_login(const struct ctl *ctl);

/* A request and its "ok" (the caller's), for whoever has more to say of what is wrong: *error gets the backend's (the caller's), said
 * by nobody yet; it stays NULL where there was none to get, and that is said. */
json_t *ctl_try(struct ctl *ctl, const char *operation, json_t *args, json_t **error);
/* The same of an operation that answers in parts; part may be NULL. */
json_t *ctl_try_parts(struct ctl *ctl, const char *operation, json_t *args,
    void (*part)(json_t *item, void *arg), void *arg, json_t **error);

/* ---- requests (call.c) ---- */

/* A request and its "ok" (the caller's); NULL after saying why. part may be NULL. */
json_t *ctl_call(struct ctl *ctl, const char *operation, json_t *args,
    void (*part)(json_t *item, void *arg), void *arg);
/* Of an operation that answers in pages ("after", "next"): all that is in that member of them, a new array; NULL after
 * saying why. */
json_t *ctl_call_pages(
    struct ctl *ctl, const char *operation, const json_t *args, const char *member);

/* The id of the monitor that a person named by number, name, host or host:port; 0 after saying why
 * there is none, or which ones it may be. */
json_int_t ctl_resolve(struct ctl *ctl, const char *name);

/* ---- saying (say.c) ---- */

/* "caducactl: sentence" on standard error, cleaned. Returns EXIT_FAILED. */
int ctl_complain(struct ctl *ctl, const char *sentence);
/* The same of a code of the protocol, and of a failure of this program. */
int ctl_complain_code(struct ctl *ctl, const char *code, const json_t *args);
int ctl_complain_err(struct ctl *ctl, const struct err *err);
/* That of several things one was not done, and why: a sentence, or the error that it got. Returns EXIT_FAILED. */
int ctl_complain_left_out(struct ctl *ctl, const char *name, const char *why);
int ctl_complain_refused_one(struct ctl *ctl, const char *name, const json_t *error);

/* Asks a person who sits there, y or n; without one only yes agrees (--yes), and the question is told. */
bool ctl_agrees(struct ctl *ctl, const char *question, bool yes);

/* Prints a line, cleaned. */
void ctl_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Prints "label   value", cleaned; nothing for an empty value. */
void ctl_line(const char *label, const char *value);

/* Prints one JSON value and a line end on standard output. */
void ctl_print_json(const json_t *value);

/* New strings: "host:port" ("[address]:port" in version 6), and "7 name (host:port)", shorter where
 * the name is the endpoint itself. */
char *ctl_row_endpoint(const json_t *row);
char *row_label(const json_t *row);

/* ---- how it is called (usage.c) ---- */

/* ctl_complain, and how the command is used. Returns EXIT_USAGE. */
int ctl_usage(struct ctl *ctl, const char *why);
/* The same of a call that has so few arguments and needs more: which ones it lacks. */
int ctl_usage_missing(struct ctl *ctl, int have);

/* Takes the command's options and between least and most arguments. 0, or the exit code after
 * saying why. */
int ctl_arguments(struct ctl *ctl, int argc, char **argv, struct flag *flags, size_t count,
    int least, int most, char ***rest, int *rest_count);

/* Runs the verb that argv begins with, of the command that was called. */
int ctl_verb(struct ctl *ctl, int argc, char **argv);

/* The options of add, one for each field of a monitor, as its usage shows them: a new string. */
char *ctl_field_options(void);

/* verbs may be NULL; NULL: it is not among them. */
const struct verb *verb_find(const struct verb *verbs, const char *name);
/* Of the command, or of its verb and act that a path names, as far as it is known; what of it is not, or NULL. */
const char *usage_print(const struct command *command, int count, char **path, FILE *out);

#endif
