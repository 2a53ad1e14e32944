/* renewal open: from monitors that are named, from a ticket, or from an alert on standard input.
 * With --each and with --paste, monitors that share a certificate share a renewal, and how many there
 * will be is said first. */
#include "ctl/ctl.h"
#include "ctl/renewal_say.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "inventory/alert.h"
#include "inventory/mail.h"
#include "words/words.h"

enum { PROCEDURE, ORIGIN, TYPE, TICKET, EACH, PASTE, ADD, JSON, FLAGS };

/* Monitors of one certificate. */
struct group {
	char *certificate; /* "": not known, a group of its own */
	json_t *monitors;
};

struct opening {
	struct ctl *ctl;
	const struct flag *flags;
	const char *origin, *ticket; /* NULL: not said */
	struct group *groups;
	size_t count, monitors;
	json_t *opened;
};

static void
opening_release(struct opening *o)
{
	for (size_t i = 0; i < o->count; i++) {
		free(o->groups[i].certificate);
		json_decref(o->groups[i].monitors);
	}
	free(o->groups);
	json_decref(o->opened);
}

/* ---- monitors ---- */

static void
add_to_group(struct opening *o, const char *certificate, json_int_t id)
{
	size_t i = 0;

	while (
	    i < o->count && (!*certificate || strcmp(o->groups[i].certificate, certificate) != 0))
		i++;
	if (i == o->count) {
		o->groups = mem_resize(o->groups, o->count + 1, sizeof(*o->groups));
		o->groups[o->count++] = (struct group){mem_strdup(certificate), json_array()};
	}
	json_array_append_new(o->groups[i].monitors, json_integer(id));
	o->monitors++;
}

