/* What is of this installation and of no procedure: contacts, folders, URLs, projects, days, holidays, kinds
 * of certificate; read once from site.conf (library.c), then constant.
 *
 * The parsed tree is kept, and names are looked up in it: "folder.cesicat" is the member cesicat of the
 * group folders, as `groups` says. Only what has to be computed with (holidays as a sorted calendar, kinds)
 * or joined ("Name <mail>") is made into memory of its own at the start, so every text that is handed out
 * lives as long as the site. Reading checks all of it, members that nobody would ever look up included, for a
 * slip in a mailbox would otherwise be found on the day that it is needed; each mistake is a complaint with its
 * line, and what is wrong is left out. */
#include "procedure/site.h"

#include "procedure/complaints.h"
#include "procedure/read.h"

#include "base/endpoint.h"
#include "base/err.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/sys.h"
#include "base/terms.h"
#include "base/text.h"

#include <regex.h>

struct year {
	int year;
	bool confirmed;
};

struct joined {
	const config_setting_t *contact;
	char *text; /* "Name <mail>" */
};

struct site {
	config_t *tree; /* NULL when the file could not be read */
	int32_t *holidays;
	struct calendar calendar;
	struct year *years;
	size_t year_count;
	struct site_kinds kinds;
	struct joined *joined;
	size_t joined_count;
};

/* What a name in a template begins with, and the group where its value is. */
static const struct {
	const char *prefix, *group;
} groups[] = {
    {"contact", "contacts"},
    {"folder", "folders"},
    {"url", "urls"},
    {"project", "projects"},
    {"text", "texts"},
    {"issuer", "issuers"},
};

static const char *const top_names[] = {"contacts", "folders", "urls", "projects", "texts",
    "issuers", "days", "patterns", "wildcard", "tickets-url", "alert-tools", "kinds", "authorities",
    "holidays", "missing", NULL};
static const char *const contact_names[] = {"name", "mail", "missing", "note", "source", NULL};
static const char *const day_names[] = {"ordinary", "urgent", "look", "source", "note", NULL};
static const char *const authority_names[] = {"issuer", "procedure", "source", NULL};
static const char *const year_names[] = {"year", "place", "confirmed", "source", "days", NULL};

/* ---- reading ---- */

static void
check_contacts(const struct reader *r, const config_setting_t *root)
{
	const config_setting_t *contacts = read_group(r, root, "contacts");

	for (int i = 0; contacts && i < config_setting_length(contacts); i++) {
		const config_setting_t *c = config_setting_get_elem(contacts, (unsigned)i);

		if (!config_setting_is_group(c)) {
			complaints_add(r->out, r->file, read_line(c),
			    "a contact is a group: { name = …; mail = …; }");
			continue;
		}
		read_known(r, c, contact_names);
		for (const char *const *n = contact_names; *n; n++)
			read_text(r, c, *n, false);
	}
}

static void
check_texts(const struct reader *r, const config_setting_t *root, const char *name)
{
	const config_setting_t *group = read_group(r, root, name);

	for (int i = 0; group && i < config_setting_length(group); i++)
		read_text(r, group,
		    config_setting_name(config_setting_get_elem(group, (unsigned)i)), true);
}

static void
check_tickets_url(const struct reader *r, const config_setting_t *root)
{
	const char *name = read_text(r, root, "tickets-url", false);
	const config_setting_t *urls = read_group(r, root, "urls");

	if (name && (!urls || !config_setting_get_member(urls, name)))
		complaints_add(r->out, r->file, read_line_of(root, "tickets-url"),
		    "no URL is called '%s'", name);
}

static void
check_patterns(const struct reader *r, const config_setting_t *root)
{
	const config_setting_t *group = read_group(r, root, "patterns");

	check_texts(r, root, "patterns");
	for (int i = 0; group && i < config_setting_length(group); i++) {
		const config_setting_t *s = config_setting_get_elem(group, (unsigned)i);
		const char *text = config_setting_get_string(s);
		regex_t re;

		if (!text)
			continue;
		if (regcomp(&re, text, REG_EXTENDED | REG_NOSUB) == 0)
			regfree(&re);
		else
			complaints_add(
			    r->out, r->file, read_line(s), "'%s' is no regular expression", text);
	}
}

static void
check_days(const struct reader *r, const config_setting_t *root)
{
	const config_setting_t *days = read_group(r, root, "days");

	for (int i = 0; days && i < config_setting_length(days); i++) {
		const config_setting_t *d = config_setting_get_elem(days, (unsigned)i);

		if (!config_setting_is_group(d)) {
			complaints_add(r->out, r->file, read_line(d),
			    "days are a group: { ordinary = …; urgent = …; }");
			continue;
		}
		read_known(r, d, day_names);
		for (int k = 0; k < 3; k++) {
			int n = read_number(r, d, day_names[k], k == 0 ? -1 : 0);

			if (n < 0 || n > 365)
				complaints_add(r->out, r->file, read_line_of(d, day_names[k]),
				    "'%s' is a number of working days from 0 to 365", day_names[k]);
		}
	}
}

