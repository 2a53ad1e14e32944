/* renewal open: from monitors that are named, from a ticket, or from an alert on standard input.
 *
 * struct opening gathers groups of monitors, each of one certificate: with --each and with --paste,
 * monitors that share one share a renewal, and how many there will be is said first. Then one renewal is
 * opened for each group. Of an alert, what it names is said before anything is changed, and asked about
 * unless --yes agrees: only what was said is added, recorded and opened, though more may be known of by
 * then. */
#include "ctl/renewal_open.h"

#include "ctl/alert_read.h"
#include "ctl/conflict.h"
#include "ctl/ctl.h"
#include "ctl/given.h"
#include "ctl/renewal_say.h"
#include "ctl/renewal_sharing.h"

#include "base/mem.h"
#include "words/words.h"

enum { PROCEDURE, ORIGIN, TYPE, TICKET, EACH, PASTE, ADD, YES, ALL, ONLY, JSON, FLAGS };

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

/* Of no monitor. */
static void
add_group(struct opening *o)
{
	o->groups = mem_resize(o->groups, o->count + 1, sizeof(*o->groups));
	o->groups[o->count++] = (struct group){mem_strdup(""), json_array()};
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

static int
add_unknown(struct opening *o, const json_t *name, const char *endpoint)
{
	json_t *ok = ctl_call(o->ctl, "monitor.add",
	    json_pack("{s:s, s:I, s:s}", "host", text_of(name, "host"), "port",
		(json_int_t)number_of(name, "port"), "protocol", text_of(name, "protocol")),
	    NULL, NULL);
	int code = ok ? add_monitor(o, number_of(ok, "id"), true) : EXIT_FAILED;

	if (ok && !o->flags[JSON].value)
		ctl_say(_("Added as monitor %lld: %s"), (long long)number_of(ok, "id"), endpoint);
	json_decref(ok);
	return code;
}

/* Those that are in no renewal yet. */
static int
add_known(struct opening *o, const json_t *found)
{
	json_t *one;
	size_t i;
	int code = EXIT_DONE;

	json_array_foreach(json_object_get(found, "known"), i, one) {
		if (!code && !number_of(one, "renewal"))
			code = add_monitor(o, number_of(one, "id"), true);
	}
	return code;
}

static int
add_all_unknown(struct opening *o, const json_t *found)
{
	json_t *one;
	size_t i;
	int code = EXIT_DONE;

	json_array_foreach(json_object_get(found, "unknown"), i, one) {
		char *endpoint = ctl_row_endpoint(one);

		if (!code)
			code = add_unknown(o, one, endpoint);
		free(endpoint);
	}
	return code;
}

/* more: hosts that are yet to be added, each with a certificate of its own. */
static void
say_count(const struct opening *o, size_t more, FILE *out)
{
	fprintf(out,
	    ngettext("%zu distinct certificate in %zu monitors: one renewal.",
		"%zu distinct certificates in %zu monitors: a renewal for each.", o->count + more),
	    o->count + more, o->monitors + more);
	fputc('\n', out);
}

/* What is said here is what is added and opened after it was agreed, and no more. */
static int
open_agreed(struct opening *o, const json_t *found, const char *text)
{
	size_t hosts = o->flags[ADD].value ? json_array_size(json_object_get(found, "unknown")) : 0;
	FILE *out = o->flags[JSON].value ? stderr : stdout;
	json_t *recorded;
	int code = add_known(o, found);

	alert_say(found, hosts > 0, out);
	if (code || o->count + hosts == 0)
		return code;
	say_count(o, hosts, out);
	if (!o->flags[YES].value)
		code = alert_agree(o->ctl);
	if (!code && hosts)
		code = add_all_unknown(o, found);
	if (code)
		return code;
	recorded = alert_call(o->ctl, "alert.record", text);
	json_decref(recorded);
	return recorded ? EXIT_DONE : EXIT_FAILED;
}

static void
begin_as(struct opening *o, const json_t *found)
{
	const json_t *tickets = json_object_get(found, "tickets");

	o->origin = o->origin ? o->origin : text_of(found, "origin");
	if (!o->ticket && renewal_origin_from(o->origin) == ORIGIN_TICKET)
		o->ticket = json_string_value(json_array_get(tickets, 0));
}

static int
open_alert(struct opening *o, json_t **found)
{
	char *text = alert_from_stdin();
	int code = EXIT_FAILED;

	*found = alert_call(o->ctl, "renewal.names", text);
	if (*found && !json_array_size(json_object_get(*found, "known")) &&
	    !json_array_size(json_object_get(*found, "unknown"))) {
		alert_say(*found, false, stdout);
		ctl_complain(o->ctl, _("There is no name of a host in what was pasted."));
	} else if (*found) {
		begin_as(o, *found);
		code = open_agreed(o, *found, text);
	}
	free(text);
	return code;
}

/* ---- opening ---- */

static void
put(json_t *args, const char *name, const char *value)
{
	if (value)
		json_object_set_new(args, name, json_string(value));
}

/* end: it would be the same with every other. */
static int
open_group(struct opening *o, const struct group *g, bool *end)
{
	json_t *args = json_pack("{s:O}", "monitors", g->monitors), *ok, *error = NULL;

	put(args, "procedure", o->flags[PROCEDURE].value);
	put(args, "origin", o->origin);
	put(args, "ticket", o->ticket);
	put(args, "type", o->flags[TYPE].value);
	ok = ctl_try(o->ctl, "renewal.open", json_incref(args), &error);
	*end = !ok && (!error || !strcmp(text_of(error, "code"), "not-allowed"));
	if (error)
		ctl_complain_refused(o->ctl, error, args);
	json_decref(error);
	json_decref(args);
	if (!ok)
		return EXIT_FAILED;
	json_array_append(o->opened, json_object_get(ok, "renewal"));
	if (!o->flags[JSON].value)
		renewal_say_state(o->ctl, json_object_get(ok, "renewal"));
	json_decref(ok);
	return EXIT_DONE;
}

/* One that is refused, which was said, keeps nobody from the others. */
static int
open_groups(struct opening *o)
{
	size_t refused = 0;
	bool end = false;

	for (size_t i = 0; i < o->count && !end; i++)
		refused += open_group(o, &o->groups[i], &end) != EXIT_DONE;
	if (refused && refused < o->count && !end) {
		char *sentence = mem_printf(ngettext("%zu of %zu renewals was not opened.",
						"%zu of %zu renewals were not opened.", refused),
		    refused, o->count);

		ctl_complain(o->ctl, sentence);
		free(sentence);
	}
	return refused ? EXIT_FAILED : EXIT_DONE;
}

static int
open_all(struct opening *o, bool several)
{
	int code;

	if (several && o->count && !o->flags[PASTE].value && !o->flags[JSON].value)
		say_count(o, 0, stdout);
	code = open_groups(o);
	if (o->flags[JSON].value && (!code || json_array_size(o->opened)))
		ctl_print_json(several ? o->opened : json_array_get(o->opened, 0));
	return code;
}

int
renewal_open_known(struct ctl *ctl, const json_t *found, bool quiet, json_t *opened)
{
	const struct flag flags[FLAGS] = {[JSON] = {.name = "json", .value = quiet ? "" : NULL}};
	struct opening o = {.ctl = ctl, .flags = flags, .opened = json_incref(opened)};
	int code = add_known(&o, found);

	begin_as(&o, found);
	if (!code && o.count && !quiet)
		say_count(&o, 0, stdout);
	if (!code)
		code = open_groups(&o);
	opening_release(&o);
	return code;
}

static bool
are_texts(struct ctl *ctl, const struct flag *flags)
{
	json_t *texts = json_object();
	int code = EXIT_DONE;

	for (size_t i = 0; i < FLAGS && !code; i++)
		code = put_given(ctl, texts, flags[i].name, flags[i].value);
	json_decref(texts);
	return !code;
}

/* Monitors that were named share one renewal; others may have its certificate. */
static int
add_sharing(struct opening *o)
{
	enum sharing how = o->flags[ONLY].value  ? SHARING_ONLY
			   : o->flags[ALL].value ? SHARING_ALL
						 : SHARING_ASKED;

	return renewal_sharing(o->ctl, how, o->groups[0].monitors);
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
	    [YES] = {.name = "yes"},
	    [ALL] = {.name = "all"},
	    [ONLY] = {.name = "only"},
	    [JSON] = {.name = "json"},
	};
	struct opening o = {.ctl = ctl, .flags = flags, .opened = json_array()};
	json_t *found = NULL;
	int count = 0, code = ctl_arguments(ctl, argc, argv, flags, FLAGS, 0, -1, &argv, &count);
	bool several, alone;

	alone = !count && !flags[PASTE].value && flags[PROCEDURE].value;
	if (!code && !alone && (count == 0) != (flags[PASTE].value != NULL))
		code = ctl_usage(ctl, _("Either monitors, or --paste, or --procedure alone."));
	if (!code && !are_texts(ctl, flags))
		code = EXIT_FAILED;
	several = flags[PASTE].value || flags[EACH].value;
	if (!code && several + !!flags[ALL].value + !!flags[ONLY].value > 1)
		code = ctl_usage(ctl, _("One of --each, --all, --only and --paste."));
	o.origin = flags[ORIGIN].value;
	o.ticket = flags[TICKET].value;
	for (int i = 0; i < count && !code; i++) {
		json_int_t monitor = ctl_resolve(ctl, argv[i]);
		code = monitor ? add_monitor(&o, monitor, several) : EXIT_FAILED;
	}
	if (!code && alone)
		add_group(&o);
	if (!code && !several && o.monitors)
		code = add_sharing(&o);
	if (!code && flags[PASTE].value)
		code = open_alert(&o, &found);
	if (!code)
		code = open_all(&o, several);
	json_decref(found);
	opening_release(&o);
	return code;
}
