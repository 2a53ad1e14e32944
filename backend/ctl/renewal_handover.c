#include "ctl/renewal_handover.h"

#include "ctl/agreed.h"
#include "ctl/given.h"
#include "ctl/renewal_act.h"
#include "ctl/renewal_fetch.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "words/words.h"

#include <unistd.h>

enum { LOGIN_BYTES = 256 };

/* ---- to whom ---- */

static void
say_known(const json_t *people, const char *me)
{
	const json_t *one;
	size_t i;

	json_array_foreach(people, i, one) {
		unsigned long claims = (unsigned long)number_of(one, "claims");
		struct buf line = {0};
		char *clean = text_cleaned(text_of(one, "login"), LOGIN_BYTES);

		if (!strcmp(text_of(one, "login"), me)) {
			free(clean);
			continue;
		}
		buf_printf(&line, "  %-16s ", clean);
		buf_printf(&line, ngettext("%lu renewal", "%lu renewals", claims), claims);
		if (flag_of(one, "connected"))
			buf_printf(&line, ", %s", _("connected"));
		fprintf(stderr, "%s\n", buf_str(&line));
		buf_release(&line);
		free(clean);
	}
}

/* Of those that there are, shown first. NULL after saying why not; the caller frees. */
static char *
ask_whom(struct ctl *ctl)
{
	char typed[LOGIN_BYTES] = "";
	json_t *ok = ctl_call(ctl, "people.known", NULL, NULL, NULL);
	bool terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);

	if (!ok)
		return NULL;
	if (!terminal)
		ctl_complain(ctl, _("Say to whom: caducactl renewal handover N LOGIN. They are:"));
	say_known(json_object_get(ok, "people"), ctl_login(ctl));
	json_decref(ok);
	if (!terminal)
		return NULL;
	fprintf(stderr, "%s ", _("To whom?"));
	fflush(stderr);
	if (!fgets(typed, sizeof(typed), stdin))
		*typed = '\0';
	typed[strcspn(typed, "\r\n")] = '\0';
	return *typed ? mem_strdup(typed) : NULL;
}

/* ---- giving ---- */

static int
hand_to(struct ctl *ctl, json_int_t number, const struct act *act, const char *to, bool agreed,
    json_t **error)
{
	json_t *args = json_object();

	*error = NULL;
	if (put_given(ctl, args, "to", to)) {
		json_decref(args);
		return EXIT_FAILED;
	}
	if (agreed)
		json_object_set_new(args, "agreed", json_pack("[s]", "unknown-person"));
	return renewal_act(ctl, number, act, args, error);
}

int
renewal_handover(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {
	    {.name = "note", .takes = FLAG_VALUE}, {.name = "yes"}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 1, 2, &argv, &count);
	struct act act = {
	    .what = "hand-over", .note = flags[0].value, .json = flags[2].value != NULL};
	json_int_t number = code ? 0 : renewal_number(ctl, argv[0]);
	json_t *error = NULL, *asked = json_object();
	char *to = NULL;

	if (number)
		to = count > 1 ? mem_strdup(argv[1]) : ask_whom(ctl);
	if (!to) {
		json_decref(asked);
		return number ? EXIT_FAILED : EXIT_USAGE;
	}
	code = hand_to(ctl, number, &act, to, flags[1].value != NULL, &error);
	if (error && ctl_agrees_to(ctl, error, asked)) {
		json_decref(error);
		code = hand_to(ctl, number, &act, to, true, &error);
	}
	if (error)
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
	json_decref(error);
	json_decref(asked);
	free(to);
	return code;
}
