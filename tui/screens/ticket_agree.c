#include "tui/screens/ticket_agree.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/screens/confirm.h"
#include "words/words.h"

struct agreement {
	ticket_agreed_fn *yes;
	void *arg;
	char *code;
};

static void
agreement_free(void *arg)
{
	struct agreement *g = arg;

	free(g->code);
	free(g);
}

static void
said_yes(struct app *a, void *arg)
{
	struct agreement *g = arg;

	g->yes(a, g->code, g->arg);
	agreement_free(g);
}

/* A new ticket is never known yet: there Return is yes. */
bool
ticket_agree(struct app *a, const json_t *error, ticket_agreed_fn *yes, void *arg)
{
	const char *code = text_of(error, "code");
	struct buf question = {0};
	struct agreement *g;
	struct screen *screen;

	if (!words_ticket_question(code, json_object_get(error, "args"), &question))
		return false;
	g = mem_alloc(sizeof(*g));
	*g = (struct agreement){yes, arg, mem_strdup(code)};
	screen = confirm_new(buf_str(&question), !strcmp(code, "unknown-ticket"), said_yes, g);
	confirm_drops_with(screen, agreement_free);
	app_push(a, screen);
	buf_release(&question);
	return true;
}
