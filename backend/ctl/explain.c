/* probe --explain: one attempt, stage by stage with its times, and for each thing that is wrong
 * what it means and whom to ask. The host need not be watched. */
#include "ctl/ctl.h"

#include "base/text.h"
#include "words/explain.h"
#include "words/words.h"

enum { LABEL_WIDTH = 18 };

static void
say_line(enum explain_part part, const char *label, const char *text, void *arg)
{
	int pad = LABEL_WIDTH - text_width(label);

	(void)arg;
	switch (part) {
	case EXPLAIN_FACT:
		ctl_say("  %s%*s %s", label, pad > 0 ? pad : 0, "", text);
		break;
	case EXPLAIN_ADDRESS:
	case EXPLAIN_HEADING:
		ctl_say("%s", text);
		break;
	case EXPLAIN_TROUBLE:
		ctl_say("  ! %s", text);
		break;
	case EXPLAIN_DETAIL:
	case EXPLAIN_ASK:
		ctl_say("    %s", text);
		break;
	}
}

int
explain_host(
    struct ctl *ctl, const char *endpoint, const struct flag *options, size_t count, bool as_json)
{
	json_t *args = json_object(), *ok;
	int code = ctl_endpoint(ctl, endpoint, args);

	for (size_t i = 0; i < count; i++)
		if (options[i].value)
			json_object_set_new(args, options[i].name, json_string(options[i].value));
	if (code) {
		json_decref(args);
		return code;
	}
	ok = ctl_call(ctl, "probe.explain", args, NULL, NULL);
	if (!ok)
		return EXIT_FAILED;
	if (as_json)
		ctl_print_json(ok);
	else
		words_explain(json_object_get(ok, "result"), 0, say_line, NULL);
	json_decref(ok);
	return EXIT_DONE;
}
