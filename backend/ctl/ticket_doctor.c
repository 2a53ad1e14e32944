/* The caller's token is handed over first, from his own file, as the console does when it begins: then the backend tries
 * everything with it. */
#include "ctl/ticket_doctor.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"
#include "base/private_file.h"
#include "base/terms.h"
#include "base/text.h"
#include "ctl/jira_token.h"
#include "words/service_token.h"
#include "words/words.h"

enum { WORKER_TRIES = 50, WORKER_TRY_MS = 100 };

/* ---- the token ---- */

/* The worker of a backend that this very command has started is there some tenths of a second later. */
static bool
is_starting(const json_t *error)
{
	return !strcmp(text_of(error, "code"), "worker-gone");
}

static void
pause_a_little(void)
{
	const struct timespec pause = {.tv_nsec = WORKER_TRY_MS * 1000000L};

	nanosleep(&pause, NULL);
}

/* NULL; or {"code","args"} of why his file cannot be used. What Jira says of the token the backend knows. */
static json_t *
hand_token_over(struct ctl *ctl)
{
	struct err err = {0};
	json_t *error = NULL;
	int fd = private_file_open(ctl->config->jira_my_token_file, &err);

	if (fd < 0)
		return err_json(&err);
	json_decref(jira_token_give(ctl, fd, &error));
	json_decref(error);
	close(fd);
	return NULL;
}

/* One's own file is looked at here, and told before the token. That there is no token needs no telling then. */
static void
add_file(struct ctl *ctl, json_t *checks, const json_t *fault)
{
	json_t *file = json_pack("{s:s, s:s, s:O*, s:o}", "name", "token-file", "state",
		   health_text(fault ? HEALTH_FAILED : HEALTH_OK), "code",
		   json_object_get(fault, "code"), "args",
		   fault ? json_incref(json_object_get(fault, "args"))
			 : json_pack("{s:s}", "path", ctl->config->jira_my_token_file)),
	       *check;
	size_t i;

	json_array_foreach(checks, i, check) {
		if (strcmp(text_of(check, "name"), "token") != 0)
			continue;
		if (fault && !strcmp(text_of(check, "code"), "no-token"))
			json_array_remove(checks, i);
		json_array_insert(checks, i, file);
		break;
	}
	json_decref(file);
}

static json_t *
ask_doctor(struct ctl *ctl)
{
	for (int tries = 0;; tries++) {
		json_t *ok = ctl_call(ctl, "ticket.doctor", NULL, NULL, NULL);
		const json_t *checks = json_object_get(ok, "checks");

		if (!is_starting(json_array_get(checks, json_array_size(checks) - 1)) ||
		    tries == WORKER_TRIES)
			return ok;
		json_decref(ok);
		pause_a_little();
	}
}

/* ---- in words ---- */

static const struct {
	const char *name, *word;
	const char *well; /* with holes, for what is as it should be */
} names[] = {
    {"settings", N_("settings"), "{base}"},
    {"connection", N_("connection"), "{title}"},
    {"version", N_("version of Jira"), "{version}"},
    {"token-file", N_("file of your token"), "{path}"},
    {"token", N_("your token"), "{display} ({name})"},
    {"project", N_("project"), "{project}: {title}"},
    {"right", N_("permissions"),
	N_("{project}: to make tickets, link them, comment on them and attach files")},
    {"type", N_("type of ticket"), "{project}: {type}"},
    {"field", N_("fields"), N_("{project}, {type}: all that are needed are given")},
    {"link-type", N_("type of link"), "{type}"},
    {"service-token", N_("token to follow with"), "{display} ({name})"},
    {"service-project", N_("followed project"), "{project}: {title}"},
};

enum { NAME_COUNT = sizeof(names) / sizeof(*names) };

static const struct {
	const char *word;
} states[] = {[HEALTH_OK] = {N_("correct")},
    [HEALTH_WARNING] = {N_("warning")},
    [HEALTH_FAILED] = {N_("wrong")}};

static const char *
word_of(const json_t *check)
{
	const char *name = text_of(check, "name");

	for (size_t k = 0; k < NAME_COUNT; k++)
		if (!strcmp(names[k].name, name))
			return _(names[k].word);
	return name;
}

static const char *
state_word(const json_t *check)
{
	int state = health_from(text_of(check, "state"));

	return state < 0 ? text_of(check, "state") : _(states[state].word);
}

/* What is well has no code: then its values, as a message with holes is said. */
static void
say_found(const json_t *check, struct buf *out)
{
	const char *name = text_of(check, "name"), *code = text_at(check, "code");
	json_t *message;

	if (json_object_get(json_object_get(check, "args"), "trouble")) {
		words_service_token(
		    json_object_get(json_object_get(check, "args"), "trouble"), out);
		return;
	}
	if (code) {
		words_error(code, json_object_get(check, "args"), out);
		return;
	}
	for (size_t k = 0; k < NAME_COUNT; k++)
		if (!strcmp(names[k].name, name)) {
			message = json_pack("{s:s, s:O}", "message", names[k].well, "args",
			    json_object_get(check, "args"));
			words_complaint(message, out);
			json_decref(message);
		}
}

/* As a table, but that what is to be done is never cut. */
static void
print_checks(const json_t *checks)
{
	int widest = 0, state_widest = 0;
	const json_t *check;
	size_t i;

	json_array_foreach(checks, i, check) {
		int width = text_width(word_of(check)), state = text_width(state_word(check));

		widest = width > widest ? width : widest;
		state_widest = state > state_widest ? state : state_widest;
	}
	json_array_foreach(checks, i, check) {
		const char *word = word_of(check), *state = state_word(check);
		struct buf said = {0};

		say_found(check, &said);
		ctl_say("%s%*s  %s%*s  %s", word, widest - text_width(word), "", state,
		    state_widest - text_width(state), "", buf_str(&said));
		buf_release(&said);
	}
}

int
ticket_doctor(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 0, 0, &argv, &count);
	json_t *fault, *ok, *checks;

	if (code)
		return code;
	if (ctl_connect(ctl) < 0)
		return EXIT_FAILED;
	fault = hand_token_over(ctl);
	ok = ask_doctor(ctl);
	checks = json_object_get(ok, "checks");
	add_file(ctl, checks, fault);
	for (size_t i = 0; i < json_array_size(checks); i++)
		if (health_from(text_of(json_array_get(checks, i), "state")) == HEALTH_FAILED)
			code = EXIT_FAILED;
	if (ok && flags[0].value)
		ctl_print_json(checks);
	else if (ok)
		print_checks(checks);
	code = ok ? code : EXIT_FAILED;
	json_decref(fault);
	json_decref(ok);
	return code;
}
