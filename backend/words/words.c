#include "words/words.h"

#include "words/catalogue.h"

#include "base/mem.h"
#include "base/path.h"

#include <langinfo.h>
#include <locale.h>

static struct {
	const char *language;
	struct catalogue *catalogue; /* NULL: English, as the source has it */
} voice = {"en", NULL};

static const char *const languages[] = {"ca", "en"};

/* The language that one name of a locale says ("ca_ES.UTF-8", "en", "ca@valencia"), NULL when
 * neither. */
static const char *
language_of(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		if (len >= 2 && !strncmp(name, languages[i], 2) &&
		    (len == 2 || strchr("_.@", name[2])))
			return languages[i];
	return NULL;
}

static const char *
language_choose(const char *configured)
{
	static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	const char *list = getenv("LANGUAGE"), *found = NULL;

	while (list && *list && !found) {
		size_t len = strcspn(list, ":");

		found = language_of(list, len);
		list += len + (list[len] == ':');
	}
	/* Of the others the first that is set counts, as in setlocale, even if it names neither. */
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables) && !found; i++) {
		const char *value = getenv(variables[i]);

		if (value && *value) {
			found = language_of(value, strlen(value));
			break;
		}
	}
	if (!found && configured)
		found = language_of(configured, strlen(configured));
	return found ? found : "ca";
}

/* UTF-8 wherever the user did not choose another charset: "C" chooses none, and neither does a
 * locale that is not installed, as happens when ssh carries LANG over from another machine. */
static void
locale_set(void)
{
	static const char *const utf8[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
	const char *name = setlocale(LC_ALL, "");
	bool chosen = name && strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968");

	for (size_t i = 0; i < sizeof(utf8) / sizeof(*utf8) && !chosen; i++)
		chosen = setlocale(LC_ALL, utf8[i]) != NULL;
	setlocale(LC_NUMERIC, "C"); /* numbers go into JSON and performance data */
}

int
words_init_in(const char *configured, const char *folder)
{
	char *path;

	locale_set();
	catalogue_free(voice.catalogue);
	voice.catalogue = NULL;
	voice.language = language_choose(configured);
	if (!strcmp(voice.language, "en"))
		return 0;
	path = mem_printf("%s/%s/LC_MESSAGES/caduca.mo", folder, voice.language);
	voice.catalogue = catalogue_open(path, NULL);
	free(path);
	if (voice.catalogue)
		return 0;
	voice.language = "en";
	return -1;
}

int
words_init(const char *configured)
{
	char *folder = path_locale();
	int r = words_init_in(configured, folder);

	free(folder);
	return r;
}

const char *
words_language(void)
{
	return voice.language;
}

bool
words_is_catalan(void)
{
	return !strcmp(words_language(), "ca");
}

const char *
words_get(const char *message)
{
	const char *found =
	    voice.catalogue && *message ? catalogue_find(voice.catalogue, message, 0) : NULL;

	return found ? found : message;
}

/* Catalan and English have the same rule: one is one, everything else is many. */
const char *
words_plural(const char *one, const char *many, unsigned long n)
{
	const char *found = voice.catalogue ? catalogue_find(voice.catalogue, one, n != 1) : NULL;

	return found ? found : n == 1 ? one : many;
}
