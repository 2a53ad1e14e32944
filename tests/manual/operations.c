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
		if (a->most)
			printf(" of at most %lld bytes", (long long)a->most);
		break;
	case ARGUMENT_NUMBERS:
	case ARGUMENT_TEXTS:
	case ARGUMENT_OBJECTS:
		if (a->least && a->most)
			printf(", %lld to %lld of them", (long long)a->least, (long long)a->most);
		else if (a->most)
			printf(", at most %lld of them", (long long)a->most);
		break;
	case ARGUMENT_FLAG:
	case ARGUMENT_OBJECT:
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
		puts("A descriptor of the file comes with the line.");
	printf("Answer: %s.\n", o->answer);
}

int
main(void)
{
	puts(".Bl -tag -width Ds");
	for (size_t i = 0; operation_families[i]; i++)
		for (const struct operation *o = operation_families[i]; o->name; o++)
			print_operation(o);
	puts(".El");
	return 0;
}