/* Without `each` all share one renewal, as whoever names them says. */
static int
add_monitor(struct opening *o, json_int_t id, bool each)
{
	json_t *ok;

	if (!each) {
		add_to_group(o, "the one", id);
		return EXIT_DONE;
	}
	ok = ctl_call(o->ctl, "monitor.get", json_pack("{s:I}", "id", id), NULL, NULL);
	if (ok)
		add_to_group(o, text_of(json_object_get(ok, "row"), "sha256"), id);
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

/* ---- an alert ---- */

/* Decoded here already, so that what is attached to a mail takes no room of its text, and cleaned: JSON
 * carries text only. */
static char *
read_alert(void)
{
	struct buf text = {0}, clean = {0};
	struct mail mail;
	char piece[4096];
	size_t got;

	while (text.len < MAIL_MAX_BYTES && (got = fread(piece, 1, sizeof(piece), stdin)) > 0)
		buf_add(&text, piece, got);
	mail_read(&mail, buf_str(&text), text.len);
	for (size_t at = 0; at < mail.len && clean.len < ALERT_MAX_BYTES; at++) {
		size_t end = at;
		while (end < mail.len && !memchr("\n\r\t", mail.text[end], 3))
			end++;
		text_clean(&clean, mail.text + at, end - at);
		buf_putc(&clean, end < mail.len && mail.text[end] == '\t' ? ' ' : '\n');
		at = end + (end + 1 < mail.len && !memcmp(mail.text + end, "\r\n", 2));
	}
	mail_release(&mail);
	buf_release(&text);
	buf_puts(&clean, "");
	return buf_steal(&clean);
}

static json_t *
find_names(struct ctl *ctl)
{
	char *text = read_alert();
	size_t len = strnlen(text, ALERT_MAX_BYTES);
	json_t *ok;

	while (text[len] && (text[len] & 0xc0) == 0x80) /* not within a character */
		len--;
	ok = ctl_call(ctl, "renewal.names", json_pack("{s:s%}", "text", text, len), NULL, NULL);
	free(text);
	return ok;
}

static int
add_unknown(struct opening *o, const json_t *name, const char *endpoint)
{
	json_t *ok = ctl_call(o->ctl, "monitor.add",
	    json_pack("{s:s, s:I}", "host", text_of(name, "host"), "port",
		(json_int_t)number_of(name, "port")),
	    NULL, NULL);
	int code = ok ? add_monitor(o, number_of(ok, "id"), true) : EXIT_FAILED;

	if (ok)
		ctl_say(_("Added as monitor %lld: %s"), (long long)number_of(ok, "id"), endpoint);
	json_decref(ok);
	return code;
}

/* The known ones are to be opened; the others are said, or added. */
static int
open_names(struct opening *o, const json_t *found)
{
	json_int_t left_off = number_of(found, "left_off");
	json_t *one;
	char *endpoint;
	size_t i;
	int code = EXIT_DONE;

	json_array_foreach(json_object_get(found, "known"), i, one) {
		endpoint = ctl_row_endpoint(one);
		if (number_of(one, "renewal"))
			ctl_say(_("%s is in renewal %lld already."), endpoint,
			    (long long)number_of(one, "renewal"));
		else if (!code)
			code = add_monitor(o, number_of(one, "id"), true);
		free(endpoint);
	}
	if (left_off)
		ctl_say(ngettext("%lld more monitor of those hosts is left out: name it.",
			    "%lld more monitors of those hosts are left out: name them.",
			    (unsigned long)left_off),
		    (long long)left_off);
	json_array_foreach(json_object_get(found, "unknown"), i, one) {
		endpoint = ctl_row_endpoint(one);
		if (!o->flags[ADD].value)
			ctl_say(_("%s is not watched: --add adds it."), endpoint);
		else if (!code)
			code = add_unknown(o, one, endpoint);
		free(endpoint);
	}
	json_array_foreach(json_object_get(found, "renewals"), i, one) {
		ctl_say(_("Renewal %lld names that ticket."), (long long)json_integer_value(one));
	}
	if (!json_array_size(json_object_get(found, "known")) &&
	    !json_array_size(json_object_get(found, "unknown")))
		code = ctl_complain(o->ctl, _("There is no name of a host in what was pasted."));
	return code;
}

static int
open_alert(struct opening *o, json_t **found)
{
	const json_t *tickets;

	*found = find_names(o->ctl);
	if (!*found)
		return EXIT_FAILED;
	tickets = json_object_get(*found, "tickets");
	o->origin = o->origin ? o->origin : text_of(*found, "origin");
	if (!o->ticket && renewal_origin_from(o->origin) == ORIGIN_TICKET)
		o->ticket = json_string_value(json_array_get(tickets, 0));
	return open_names(o, *found);
}

/* ---- opening ---- */

static void
put(json_t *args, const char *name, const char *value)
{
	if (value)
		json_object_set_new(args, name, json_string(value));
}

static int
open_group(struct opening *o, const struct group *g)
{
	json_t *args = json_pack("{s:O}", "monitors", g->monitors), *ok;

	put(args, "procedure", o->flags[PROCEDURE].value);
	put(args, "origin", o->origin);
	put(args, "ticket", o->ticket);
	put(args, "type", o->flags[TYPE].value);
	ok = ctl_call(o->ctl, "renewal.open", args, NULL, NULL);
	if (!ok)
		return EXIT_FAILED;
	json_array_append(o->opened, json_object_get(ok, "renewal"));
	if (!o->flags[JSON].value)
		renewal_say_state(json_object_get(ok, "renewal"));
	json_decref(ok);
	return EXIT_DONE;
}

static int
open_all(struct opening *o, bool several)
{
	int code = EXIT_DONE;

	if (several && o->count && !o->flags[JSON].value)
		ctl_say(
		    ngettext("%zu distinct certificate in %zu monitors: one renewal.",
			"%zu distinct certificates in %zu monitors: a renewal for each.", o->count),
		    o->count, o->monitors);
	for (size_t i = 0; i < o->count && !code; i++)
		code = open_group(o, &o->groups[i]);
	if (o->flags[JSON].value && (!code || json_array_size(o->opened)))
		ctl_print_json(several ? o->opened : json_array_get(o->opened, 0));
	return code;
}

static bool
are_texts(struct ctl *ctl, const struct flag *flags)
{
	for (size_t i = 0; i < FLAGS; i++) {
		json_t *text = flags[i].value ? json_string(flags[i].value) : json_null();
		if (!text) {
			text = json_pack("{s:s, s:s, s:s}", "field", flags[i].name, "value", "",
			    "reason", "not-utf8");
			ctl_complain_code(ctl, "bad-argument", text);
			json_decref(text);
			return false;
		}
		json_decref(text);
	}
	return true;
}

int
renewal_open_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[FLAGS] = {
	    [PROCEDURE] = {.name = "procedure", .takes = FLAG_VALUE},
	    [ORIGIN] = {.name = "origin", .takes = FLAG_VALUE},
	    [TYPE] = {.name = "type", .takes = FLAG_VALUE},
	    [TICKET] = {.name = "ticket", .takes = FLAG_VALUE},
	    [EACH] = {.name = "each"},
	    [PASTE] = {.name = "paste"},
	    [ADD] = {.name = "add"},
	    [JSON] = {.name = "json"},
	};
	struct opening o = {.ctl = ctl, .flags = flags, .opened = json_array()};
	json_t *found = NULL;
	int count = 0, code = ctl_arguments(ctl, argc, argv, flags, FLAGS, 0, -1, &argv, &count);
	bool several;

	if (!code && (count == 0) != (flags[PASTE].value != NULL))
		code = ctl_usage(ctl, _("Either monitors or --paste."));
	if (!code && !are_texts(ctl, flags))
		code = EXIT_FAILED;
	several = flags[PASTE].value || flags[EACH].value;
	o.origin = flags[ORIGIN].value;
	o.ticket = flags[TICKET].value;
	for (int i = 0; i < count && !code; i++) {
		json_int_t monitor = ctl_resolve(ctl, argv[i]);
		code = monitor ? add_monitor(&o, monitor, several) : EXIT_FAILED;
	}
	if (!code && flags[PASTE].value)
		code = open_alert(&o, &found);
	if (!code)
		code = open_all(&o, several);
	json_decref(found);
	opening_release(&o);
	return code;
}
