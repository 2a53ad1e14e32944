#include "daemon/declared.h"

#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"

#include <stdbool.h>

enum { NAME_MAX_BYTES = 32 };

/* By its number, however that is written, or by its login. */
static bool
is_account(const char *entry, uid_t uid, const char *account)
{
	if (*entry && !entry[strspn(entry, "0123456789")])
		return strtoull(entry, NULL, 10) == uid;
	return !strcmp(entry, account);
}

static bool
is_shared(const struct config *c, uid_t uid, const char *account)
{
	for (size_t i = 0; i < c->shared_accounts_count; i++)
		if (is_account(c->shared_accounts[i], uid, account))
			return true;
	return false;
}

/* One word, as it is shown: nothing invisible, no blank, no '/', and not the account again, which says nothing. */
static bool
is_name(const char *name, const char *account)
{
	char *clean = text_cleaned(name, 0);
	bool good = *name && strlen(name) <= NAME_MAX_BYTES && !strcmp(clean, name) &&
		    !strpbrk(name, " /\"'<>") && strcmp(name, account) != 0;

	free(clean);
	return good;
}

const char *
declared_login(const struct config *c, uid_t uid, const char *account, const json_t *hello,
    char **login, json_t **why)
{
	const char *name = string_of(hello, "declared");
	char *clean;

	*login = NULL;
	if (!is_shared(c, uid, account)) {
		*why = name ? json_pack("{s:s}", "login", account) : NULL;
		return name ? "not-shared" : NULL;
	}
	if (!name) {
		*why = json_pack("{s:s}", "login", account);
		return "who-is-there";
	}
	if (!is_name(name, account)) {
		clean = text_cleaned(name, NAME_MAX_BYTES);
		*why = json_pack("{s:s}", "name", clean);
		free(clean);
		return "bad-declared-name";
	}
	*login = mem_printf("%s/%s", account, name);
	return NULL;
}
