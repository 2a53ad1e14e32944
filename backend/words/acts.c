/* What was done in a renewal (the acts of procedure/renewal.h), for whoever reads the record of it:
 * said of somebody, in the past. */
#include "words/words.h"

#include <string.h>

static const struct {
	const char *act, *words;
} acts[] = {
    {"open", N_("opened it")},
    {"start", N_("began the step")},
    {"wait", N_("left it waiting")},
    {"postpone", N_("put off the follow-up")},
    {"complete", N_("did the step")},
    {"choose", N_("chose")},
    {"ticket", N_("gave the ticket")},
    {"value", N_("gave the value")},
    {"tick", N_("ticked a line")},
    {"document", N_("handed over a file")},
    {"accept", N_("accepted a failed check")},
    {"archive", N_("archived the files")},
    {"observe", N_("looked at every address")},
    {"seen", N_("saw it in a browser")},
    {"override", N_("took it as verified")},
    {"reject", N_("noted the rejection")},
    {"skip", N_("skipped the step")},
    {"exclude", N_("said it does not apply")},
    {"again", N_("took the step up again")},
    {"note", N_("wrote a note")},
    {"comment", N_("commented on a ticket")},
    {"claim", N_("claimed it")},
    {"release", N_("released it")},
    {"hand-over", N_("handed it over")},
    {"take-over", N_("took it over")},
    {"put-off", N_("put off its follow-ups")},
    {"pause", N_("paused it")},
    {"resume", N_("resumed it")},
    {"urgent", N_("changed the channel")},
    {"set", N_("set a value")},
    {"fact", N_("noted a fact")},
    {"monitors", N_("changed the monitors")},
    {"correct-ticket", N_("corrected a ticket")},
    {"close", N_("closed it")},
    {"withdraw", N_("took it back")},
    {"reopen", N_("reopened it")},
    {"rolled-back", N_("saw an old one served")},
    {"undo", N_("undid what was done")},
};

const char *
words_act(const char *act)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++)
		if (!strcmp(acts[i].act, act))
			return _(acts[i].words);
	return act;
}

const char *
words_act_code(size_t i)
{
	return i < sizeof(acts) / sizeof(*acts) ? acts[i].act : NULL;
}
