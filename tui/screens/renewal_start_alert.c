/* From what was pasted (a URL, a host, a whole mail, a ticket) to a renewal: the backend finds the
 * names in it, and each is offered: those that are watched first, with what is announced held against
 * what they serve, then those that are not, to be added. What has no line is neither added nor begun. The
 * renewal knows where it came from, and the alert is recorded when it begins. */
#include "tui/screens/renewal_start_alert.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/renewal_read.h"
#include "tui/screens/menu.h"
#include "tui/screens/paste.h"
#include "tui/screens/renewal/panel.h"
#include "tui/screens/renewal_start.h"
#include "tui/view/screen.h"
#include "words/alert.h"
#include "words/words.h"

enum { OFFERED_MOST = MENU_MOST - 1 };

enum offer_kind { OFFER_ALL, OFFER_MONITOR, OFFER_RENEWAL, OFFER_HOST };

struct offer {
	enum offer_kind kind;
	int64_t id;   /* of the monitor, or of the renewal */
	json_t *host; /* borrowed: {"host","port"} */
};

struct alert {
	struct app *app;
	char *text;           /* that was pasted */
	struct screen *paste; /* NULL once what it names is offered */
	json_t *found;        /* the answer of renewal.names */
	struct offer offers[MENU_MOST];
	size_t count;
	bool adding; /* a host is being added: lives until the answer */
};

static void
alert_free(struct alert *l)
{
	link_forget(l->app->link, l);
	json_decref(l->found);
	free(l->text);
	free(l);
}

static const char *
ticket_of(const struct alert *l)
{
	const char *ticket =
	    json_string_value(json_array_get(json_object_get(l->found, "tickets"), 0));

	return ticket ? ticket : "";
}

static void
begin(struct alert *l, const int64_t *ids, size_t count)
{
	const struct renewal_cause cause = {text_of(l->found, "origin"), ticket_of(l), l->text};

	renewal_start_with(l->app, ids, count, &cause);
}

/* ---- what is chosen ---- */

static void
begin_all(struct alert *l)
{
	int64_t ids[MENU_MOST];
	size_t count = 0;

	for (size_t i = 0; i < l->count; i++)
		if (l->offers[i].kind == OFFER_MONITOR)
			ids[count++] = l->offers[i].id;
	begin(l, ids, count);
}

static void
added(const json_t *ok, const json_t *error, void *arg)
{
	struct alert *l = arg;
	int64_t id = number_of(ok, "id");

	if (error)
		app_say_error(l->app, error);
	else
		begin(l, &id, 1);
	alert_free(l);
}

static void
chosen(struct app *a, size_t i, void *arg)
{
	struct alert *l = arg;
	const struct offer *o = &l->offers[i];

	switch (o->kind) {
	case OFFER_ALL:
		begin_all(l);
		break;
	case OFFER_MONITOR:
		begin(l, &o->id, 1);
		break;
	case OFFER_RENEWAL:
		panel_open(a, o->id);
		break;
	case OFFER_HOST:
		l->adding = true;
		link_call(a->link, "monitor.add", json_deep_copy(o->host), added, l);
		break;
	}
}

static void
choice_gone(void *arg)
{
	struct alert *l = arg;

	if (!l->adding)
		alert_free(l);
}

/* ---- what is offered ---- */

static void
offer(struct alert *l, struct screen *list, struct offer o, char *title, const char *text)
{
	if (l->count < OFFERED_MOST) {
		l->offers[l->count++] = o;
		menu_add(list, title, text);
	}
	free(title);
}

static char *
name_of(const json_t *monitor)
{
	const char *name = text_of(monitor, "name"), *host = text_of(monitor, "host");
	long long port = (long long)number_of(monitor, "port");

	if (monitor_type_from(text_of(monitor, "type")) == MONITOR_FILE)
		return mem_strdup(name);
	return *name ? mem_printf("%s (%s:%lld)", name, host, port)
		     : mem_printf("%s:%lld", host, port);
}

