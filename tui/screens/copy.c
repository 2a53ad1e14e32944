/* A terminal that ignores OSC 52 says nothing, and what is pasted then is what was copied before it: the wrong name in a form
 * of a certificate authority. So nothing is sent until a word that was sent has come back by a paste of whoever sits here
 * (try_clipboard), and that holds as long as this console runs: another terminal may be in front of the next one. What is
 * longer than some terminals take is shown alone all the same. */
#include "tui/screens/copy.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/monitor_detail.h"
#include "tui/screens/dialog.h"
#include "tui/screens/menu.h"
#include "tui/term/term.h"
#include "words/words.h"

enum { SENT_MOST_BYTES = 2048, TICKETS_MOST = 3 };

/* What was sent is told: of a text of several lines the first one. */
void
copy_value(struct app *a, const char *name, const char *value)
{
	const char *said = *name ? name : value;
	int len = (int)strcspn(said, "\n");

	if (!a->clipboard || strlen(value) > SENT_MOST_BYTES)
		term_plain(value);
	else if (!term_send_clipboard(value))
		app_say(a, STYLE_WARNING, _("There is nothing to copy on this line."));
	else
		app_sayf(a, STYLE_GOOD, _("Sent to the clipboard: %.*s%s"), len, said,
		    said[len] ? "…" : "");
}

/* ---- whether it arrives ---- */

struct trial {
	char *word;
};

static void
trial_free(void *arg)
{
	struct trial *t = arg;

	free(t->word);
	free(t);
}

static void
pasted(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	const struct trial *t = arg;

	if (strcmp(texts[0], t->word) != 0) {
		dialog_refuse(inputs, 0,
		    _("That is not what was sent: this terminal does not take it. With Esc "
		      "values are shown alone, as before."));
		return;
	}
	a->clipboard = true;
	app_close(a, inputs);
	app_say(a, STYLE_GOOD,
	    _("It arrives: until you leave, what you copy is sent to the clipboard."));
}

/* The word is another each time, by the minute, so that what was there before is not taken for it. */
static void
try_clipboard(struct app *a)
{
	struct trial *t = mem_alloc(sizeof(*t));
	const struct dialog_owner owner = {
	    .submit = pasted, .gone = trial_free, .arg = t, .passes = true};
	struct screen *inputs;

	t->word = mem_printf("caduca-%lld-%d", (long long)clock_wall(a->clock) / 60, ++a->trials);
	term_send_clipboard(t->word);
	inputs = dialog_new(_("Does this terminal take what is copied?"),
	    _("A word was sent to its clipboard. Paste it here, as you always paste."), &owner);
	dialog_add(inputs, _("Pasted"), NULL, "");
	app_push(a, inputs);
}

/* ---- by name ---- */

struct copying {
	/* [[name, value]], as the lines of the menu, or {"fetch": monitor, "sha256"}; null: of no value */
	json_t *values;
};

static void
copying_free(void *arg)
{
	struct copying *c = arg;

	json_decref(c->values);
	free(c);
}

/* ---- the certificate itself ---- */

/* What the backend keeps is what certificates say: the one that is served now is asked for by a probe. */
struct fetching {
	struct app *app;
	char sha256[65]; /* that the row shows */
	uint64_t awaited;
};

static void
fetched(const json_t *ok, const json_t *error, void *arg)
{
	struct fetching *f = arg;
	struct app *a = f->app;
	const json_t *result = json_object_get(ok, "result");
	const json_t *leaf = json_array_get(json_object_get(result, "certificates"), 0);
	const char *pem = text_of(result, "pem");

	if (!app_arrived(a, f->awaited)) {
		free(f);
		return;
	}
	if (error)
		app_say_error(a, error);
	else if (!*pem)
		app_say(a, STYLE_WARNING, _("It shows no certificate now."));
	else
		copy_value(a, _("Certificate, PEM"), pem);
	if (*pem && strcmp(text_of(leaf, "sha256"), f->sha256) != 0)
		app_say(a, STYLE_WARNING,
		    _("That one is served now, and is not the one in the list: p probes it."));
	app_changed(a);
	free(f);
}

static void
fetch(struct app *a, int64_t id, const char *sha256)
{
	struct fetching *f = mem_alloc(sizeof(*f));

	*f = (struct fetching){.app = a, .awaited = app_await(a)};
	snprintf(f->sha256, sizeof(f->sha256), "%s", sha256);
	app_say(a, STYLE_TEXT, _("It is being asked for its certificate…"));
	link_call(a->link, "probe.explain", json_pack("{s:I}", "id", (json_int_t)id), fetched, f);
}

static void
chosen(struct app *a, size_t i, void *arg)
{
	const struct copying *c = arg;
	const json_t *one = json_array_get(c->values, i);

	if (json_object_get(one, "fetch"))
		fetch(a, number_of(one, "fetch"), text_of(one, "sha256"));
	else if (one)
		copy_value(a, json_string_value(json_array_get(one, 0)),
		    json_string_value(json_array_get(one, 1)));
	else if (a->clipboard)
		a->clipboard = false;
	else
		try_clipboard(a);
}

static void
add(struct copying *c, struct screen *menu, const char *name, const char *value, const char *why)
{
	if (value && *value)
		menu_add(menu, name, value);
	else
		menu_add_off(menu, name, why);
	json_array_append_new(c->values, json_pack("[s, s]", name, value ? value : ""));
}

