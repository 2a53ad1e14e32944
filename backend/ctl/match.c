/* caducactl match: which files belong together. Parts (CSRs, keys, certificates) with the same public key are one
 * group; of a bundle only the certificate counts that fits a part read before, so certificates are added last, and
 * else the one that the document is about. No backend is needed.
 *
 * There are three answers, each with an exit status of its own: they belong together; they do not, since two keys
 * were seen; and it cannot be told, since a part is encrypted or could not be read and all that was seen agrees. */
#include "ctl/ctl.h"
#include "ctl/hand_over.h"
#include "ctl/inspected.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "words/words.h"

enum { DIGEST_SHOWN = 16, FILES_MOST = 64, EXIT_CANNOT_TELL = 3 };

struct part {
	const char *file, *kind, *key;
	const char *spki; /* "": encrypted */
	int group;        /* -1: it is in none, for the same reason */
};

struct parts {
	struct part list[2 * FILES_MOST];
	size_t count;
	bool unread; /* a file could not be read */
};

enum verdict_of_match { MATCH_YES, MATCH_NO, MATCH_UNKNOWN };

static void
part_add(struct parts *p, const char *file, const json_t *item)
{
	if (p->count < sizeof(p->list) / sizeof(p->list[0]))
		p->list[p->count++] = (struct part){.file = file,
		    .kind = text_of(item, "kind"),
		    .key = text_of(item, "key"),
		    .spki = text_of_key(item)};
}

static void
add_csrs_and_keys(struct parts *p, const char *file, const json_t *document)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(document, "items"), i, item)
		if (document_role_from(text_of(item, "kind")) != DOCUMENT_CERTIFICATE)
			part_add(p, file, item);
}

static bool
fits_some(const struct parts *p, const char *spki)
{
	for (size_t i = 0; i < p->count; i++)
		if (*spki && !strcmp(p->list[i].spki, spki))
			return true;
	return false;
}

/* That a certificate was chosen is said where there was a choice; not into JSON. */
static void
say_choice(const char *file, const json_t *document, bool by_key)
{
	struct buf b = {0};

	if (!*text_of(document, "leaf_by"))
		return;
	leaves_words(document, by_key ? "key" : text_of(document, "leaf_by"), &b);
	ctl_say("%s: %s", file, buf_str(&b));
	buf_release(&b);
}

/* The newest certificate of the file that fits what is there already, else its leaf. */
static void
add_certificate(struct parts *p, const char *file, const json_t *document, bool say)
{
	const json_t *item, *found = NULL, *fitting = NULL;
	size_t i;

	json_array_foreach(json_object_get(document, "items"), i, item) {
		if (document_role_from(text_of(item, "kind")) != DOCUMENT_CERTIFICATE)
			continue;
		if (fits_some(p, text_of_key(item)) &&
		    (!fitting || number_of(item, "not_before") > number_of(fitting, "not_before")))
			fitting = item;
		if (!found || flag_of(item, "leaf"))
			found = item;
	}
	if (found && say)
		say_choice(file, document, fitting != NULL);
	if (found)
		part_add(p, file, fitting ? fitting : found);
}

/* Parts with the same public key get the same number; how many numbers there are. */
static int
group(struct parts *p)
{
	int groups = 0;

	for (size_t i = 0; i < p->count; i++) {
		struct part *part = &p->list[i];

		part->group = -1;
		for (size_t j = 0; j < i && *part->spki; j++)
			if (!strcmp(part->spki, p->list[j].spki))
				part->group = p->list[j].group;
		if (*part->spki && part->group < 0)
			part->group = groups++;
	}
	return groups;
}

static enum verdict_of_match
judge(const struct parts *p, int groups)
{
	if (groups > 1)
		return MATCH_NO;
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].group < 0)
			return MATCH_UNKNOWN;
	return p->unread ? MATCH_UNKNOWN : MATCH_YES;
}

