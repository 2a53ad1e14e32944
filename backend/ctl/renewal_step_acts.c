/* How each act on a step is called, for whoever asks for help or named one that is not there. */
#include "ctl/ctl.h"
#include "ctl/renewal_act.h"

#include "words/words.h"

#define NO_RUN NULL, NULL, NULL

const struct verb renewal_step_acts[] = {
    {"complete", "[--note TEXT]\n--not-after DATE [--where TEXT]",
	N_("it is done, it was sent, or what was waited for came; the hosts of a probe are looked "
	   "at first, or a browser showed the date"),
	NO_RUN},
    {"choose", "VALUE [--NAME TEXT]... [--note TEXT]",
	N_("decide; what a choice asks for goes by its name"), NO_RUN},
    {"ticket", "KEY [--yes]", N_("the key of the ticket, once it was made"), NO_RUN},
    {"value", "TEXT", N_("the value that the step asks for"), NO_RUN},
    {"tick", "all | NUMBER [--off]", N_("a field or a point is done; from 1, as they are shown"),
	NO_RUN},
    {"accept", "CHECK --note TEXT", N_("take a file though a check that should pass did not"),
	NO_RUN},
    {"archive", "--confirmed\n--ROLE FINGERPRINT...",
	N_("the files are in their folder: you say so, or give the SHA-256 of each to compare"),
	NO_RUN},
    {"seen", "ADDRESS FINGERPRINT [--monitor MONITOR] [--where TEXT]",
	N_("a browser showed the new certificate where nothing here can look"), NO_RUN},
    {"override", "--note TEXT", N_("take it as verified though it was not seen everywhere"),
	NO_RUN},
    {"start", "", N_("begin it"), NO_RUN},
    {"wait", "[WHOM] [--follow-up DATE]", N_("it waits for somebody else"), NO_RUN},
    {"postpone", "DATE", N_("look at a wait again on that day"), NO_RUN},
    {"reject", "--note TEXT", N_("the request was turned down: back to where it is made"), NO_RUN},
    {"skip", "--note TEXT", N_("leave it out, with the reason"), NO_RUN},
    {"exclude", "--note TEXT", N_("it does not apply, with the reason"), NO_RUN},
    {"again", "[--note TEXT]", N_("take up one that was done"), NO_RUN},
    {"note", "TEXT", N_("write a note beside it"), NO_RUN},
    {NULL, NULL, NULL, NO_RUN},
};
