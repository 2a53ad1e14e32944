/* One sentence says how many monitors an import added, another how many it changed. How many of them can be taken back is said only
 * where it is not all of them: somebody changed the others since. */
#include "words/import_undo.h"

#include "base/buf.h"
#include "base/members.h"
#include "expiry/urgency.h"
#include "words/words.h"

/* Nothing where there is none. */
static void
add_added(json_int_t added, json_int_t retired, struct buf *out)
{
	unsigned long n = (unsigned long)added;

	if (!added)
		return;
	buf_putc(out, ' ');
	if (retired == added)
		buf_printf(out,
		    ngettext("The monitor that it added will be retired.",
			"The %lld monitors that it added will be retired.", n),
		    (long long)added);
	else if (!retired)
		buf_printf(out,
		    ngettext("The monitor that it added stays.",
			"The %lld monitors that it added stay.", n),
		    (long long)added);
	else
		buf_printf(out,
		    ngettext("Of the %lld monitors that it added, %lld will be retired.",
			"Of the %lld monitors that it added, %lld will be retired.",
			(unsigned long)retired),
		    (long long)added, (long long)retired);
}

static void
add_changed(json_int_t changed, json_int_t reverted, struct buf *out)
{
	unsigned long n = (unsigned long)changed;

	if (!changed)
		return;
	buf_putc(out, ' ');
	if (reverted == changed)
		buf_printf(out,
		    ngettext("The monitor that it changed will be as before.",
			"The %lld monitors that it changed will be as before.", n),
		    (long long)changed);
	else if (!reverted)
		buf_printf(out,
		    ngettext("The monitor that it changed stays as it is.",
			"The %lld monitors that it changed stay as they are.", n),
		    (long long)changed);
	else
		buf_printf(out,
		    ngettext("Of the %lld monitors that it changed, %lld will be as before.",
			"Of the %lld monitors that it changed, %lld will be as before.",
			(unsigned long)reverted),
		    (long long)changed, (long long)reverted);
}

/* "3 h ago", "on 23/11/2026 17:55". */
static void
add_when(int64_t at, int64_t now, struct buf *out)
{
	struct buf day = {0};

	if (now - at < DAY) {
		words_ago(now - at, out);
		return;
	}
	words_date_time(at, &day);
	buf_printf(out, _("on %s"), buf_str(&day));
	buf_release(&day);
}

static void
add_beside(const json_t *answer, struct buf *out)
{
	json_int_t count = number_of(answer, "beside");

	if (count)
		buf_printf(out, _(" Heads and tickets as before: %lld of %lld."),
		    (long long)number_of(answer, "beside_undone"), (long long)count);
}

void
words_import_undo_question(const json_t *would, int64_t now, struct buf *out)
{
	const char *file = text_of(would, "file"), *login = text_of(would, "login");
	json_int_t added = number_of(would, "added"), retired = number_of(would, "retired"),
		   changed = number_of(would, "changed"), reverted = number_of(would, "reverted");
	struct buf when = {0};

	add_when(number_of(would, "at"), now, &when);
	if (*file)
		buf_printf(
		    out, _("Undo the import of %s that %s made %s?"), file, login, buf_str(&when));
	else
		buf_printf(out, _("Undo the import that %s made %s?"), login, buf_str(&when));
	add_added(added, retired, out);
	add_changed(changed, reverted, out);
	if (retired + reverted < added + changed)
		buf_printf(out, " %s", _("What somebody changed since stays."));
	add_beside(would, out);
	buf_release(&when);
}

void
words_import_undone(const json_t *ok, struct buf *out)
{
	buf_printf(out, _("The import is undone: %lld retired, %lld as before."),
	    (long long)number_of(ok, "retired"), (long long)number_of(ok, "reverted"));
	add_beside(ok, out);
}