static void
read_holiday(struct site *s, const struct reader *r, const config_setting_t *e, int year)
{
	const char *text = config_setting_get_string(e);
	char date[DAY_TEXT_BYTES];
	int32_t day;
	int y = 0, m, d;

	snprintf(date, sizeof(date), "%s", text ? text : "");
	day = day_from_text(date);
	if (day != DAY_NONE)
		day_to_date(day, &y, &m, &d);
	if (y != year) {
		complaints_add(r->out, r->file, read_line(e),
		    "a holiday is a text that begins with a date of %d: \"%d-01-01 …\"", year,
		    year);
		return;
	}
	s->holidays = mem_resize(s->holidays, s->calendar.count + 1, sizeof(*s->holidays));
	s->holidays[s->calendar.count++] = day;
}

static int
compare_days(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static void
read_holidays(struct site *s, const struct reader *r, const config_setting_t *root)
{
	const config_setting_t *list = read_list(r, root, "holidays", true);
	size_t kept = 0;

	for (int i = 0; list && i < config_setting_length(list); i++) {
		const config_setting_t *e = config_setting_get_elem(list, (unsigned)i), *days;
		int year = read_number(r, e, "year", 0);

		if (config_setting_is_group(e))
			read_known(r, e, year_names);
		read_text(r, e, "source", true);
		days = read_list(r, e, "days", true);
		for (int k = 0; days && k < config_setting_length(days); k++)
			read_holiday(s, r, config_setting_get_elem(days, (unsigned)k), year);
		s->years = mem_resize(s->years, s->year_count + 1, sizeof(*s->years));
		s->years[s->year_count++] = (struct year){year, read_flag(r, e, "confirmed")};
	}
	if (s->calendar.count)
		qsort(s->holidays, s->calendar.count, sizeof(*s->holidays), compare_days);
	for (size_t i = 0; i < s->calendar.count; i++)
		if (kept == 0 || s->holidays[kept - 1] != s->holidays[i])
			s->holidays[kept++] = s->holidays[i];
	s->calendar = (struct calendar){s->holidays, kept};
}

static void
check_authorities(const struct reader *r, const config_setting_t *root)
{
	const config_setting_t *list = read_list(r, root, "authorities", false);

	for (int i = 0; list && i < config_setting_length(list); i++) {
		const config_setting_t *e = config_setting_get_elem(list, (unsigned)i);

		for (const char *const *name = authority_names; *name; name++)
			read_text(r, e, *name, true);
		if (config_setting_is_group(e))
			read_known(r, e, authority_names);
	}
}

/* Contacts with a name and a mailbox, as they are written in the head of a mail. */
static void
join_contacts(struct site *s, const config_setting_t *root)
{
	const config_setting_t *contacts = config_setting_get_member(root, "contacts");

	for (int i = 0; contacts && i < config_setting_length(contacts); i++) {
		const config_setting_t *c = config_setting_get_elem(contacts, (unsigned)i);
		const char *name = "", *mail = "";

		if (!config_setting_is_group(c))
			continue;
		config_setting_lookup_string(c, "name", &name);
		config_setting_lookup_string(c, "mail", &mail);
		if (!*name || !*mail)
			continue;
		s->joined = mem_resize(s->joined, s->joined_count + 1, sizeof(*s->joined));
		s->joined[s->joined_count++] =
		    (struct joined){c, mem_printf("%s <%s>", name, mail)};
	}
}

struct site *
site_from_text(const char *file, const char *text, struct complaints *out)
{
	struct reader r = {file, out};
	struct site *s = mem_alloc(sizeof(*s));
	const config_setting_t *root;

	s->tree = read_tree(&r, text);
	if (!s->tree)
		return s;
	root = config_root_setting(s->tree);
	read_known(&r, root, top_names);
	check_contacts(&r, root);
	for (size_t i = 1; i < sizeof(groups) / sizeof(*groups); i++)
		check_texts(&r, root, groups[i].group);
	check_patterns(&r, root);
	read_text(&r, root, "wildcard", false);
	check_tickets_url(&r, root);
	read_text(&r, root, "alert-tools", false);
	check_days(&r, root);
	site_kinds_read(&s->kinds, &r, root);
	check_authorities(&r, root);
	read_holidays(s, &r, root);
	join_contacts(s, root);
	return s;
}

struct site *
site_load(const char *path, struct complaints *out)
{
	struct err err = {0};
	char *text = sys_read_file(path, READ_FILE_MAX_BYTES, NULL, &err);
	struct site *s;

	if (!text)
		complaints_add(out, path, 0, "%s", err.text);
	s = text ? site_from_text(path, text, out) : mem_alloc(sizeof(*s));
	free(text);
	return s;
}

void
site_free(struct site *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->joined_count; i++)
		free(s->joined[i].text);
	free(s->joined);
	site_kinds_release(&s->kinds);
	free(s->years);
	free(s->holidays);
	read_tree_free(s->tree);
	free(s);
}

