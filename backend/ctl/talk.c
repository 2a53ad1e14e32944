/* A command connects when it asks for the first time, so that what is wrong in its arguments is told without a backend. */
#include "ctl/ctl.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/mem.h"
#include "words/words.h"

#include <unistd.h>

/* Of a person who sits there; false: nobody does, or he says nothing. */
static bool
ask_who(struct ctl *ctl, const struct err *err)
{
	char typed[256] = "";

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return false;
	ctl_complain_err(ctl, err);
	fprintf(stderr, "%s ", _("Who is there?"));
	fflush(stderr);
	if (!fgets(typed, sizeof(typed), stdin))
		*typed = '\0';
	typed[strcspn(typed, "\r\n")] = '\0';
	mem_replace(&ctl->declared, typed);
	return *typed != '\0';
}

static void
say_no_log(const struct err *err)
{
	struct buf why = {0};
	json_t *args = err_args(err);

	words_error(err->code, args, &why);
	fprintf(stderr, "caducactl: ");
	fprintf(stderr, _("the backend keeps no log. %s"), buf_str(&why));
	fputs("\n", stderr);
	json_decref(args);
	buf_release(&why);
}

int
ctl_connect(struct ctl *ctl)
{
	struct client_place place;
	struct err err = {0};

	if (ctl->client)
		return 0;
	client_place_find(&place, ctl->socket, ctl->config, ctl->personal);
	place.as = ctl->as ? ctl->as : ctl->declared;
	ctl->client = client_open(&place, "caducactl", &err);
	if (!ctl->client && !strcmp(err.code, "who-is-there") && ask_who(ctl, &err)) {
		err = (struct err){0};
		place.as = ctl->declared;
		ctl->client = client_open(&place, "caducactl", &err);
	}
	if (ctl->client && !place.named && place_check_log(&err) < 0)
		say_no_log(&err);
	client_place_release(&place);
	if (ctl->client)
		return 0;
	ctl_complain_err(ctl, &err);
	return -1;
}

const char *
ctl_login(const struct ctl *ctl)
{
	return ctl->client ? text_of(client_hello(ctl->client), "login") : "";
}

json_t *
ctl_try_parts(struct ctl *ctl, const char *operation, json_t *args,
    void (*part)(json_t *item, void *arg), void *arg, json_t **error)
{
	struct err err = {0};
	json_t *ok;

	if (ctl_connect(ctl) < 0) {
		json_decref(args);
		return NULL;
	}
	ok = client_call(ctl->client, operation, args, part, arg, error, &err);
	if (!ok && !*error)
		ctl_complain_err(ctl, &err);
	return ok;
}

json_t *
ctl_try(struct ctl *ctl, const char *operation, json_t *args, json_t **error)
{
	return ctl_try_parts(ctl, operation, args, NULL, NULL, error);
}
