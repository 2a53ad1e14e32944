/* What hosts that do not really speak TLS say, as bytes made once. */
#ifndef FLEET_REPLY_H
#define FLEET_REPLY_H

#include "base/buf.h"

#include "plan.h"

enum reply_end { END_HOLD, END_FIN, END_RST };

struct reply {
	bool eager;   /* speaks at once, not when the first bytes have come */
	bool endless; /* `again` follows for ever */
	enum reply_end end;
	struct buf first, again;
};

/* NULL for those that speak TLS. Lives until replies_release. */
const struct reply *reply_for(enum act act);

void replies_init(int64_t now);
void replies_release(void);

#endif