/* ---- asking ---- */

static const config_setting_t *
root_member(const struct site *s, const char *group, const char *name)
{
	const config_setting_t *g = s->tree ? config_lookup(s->tree, group) : NULL;

	return g && config_setting_is_group(g) ? config_setting_get_member(g, name) : NULL;
}

/* The setting that a name means, and the part of it asked for ("" for the whole). */
static const config_setting_t *
find(const struct site *s, const char *name, const char **part)
{
	const char *dot = strchr(name, '.'), *second;
	char member[128];

	*part = "";
	if (!dot)
		return NULL;
	second = strchr(dot + 1, '.');
	if (second)
		*part = second + 1;
	snprintf(member, sizeof(member), "%.*s",
	    second ? (int)(second - dot - 1) : (int)sizeof(member), dot + 1);
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (strlen(groups[i].prefix) == (size_t)(dot - name) &&
		    !strncmp(groups[i].prefix, name, (size_t)(dot - name)))
			return root_member(s, groups[i].group, member);
	return NULL;
}

static const char *
contact_value(const struct site *s, const config_setting_t *contact, const char *part)
{
	const char *text = NULL;

	if (*part) {
		config_setting_lookup_string(contact, part, &text);
		return text;
	}
	for (size_t i = 0; i < s->joined_count; i++)
		if (s->joined[i].contact == contact)
			return s->joined[i].text;
	if (!config_setting_lookup_string(contact, "mail", &text) || !*text)
		config_setting_lookup_string(contact, "name", &text);
	return text;
}

const char *
site_value(const struct site *s, const char *name)
{
	const char *part, *text;
	const config_setting_t *setting = find(s, name, &part);

	if (!setting)
		return NULL;
	if (config_setting_is_group(setting))
		text = contact_value(s, setting, part);
	else
		text = *part ? NULL : config_setting_get_string(setting);
	return text && *text ? text : NULL;
}

bool
site_knows(const struct site *s, const char *name)
{
	const char *part;
	const config_setting_t *setting = find(s, name, &part);

	if (!setting || !*part)
		return setting != NULL;
	return config_setting_is_group(setting) && (!strcmp(part, "name") || !strcmp(part, "mail"));
}

const char *
site_missing(const struct site *s, const char *name)
{
	const config_setting_t *setting;
	const char *part, *text = NULL;

	if (!strchr(name, '.')) {
		setting = root_member(s, "missing", name);
		return setting ? config_setting_get_string(setting) : NULL;
	}
	setting = find(s, name, &part);
	if (setting && config_setting_is_group(setting))
		config_setting_lookup_string(setting, "missing", &text);
	return text && *text ? text : NULL;
}

bool
site_has_project(const struct site *s, const char *key)
{
	const config_setting_t *all = s->tree ? config_lookup(s->tree, "projects") : NULL;
	size_t len = strcspn(key, "-");

	for (int i = 0; all && i < config_setting_length(all); i++) {
		const char *project =
		    config_setting_get_string(config_setting_get_elem(all, (unsigned)i));

		if (project && strlen(project) == len && !strncmp(project, key, len))
			return true;
	}
	return false;
}

char *
site_projects_text(const struct site *s)
{
	const config_setting_t *all = s->tree ? config_lookup(s->tree, "projects") : NULL;
	struct buf b = {0};

	for (int i = 0; all && i < config_setting_length(all); i++) {
		const char *project =
		    config_setting_get_string(config_setting_get_elem(all, (unsigned)i));

		if (project)
			buf_printf(&b, "%s%s", b.len ? ", " : "", project);
	}
	return buf_steal(&b);
}

const char *
site_tickets_url(const struct site *s)
{
	const char *name = NULL;
	const config_setting_t *url;

	if (!s->tree || !config_lookup_string(s->tree, "tickets-url", &name))
		return NULL;
	url = root_member(s, "urls", name);
	return url ? config_setting_get_string(url) : NULL;
}

/* A name without a dot is that of the first label, another one of a domain. */
static bool
is_named(const char *host, const char *name, size_t len)
{
	size_t size = strlen(host);

	if (!memchr(name, '.', len))
		return strcspn(host, ".") == len && !strncasecmp(host, name, len);
	return size >= len && !strncasecmp(host + size - len, name, len) &&
	       (size == len || host[size - len - 1] == '.');
}

