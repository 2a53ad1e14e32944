/* What may stand in a field, chosen in a picker where it could be typed: the services, heads, logins, proxies and kinds of
 * certificate that are known, or any values that the owner adds. */
#ifndef TUI_SCREENS_VALUE_CHOICE_H
#define TUI_SCREENS_VALUE_CHOICE_H

struct app;
struct screen;
struct value_list;

enum value_kind {
	VALUES_NONE, /* nothing is known of what may stand there */
	VALUES_SERVICES,
	VALUES_SERVICES_NAMED, /* by monitors, that nobody has described yet */
	VALUES_HEADS,          /* of service and of project, as services name them */
	VALUES_LOGINS,         /* of whom the team knows */
	VALUES_WAITED_FOR,     /* for whom some renewal waits, and the heads */
	VALUES_PROXIES,
	VALUES_KINDS,
	VALUES_COUNT
};

struct value_choice {
	void (*chosen)(struct app *a, const char *value, void *arg);
	void *arg; /* borrowed, and lives as long as the screen */
};

/* A picker of values that the owner adds, then opens; label: translated, lives as long as the program. */
struct value_list *value_list_new(const char *label, const struct value_choice *c);
/* name, help: what people read; help may be NULL. A value that is "", or was added already, is passed over. */
void value_list_add(struct value_list *l, const char *value, const char *name, const char *help);
void value_list_open(struct app *a, struct value_list *l);

/* Asks the backend for those of that kind and opens their picker, or says that it knows none. *c is copied. */
void value_choose(struct app *a, enum value_kind kind, const struct value_choice *c);

#endif