static void
add_certificate(struct copying *c, struct screen *menu, const struct app *a, const struct row *r,
    const char *sha256)
{
	const char *why = r->type != MONITOR_ENDPOINT ? words_where(r->type)
			  : !*sha256                  ? _("no certificate was seen")
						      : app_why_not(a, ACTION_EXPLAIN);

	menu_add_if(menu, _("Certificate, PEM"), _("The host is asked for it now."), why);
	json_array_append_new(
	    c->values, json_pack("{s:I, s:s}", "fetch", (json_int_t)r->id, "sha256", sha256));
}

static void
open_menu(struct app *a, struct screen *menu)
{
	if (a->clipboard)
		menu_add(menu, _("Show values alone again"), NULL);
	else
		menu_add(menu, _("Try whether the clipboard takes them"),
		    _("Where what is sent there can be pasted, values are sent there from then "
		      "on."));
	app_push(a, menu);
}

static struct copying *
copying_new(const char *of, struct screen **menu)
{
	struct copying *c = mem_alloc(sizeof(*c));
	const struct menu_owner owner = {.done = chosen, .gone = copying_free, .arg = c};
	char *title = mem_printf(_("What do you copy of %s?"), of);

	c->values = json_array();
	*menu = menu_new(title, NULL, &owner);
	free(title);
	return c;
}

/* Where a browser would look at its certificate; "" nowhere. */
static void
put_url(const struct row *r, struct buf *out)
{
	char endpoint[ROW_ENDPOINT_BYTES];

	if (r->type != MONITOR_ENDPOINT || r->protocol != PROTOCOL_TLS)
		return;
	row_endpoint(r, endpoint, sizeof(endpoint));
	if (r->port == protocol_port(PROTOCOL_TLS))
		*strrchr(endpoint, ':') = '\0';
	buf_printf(out, "https://%s/", endpoint);
}

/* "SIS-1, SIS-2": a line for each. */
static void
add_tickets(struct copying *c, struct screen *menu, const char *joined)
{
	size_t count = 0;

	for (size_t n; *joined && count < TICKETS_MOST; joined += n + strspn(joined + n, ", ")) {
		char *key;

		n = strcspn(joined, ",");
		key = mem_strndup(joined, n);
		add(c, menu, _("Ticket"), key, "");
		free(key);
		count++;
	}
	if (!count)
		add(c, menu, _("Ticket"), "", _("it has none"));
}

static void
offer(struct app *a, int64_t id, const json_t *show)
{
	const struct row *r = model_find(a->model, id);
	const json_t *whole = json_object_get(show, "row");
	const char *unseen = _("no certificate was seen");
	struct copying *c;
	struct screen *menu;
	struct buf url = {0};
	char endpoint[ROW_ENDPOINT_BYTES];

	if (!r) {
		app_say(a, STYLE_WARNING, _("That monitor was retired meanwhile."));
		return;
	}
	c = copying_new(row_title(r), &menu);
	row_endpoint(r, endpoint, sizeof(endpoint));
	put_url(r, &url);
	add(c, menu, _("Name"), row_title(r), "");
	add(c, menu, _("Address"), r->type == MONITOR_FILE ? "" : endpoint, words_where(r->type));
	add(c, menu, _("URL"), buf_str(&url), _("no browser looks there"));
	add(c, menu, _("Digest, SHA-256"), text_of(whole, "sha256"), unseen);
	add_certificate(c, menu, a, r, text_of(whole, "sha256"));
	add(c, menu, _("Serial"), text_of(whole, "serial"), unseen);
	add(c, menu, _("Subject"), text_of(whole, "subject"), unseen);
	add_tickets(c, menu, row_text(r, ROW_TICKETS));
	open_menu(a, menu);
	buf_release(&url);
}

struct wish {
	struct app *app;
	int64_t id;
	uint64_t awaited;
};

static void
shown(const json_t *ok, const json_t *error, void *arg)
{
	struct wish *w = arg;
	bool wanted = app_arrived(w->app, w->awaited);

	if (!wanted || error) {
		if (wanted)
			app_say_error(w->app, error);
	} else {
		offer(w->app, w->id, ok);
	}
	free(w);
}

/* Where it is not in sight, what is known of its certificate is not here yet. */
void
copy_monitor(struct app *a, int64_t id)
{
	const json_t *show = monitor_detail_get(a->monitor_detail, id);
	struct wish *w;

	if (show) {
		offer(a, id, show);
		return;
	}
	w = mem_alloc(sizeof(*w));
	*w = (struct wish){a, id, app_await(a)};
	link_call(a->link, "monitor.show", json_pack("{s:I}", "id", (json_int_t)id), shown, w);
}

void
copy_ticket(struct app *a, const json_t *ticket)
{
	struct screen *menu;
	struct copying *c = copying_new(text_of(ticket, "key"), &menu);

	add(c, menu, _("Ticket"), text_of(ticket, "key"), "");
	add(c, menu, _("URL"), text_of(ticket, "url"), _("it has none"));
	add(c, menu, _("Title"), text_of(ticket, "title"), _("it has none"));
	open_menu(a, menu);
}
