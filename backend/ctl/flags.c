#include "ctl/flags.h"

#include "base/mem.h"

static struct flag *
flag_find(struct flag *flags, size_t count, const char *name, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(flags[i].name) == len && !memcmp(flags[i].name, name, len))
			return &flags[i];
	for (size_t i = 0; i < count; i++)
		if (flags[i].other)
			return &flags[i];
	return NULL;
}

static void
flag_other(const struct flag *flag, const char *name, size_t len)
{
	char *own = mem_strndup(name, len);

	flag->other(own, flag->value, flag->arg);
	free(own);
}

/* Reads the option at argv[*i], and its value where that stands apart. */
static bool
flag_read(struct flag *flags, size_t count, int argc, char **argv, int *i)
{
	const char *name = argv[*i] + 2;
	size_t len = strcspn(name, "=");
	struct flag *flag = flag_find(flags, count, name, len);

	if (!flag || (flag->takes == FLAG_ALONE && name[len]))
		return false;
	if (flag->takes == FLAG_ALONE)
		flag->value = "";
	else if (name[len])
		flag->value = name + len + 1;
	else if (*i + 1 < argc && strncmp(argv[*i + 1], "--", 2) != 0) /* an option is no value */
		flag->value = argv[++*i];
	else
		return false;
	if (flag->other)
		flag_other(flag, name, len);
	if (flag->each)
		flag->each(flag->value, flag->arg);
	return true;
}

int
flags_read(struct flag *flags, size_t count, int argc, char **argv, const char **wrong)
{
	bool options = true;
	int kept = 0;

	for (int i = 0; i < argc; i++) {
		if (options && !strcmp(argv[i], "--")) {
			options = false;
		} else if (!options || argv[i][0] != '-' || !argv[i][1]) {
			argv[kept++] = argv[i];
		} else if (argv[i][1] != '-' || !flag_read(flags, count, argc, argv, &i)) {
			*wrong = argv[i];
			return -1;
		}
	}
	return kept;
}
