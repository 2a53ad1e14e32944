/* The procedures and the site that are shipped, loaded once for a group of tests. Included once by each of them. */
#ifndef TESTS_PROCEDURE_SHIPPED_H
#define TESTS_PROCEDURE_SHIPPED_H

#include "procedure/library.h"

static struct library *library;

static inline int
shipped_load(void **state)
{
	const char *folders[] = {"backend/procedures"};

	(void)state;
	library = library_load(folders, 1);
	return 0;
}

static inline int
shipped_free(void **state)
{
	(void)state;
	library_free(library);
	return 0;
}

#endif