static void
offer_known(struct alert *l, struct screen *list, const json_t *monitor)
{
	int64_t renewal = number_of(monitor, "renewal");
	char *name = name_of(monitor);
	struct buf text = {0};

	buf_puts(&text, renewal ? _("Opens it.") : _("Begins its renewal."));
	buf_putc(&text, ' ');
	words_alert_monitor(monitor, json_object_get(l->found, "announced"), &text);
	if (renewal)
		offer(l, list, (struct offer){OFFER_RENEWAL, renewal, NULL},
		    mem_printf(_("%s: its renewal %lld is open"), name, (long long)renewal),
		    buf_str(&text));
	else
		offer(l, list, (struct offer){OFFER_MONITOR, number_of(monitor, "id"), NULL},
		    mem_printf(_("Renew %s"), name), buf_str(&text));
	buf_release(&text);
	free(name);
}

static void
offer_ticket(struct alert *l, struct screen *list, int64_t renewal)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->offers[i].kind == OFFER_RENEWAL && l->offers[i].id == renewal)
			return;
	offer(l, list, (struct offer){OFFER_RENEWAL, renewal, NULL},
	    mem_printf(_("Renewal %lld, which has that ticket"), (long long)renewal),
	    _("Opens it."));
}

static struct screen *
offers_new(struct alert *l)
{
	const struct menu_owner owner = {chosen, choice_gone, l};
	json_t *known = json_object_get(l->found, "known"), *one;
	bool fits = json_array_size(known) < OFFERED_MOST && !number_of(l->found, "left_off");
	struct screen *list = menu_new(_("What was pasted names"),
	    fits ? _("What is to be done with it?")
		 : _("What is to be done with it? It names more monitors than fit here."),
	    &owner);
	size_t i, free_ones = 0;

	json_array_foreach(known, i, one)
		free_ones += i + 1 < OFFERED_MOST && !number_of(one, "renewal");
	if (free_ones > 1)
		offer(l, list, (struct offer){OFFER_ALL, 0, NULL},
		    mem_printf(_("Renew the %zu that are watched"), free_ones),
		    _("A renewal for each distinct certificate among them."));
	json_array_foreach(known, i, one)
		offer_known(l, list, one);
	json_array_foreach(json_object_get(l->found, "renewals"), i, one)
		offer_ticket(l, list, json_integer_value(one));
	json_array_foreach(json_object_get(l->found, "unknown"), i, one) {
		char *endpoint = endpoint_text(text_of(one, "host"), (int)number_of(one, "port"));

		offer(l, list, (struct offer){OFFER_HOST, 0, one},
		    mem_printf(_("%s is not watched: add it and renew"), endpoint),
		    _("Adds it as a monitor, then begins its renewal."));
		free(endpoint);
	}
	return list;
}

/* ---- what is pasted ---- */

static void
named(const json_t *ok, const json_t *error, void *arg)
{
	struct alert *l = arg;
	struct app *a = l->app;
	struct screen *list;
	struct buf text = {0};

	if (error) {
		words_error(text_of(error, "code"), json_object_get(error, "args"), &text);
		paste_refuse(l->paste, buf_str(&text));
		buf_release(&text);
		app_changed(a);
		return;
	}
	json_decref(l->found);
	l->found = json_deep_copy(ok);
	l->count = 0;
	list = offers_new(l);
	if (l->count) {
		struct screen *paste = l->paste;
		l->paste = NULL;
		app_close(a, paste);
		app_push(a, list);
		return;
	}
	l->adding = true; /* the list goes, and nothing with it */
	list->class->free(list, a);
	l->adding = false;
	paste_refuse(l->paste, *ticket_of(l)
				   ? _("No renewal has that ticket: type the host after it.")
				   : _("There is no name of a host in what was pasted."));
	app_changed(a);
}

static void
submitted(struct app *a, struct screen *paste, const char *text, void *arg)
{
	struct alert *l = arg;

	l->paste = paste;
	mem_replace(&l->text, text);
	link_call(a->link, "renewal.names", json_pack("{s:s}", "text", text), named, l);
}

static void
paste_gone(void *arg)
{
	struct alert *l = arg;

	if (l->paste || !l->found)
		alert_free(l);
}

void
alert_open(struct app *a)
{
	struct alert *l = mem_alloc(sizeof(*l));
	const struct paste_owner owner = {submitted, paste_gone, l};

	l->app = a;
	app_push(a, paste_new(_("An alert"),
			_("Paste the alert, the whole mail or a URL, or type a host or a ticket."),
			&owner));
}