static void
print_parts(const struct parts *p)
{
	struct table *t = table_new();

	table_column(t, _("File"), TABLE_TEXT);
	table_column(t, _("What"), TABLE_WHOLE);
	table_column(t, _("Key"), TABLE_WHOLE);
	table_column(t, _("SHA-256 of the key"), TABLE_WHOLE);
	for (size_t i = 0; i < p->count; i++) {
		char *digest = mem_strndup(p->list[i].spki, strnlen(p->list[i].spki, DIGEST_SHOWN));

		table_cell(t, p->list[i].file);
		table_cell(t, kind_words(p->list[i].kind));
		table_cell(t, *digest ? p->list[i].key : _("encrypted"));
		table_cell(t, digest);
		free(digest);
	}
	table_print(t, stdout);
	table_free(t);
}

/* How many of the group there are; -1 is the group of what is encrypted. */
static size_t
list_group(const struct parts *p, int g, struct buf *b)
{
	size_t members = 0;

	buf_clear(b);
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].group == g)
			buf_printf(b, "%s%s (%s)", members++ ? ", " : "", p->list[i].file,
			    kind_words(p->list[i].kind));
	return members;
}

static void
print_groups(const struct parts *p, int groups, enum verdict_of_match verdict)
{
	struct buf b = {0};

	puts("");
	if (verdict == MATCH_YES)
		ctl_say("%s", _("They belong together."));
	for (int g = 0; g < groups && verdict != MATCH_YES; g++) {
		size_t members = list_group(p, g, &b);

		if (members > 1)
			ctl_say(_("These belong together: %s."), buf_str(&b));
		else if (groups > 1)
			ctl_say(_("This belongs to none of the others: %s."), buf_str(&b));
	}
	if (list_group(p, -1, &b))
		ctl_say(
		    _("Encrypted, so that it cannot be told what it belongs to: %s."), buf_str(&b));
	if (p->unread)
		ctl_say("%s", _("Of what could not be read it cannot be told."));
	buf_release(&b);
}

static void
print_match_json(const struct parts *p, enum verdict_of_match verdict)
{
	json_t *list = json_array();

	for (size_t i = 0; i < p->count; i++) {
		const struct part *part = &p->list[i];
		char *clean = text_cleaned(part->file, 0);

		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:s, s:o}", "file", clean, "kind", part->kind,
			      "spki_sha256", part->spki, "group",
			      part->group < 0 ? json_null() : json_integer(part->group)));
		free(clean);
	}
	list = json_pack("{s:o, s:o}", "match",
	    verdict == MATCH_UNKNOWN ? json_null() : json_boolean(verdict == MATCH_YES), "parts",
	    list);
	ctl_print_json(list);
	json_decref(list);
}

static int
compare_files(struct ctl *ctl, char **files, int count, int password, bool as_json)
{
	static const int codes[] = {EXIT_DONE, EXIT_FAILED, EXIT_CANNOT_TELL};
	json_t *answers[FILES_MOST] = {NULL};
	struct parts parts = {.count = 0};
	enum verdict_of_match verdict;
	int groups;

	for (int i = 0; i < count; i++) {
		answers[i] = inspect_file(ctl, files[i], &password, false);
		if (!json_object_get(answers[i], "error"))
			continue;
		complain_file(ctl, files[i], json_object_get(answers[i], "error"));
		parts.unread = true;
	}
	for (int i = 0; i < count; i++)
		add_csrs_and_keys(&parts, files[i], json_object_get(answers[i], "document"));
	for (int i = 0; i < count; i++)
		add_certificate(
		    &parts, files[i], json_object_get(answers[i], "document"), !as_json);
	groups = group(&parts);
	verdict = judge(&parts, groups);
	if (as_json) {
		print_match_json(&parts, verdict);
	} else if (parts.count) {
		print_parts(&parts);
		print_groups(&parts, groups, verdict);
	}
	for (int i = 0; i < count; i++)
		json_decref(answers[i]);
	return codes[verdict];
}

int
match_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}, {.name = "password-fd", .takes = FLAG_VALUE}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 2, FILES_MOST, &argv, &count);
	int password;

	if (code)
		return code;
	password = password_given(&flags[1]);
	if (password == -2)
		return ctl_usage(ctl, _("--password-fd is the number of an open descriptor."));
	return compare_files(ctl, argv, count, password, flags[0].value != NULL);
}
