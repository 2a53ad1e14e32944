/* Who else has this renewal open at this moment: two people at one step find out before they meet in it. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "tui/model/people.h"
#include "words/words.h"

void
panel_company_add(const struct panel *p, struct buf *out)
{
	struct buf names = {0};
	size_t count = people_in(p->app->people, p->id, &names);

	if (count)
		buf_printf(
		    out, ngettext("%s is here too", "%s are here too", count), buf_str(&names));
	buf_release(&names);
}

int64_t
panel_renewal(const struct screen *s)
{
	return ((const struct panel *)s)->id;
}
