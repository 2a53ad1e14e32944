/* The XML of a part, as its elements come. No document type is allowed, and with it no entity of anybody's. Names are without
 * their prefix. */
#ifndef INVENTORY_MARKUP_H
#define INVENTORY_MARKUP_H

#include "base/buf.h"
#include "inventory/package.h"

enum { MARKUP_DEPTH_MAX = 64, MARKUP_TEXT_MAX = 1024 * 1024 /* of one that is heard */ };

struct markup {
	void (*start)(struct markup *m, const char *name, const char **attributes);
	void (*end)(struct markup *m, const char *name);
	void *arg;
	bool hears;      /* text is collected; whoever sets it clears it */
	struct buf text; /* of what was heard since it was cleared */
	bool stop;       /* enough: no more is read, and that is no error */
	/* the reader's own */
	void *parser;
	int depth;
};

/* start, end and arg are given. "list-damaged" and what package_read has. Releases text at the end. */
int markup_read(struct markup *m, struct package *p, const char *part, struct err *err);

/* NULL: it has none. */
const char *markup_attribute(const char **attributes, const char *name);

#endif
