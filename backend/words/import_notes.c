#include "words/import_notes.h"

#include "base/buf.h"
#include "base/members.h"
#include "words/words.h"

static const struct {
	const char *note, *words, *all;
} notes[] = {
    {"revoked", N_("left out: it is revoked"), N_("Left out because they are revoked")},
    {"expired", N_("left out: it expired"), N_("Left out because they expired")},
    {"refused", N_("left out: the CA did not issue it"),
	N_("Left out because the CA did not issue them")},
    {"pending", N_("left out: the CA has not issued it yet"),
	N_("Left out because the CA has not issued them yet")},
    {"same-certificate", N_("it has this certificate:"),
	N_("Watched already, by their serial number")},
    {"other-certificate", N_("left out: of that name another one is in use:"),
	N_("Left out because another certificate of their name is in use")},
    {"older", N_("left out: there is a later one of"),
	N_("Left out because there is a later one of their name")},
    {"named-before", N_("left out: an earlier row has that name"),
	N_("Left out because an earlier row has their name")},
};

static int
note_at(const char *note)
{
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		if (!strcmp(notes[i].note, note))
			return (int)i;
	return -1;
}

bool
words_import_leaves_out(const char *note)
{
	return note_at(note) >= 0;
}

void
words_import_note(const json_t *result, struct buf *out)
{
	const char *note = text_of(result, "note");
	int at = note_at(note);

	if (!*note)
		return;
	buf_printf(out, "%s%s", out->len ? "; " : "",
	    at < 0 ? _("which hosts serve it? Add each") : _(notes[at].words));
	if (at >= 0 && *text_of(result, "name"))
		buf_printf(
		    out, " %lld %s", (long long)number_of(result, "id"), text_of(result, "name"));
}

void
words_import_left_out(const json_t *counts, struct buf *out)
{
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		if (number_of(counts, notes[i].note)) {
			buf_printf(out, "%s: %lld\n", _(notes[i].all),
			    (long long)number_of(counts, notes[i].note));
		}
}