static bool
is_of_url(const char *host, const char *url)
{
	struct endpoint e = {0};
	bool is = url && !endpoint_parse(&e, url) && !strcasecmp(e.host, host);

	endpoint_release(&e);
	return is;
}

bool
site_is_alert_tool(const struct site *s, const char *host)
{
	const config_setting_t *urls = s->tree ? config_lookup(s->tree, "urls") : NULL;
	const char *names = NULL;

	for (int i = 0; urls && i < config_setting_length(urls); i++)
		if (is_of_url(host,
			config_setting_get_string(config_setting_get_elem(urls, (unsigned)i))))
			return true;
	if (!s->tree || !config_lookup_string(s->tree, "alert-tools", &names))
		return false;
	while (*(names += strspn(names, ", "))) {
		size_t len = strcspn(names, ", ");

		if (is_named(host, names, len))
			return true;
		names += len;
	}
	return false;
}

int
site_days(const struct site *s, const char *name, bool urgent)
{
	const config_setting_t *d = root_member(s, "days", name);
	int n = -1;

	if (!d || !config_setting_is_group(d))
		return -1;
	if (!urgent || !config_setting_lookup_int(d, "urgent", &n))
		config_setting_lookup_int(d, "ordinary", &n);
	return n;
}

int
site_look(const struct site *s, const char *name)
{
	const config_setting_t *d = root_member(s, "days", name);
	int n = -1;

	if (d && config_setting_is_group(d))
		config_setting_lookup_int(d, "look", &n);
	return n;
}

const char *
site_pattern(const struct site *s, const char *name)
{
	const config_setting_t *p = root_member(s, "patterns", name);
	const char *text = p ? config_setting_get_string(p) : NULL;

	return text && *text ? text : NULL;
}

bool
site_pattern_known(const struct site *s, const char *name)
{
	return root_member(s, "patterns", name) != NULL;
}

const struct calendar *
site_calendar(const struct site *s)
{
	return &s->calendar;
}

bool
site_year_confirmed(const struct site *s, int year)
{
	bool listed = false, confirmed = true;

	for (size_t i = 0; i < s->year_count; i++)
		if (s->years[i].year == year) {
			listed = true;
			confirmed = confirmed && s->years[i].confirmed;
		}
	return listed && confirmed;
}

const struct site_kind *
site_kind(const struct site *s, size_t i)
{
	return i < s->kinds.count ? &s->kinds.items[i] : NULL;
}

const struct site_kind *
site_kind_find(const struct site *s, const char *text)
{
	return site_kinds_find(&s->kinds, text);
}

const char *
site_procedure(const struct site *s, const char *kind, const char *class, const char *issuer)
{
	const config_setting_t *list = s->tree ? config_lookup(s->tree, "authorities") : NULL;
	const struct site_kind *of = site_kind_find(s, kind);
	const char *part, *procedure;

	if (of)
		return of->procedure;
	for (size_t i = 0; i < s->kinds.count; i++)
		if (!strcmp(s->kinds.items[i].class, class))
			return s->kinds.items[i].procedure;
	for (int i = 0; list && i < config_setting_length(list); i++) {
		const config_setting_t *e = config_setting_get_elem(list, (unsigned)i);

		if (config_setting_is_group(e) &&
		    config_setting_lookup_string(e, "issuer", &part) &&
		    config_setting_lookup_string(e, "procedure", &procedure) &&
		    text_contains(issuer, part))
			return procedure;
	}
	return s->kinds.count ? s->kinds.items[0].procedure : NULL;
}

/* Some of these words, of which commas stand between, is in the text. */
static bool
has_word(const char *text, const char *words)
{
	bool found = false;

	for (; !found && *(words += strspn(words, ", ")); words += strcspn(words, ",")) {
		char *word = mem_strndup(words, strcspn(words, ","));

		found = text_contains(text, word);
		free(word);
	}
	return found;
}

bool
site_issuer_is_another(const struct site *s, const char *declared, const char *seen)
{
	const config_setting_t *list = s->tree ? config_lookup(s->tree, "issuers") : NULL;
	bool named = false;

	for (int i = 0; list && i < config_setting_length(list); i++) {
		const config_setting_t *e = config_setting_get_elem(list, (unsigned)i);
		const char *words = config_setting_get_string(e), *key = config_setting_name(e);

		if (!words || !key || (!text_contains(declared, key) && !has_word(declared, words)))
			continue;
		if (has_word(seen, words))
			return false;
		named = true;
	}
	return named && !text_contains(seen, declared);
}

char *
site_folder_name(const struct site *s, const char *domain)
{
	const char *word = NULL;

	if (!host_is_wildcard(domain))
		return mem_strdup(domain);
	if (s->tree)
		config_lookup_string(s->tree, "wildcard", &word);
	return mem_printf("%s%s", word && *word ? word : "comodi", domain + 1);
}
