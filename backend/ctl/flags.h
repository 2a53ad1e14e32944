/* The options of a command: "--name VALUE", "--name=VALUE" and "--name", anywhere among its
 * arguments up to "--". */
#ifndef CTL_FLAGS_H
#define CTL_FLAGS_H

#include <stdbool.h>
#include <stddef.h>

struct flag {
	const char *name; /* without the dashes */
	enum { FLAG_ALONE, FLAG_VALUE } takes;
	const char *value; /* as given last, "" for one that stands alone; NULL: not given */
	/* called every time it is given; may be NULL */
	void (*each)(const char *value, void *arg);
	/* of the one that is called "*": any option that no other is called, which has a value */
	void (*other)(const char *name, const char *value, void *arg);
	void *arg;
};

/* Moves what is no option to the front of argv, in its order; returns how many that is. -1 with
 * *wrong the argument that cannot be: an unknown option, one without its value, or with a value it
 * does not take. */
int flags_read(struct flag *flags, size_t count, int argc, char **argv, const char **wrong);

#endif
