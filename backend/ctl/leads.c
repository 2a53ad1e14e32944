/* renewal leads: how long renewals are planned to take, how long they have taken, and adopting that. */
#include "ctl/ctl.h"
#include "ctl/renewal_say.h"
#include "ctl/table.h"

#include "words/words.h"

static void
days_cell(struct table *t, const json_t *days)
{
	char text[24] = "";

	if (json_is_integer(days))
		snprintf(text, sizeof(text), "%lld", (long long)json_integer_value(days));
	table_cell(t, text);
}

static const char *
kind_word(const json_t *lead)
{
	int kind = kind_from(text_of(lead, "kind"));

	return kind < 0 ? text_of(lead, "kind") : words_kind((enum kind)kind);
}

static void
say_phases(const json_t *lead)
{
	json_t *phase;
	size_t i;

	json_array_foreach(json_object_get(lead, "phases"), i, phase) {
		ctl_say(ngettext("%s, phase %s %s: %lld working day",
			    "%s, phase %s %s: %lld working days",
			    (unsigned long)number_of(phase, "days")),
		    kind_word(lead), text_of(phase, "number"), text_of(phase, "title"),
		    (long long)number_of(phase, "days"));
	}
}

static void
say_leads(const json_t *leads)
{
	struct table *t = table_new();
	json_t *one;
	size_t i;

	table_column(t, _("Kind"), TABLE_WHOLE);
	table_column(t, _("In force"), TABLE_NUMBER);
	table_column(t, _("Configured"), TABLE_NUMBER);
	table_column(t, _("Adopted"), TABLE_NUMBER);
	table_column(t, _("Measured"), TABLE_NUMBER);
	table_column(t, _("Renewals"), TABLE_NUMBER);
	json_array_foreach(leads, i, one) {
		table_cell(t, kind_word(one));
		days_cell(t, json_object_get(one, "days"));
		days_cell(t, json_object_get(one, "configured"));
		days_cell(t, json_object_get(one, "adopted"));
		days_cell(t, json_object_get(one, "measured"));
		days_cell(t, json_object_get(one, "renewals"));
	}
	table_print(t, stdout);
	table_free(t);
	json_array_foreach(leads, i, one) {
		say_phases(one);
	}
}

int
renewal_leads(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "adopt", .takes = FLAG_VALUE},
	    {.name = "drop", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 0, 0, &argv, &count);
	const char *kind = flags[0].value ? flags[0].value : flags[1].value;
	json_t *ok;

	if (code)
		return code;
	if (flags[0].value && flags[1].value)
		return ctl_usage(ctl, _("Either --adopt or --drop."));
	if (kind && kind_from(kind) < 0)
		return ctl_usage(ctl, _("A kind is server, device or other."));
	if (kind) {
		ok = ctl_call(ctl, flags[0].value ? "lead.adopt" : "lead.drop",
		    json_pack("{s:s}", "kind", kind), NULL, NULL);
		if (!ok)
			return EXIT_FAILED;
		json_decref(ok);
	}
	ok = ctl_call(ctl, "lead.list", json_object(), NULL, NULL);
	if (ok && flags[2].value)
		ctl_print_json(json_object_get(ok, "leads"));
	else if (ok)
		say_leads(json_object_get(ok, "leads"));
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}
