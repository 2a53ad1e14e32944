/* Prints the part of caduca-protocol(7) that is made of the table of operations, as mdoc. `make manual` puts it into the
 * page; tests/e2e/manuals.t holds the page to it. */
#include "base/monitor_field.h"
#include "daemon/operations/operations.h"

#include <stdio.h>
#include <string.h>

static void
print_bounds(const struct argument *a)
{
	switch (a->type) {
	case ARGUMENT_NUMBER:
		if (a->most < NUMBER_MOST)
			printf(" from %lld to %lld", (long long)a->least, (long long)a->most);
		break;
	case ARGUMENT_TEXT:
		printf(" of at most %lld bytes", (long long)argument_text_most(a));
		break;
	case ARGUMENT_NUMBERS:
	case ARGUMENT_TEXTS:
	case ARGUMENT_OBJECTS:
		if (a->least && a->most)
			printf(", %lld to %lld of them", (long long)a->least, (long long)a->most);
		else if (a->most)
			printf(", at most %lld of them", (long long)a->most);
		break;
	case ARGUMENT_OBJECT:
		if (a->most)
			printf(" of at most %lld bytes", (long long)a->most);
		break;
	case ARGUMENT_FLAG:
	case ARGUMENT_TYPE_COUNT:
		break;
	}
}

static void
print_arguments(const struct operation *o)
{
	if (o->arguments)
		puts(".Bl -tag -width \"connections\" -compact");
	for (const struct argument *a = o->arguments; a && a->name; a++) {
		printf(".It Fa %s\n%s", a->name, argument_type_text(a->type));
		print_bounds(a);
		printf("%s: %s\n", a->required ? "" : ", optional", a->what);
	}
	if (o->arguments)
		puts(".El");
}

static void
print_monitor_fields(void)
{
	puts("The fields of a monitor are arguments too:");
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++)
		printf(".Fa %s%s\n", monitor_field_info((enum monitor_field)f)->name,
		    f + 1 < MONITOR_FIELD_COUNT ? " ," : " .");
}

static void
print_operation(const struct operation *o)
{
	printf(".It Ic %s Pq %s\n%s\n", o->name, right_text(o->right), o->what);
	print_arguments(o);
	if (o->fields == FIELDS_MONITOR)
		print_monitor_fields();
	if (o->fields == FIELDS_SERVICE)
		puts("The fields of a service are arguments too.");
	if (o->file)
		puts("The client is asked for the file.");
	if (o->secret)
		puts("The client is asked for it.");
	printf("Answer: %s.\n", o->answer);
}

static void
print_operations(void)
{
	puts(".Bl -tag -width Ds");
	for (size_t i = 0; operation_families[i]; i++)
		for (const struct operation *o = operation_families[i]; o->name; o++)
			print_operation(o);
	puts(".El");
}

/* ---- the fields of a monitor ---- */

static void
print_field(const struct monitor_field_info *f)
{
	static const char *const types[] = {
	    [VALUE_TEXT] = "text",
	    [VALUE_HOST] = "text: a name or an address",
	    [VALUE_PORT] = "number from 1 to 65535",
	    [VALUE_SNI] = "text: a name, or empty for none; null for the host",
	    [VALUE_PROXY] = "text: the name of a proxy of the configuration",
	    [VALUE_NODES] = "list of texts: address[:port][/name]",
	    [VALUE_TAGS] = "list of texts",
	    [VALUE_DAYS] = "number of days; -1 for what is usual",
	    [VALUE_KIND] = "text: a kind of certificate of site.conf, or empty",
	    [VALUE_DATE] = "text: a day, \"2026-12-19\", or empty",
	};
	_Static_assert(sizeof(types) / sizeof(*types) == VALUE_TERM, "a word for each type");

	printf(".It Fa %s\n", f->name);
	if (f->type != VALUE_TERM)
		printf("%s", types[f->type]);
	else
		for (int i = 0; i < f->count; i++)
			printf("%s%s",
			    !i                 ? "text: "
			    : i + 1 < f->count ? ", "
					       : " or ",
			    f->text(i));
	if (f->right > RIGHT_OPERATE)
		printf("; %s", right_text(f->right));
	puts("");
}

static void
print_fields(void)
{
	puts(".Bl -tag -width \"environment\" -compact");
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++)
		print_field(monitor_field_info((enum monitor_field)f));
	puts(".El");
}

/* ---- errors ---- */

static void
print_values(const char *values)
{
	for (; *values; values++)
		fputs(*values == ' ' ? ", " : (char[]){*values, '\0'}, stdout);
	puts("");
}

static void
print_errors(void)
{
	static const struct {
		const char *code, *values;
	} codes[] = {
#define CODE(code, values) {code, values},
#define REASON(reason)
#include "base/codes.def"
#undef CODE
#undef REASON
	};

	puts(".Bl -tag -width \"certificate-not-yet-valid\" -compact");
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		printf(".It Cm %s\n", codes[i].code);
		if (*codes[i].values)
			print_values(codes[i].values);
	}
	puts(".El");
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} parts[] = {
	    {"operations", print_operations}, {"fields", print_fields}, {"errors", print_errors}};

	for (size_t i = 0; argc > 1 && i < sizeof(parts) / sizeof(*parts); i++)
		if (!strcmp(parts[i].name, argv[1])) {
			parts[i].print();
			return 0;
		}
	fputs("usage: operations operations|fields|errors\n", stderr);
	return 2;
}
