#include "daemon/restore.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"
#include "store/restore.h"
#include "store/store.h"
#include "words/words.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void
say_refusal(const struct err *err, const char *database)
{
	struct buf b = {0};
	json_t *args = err_args(err);

	words_error(err->code, args, &b);
	fprintf(stderr, "caducad: %s\n", buf_str(&b));
	if (!strcmp(err->code, "exists"))
		fprintf(stderr, _("caducad: with --replace the backup takes its place, and it is "
				  "kept beside.\n"));
	else
		fprintf(stderr, _("caducad: nothing was changed in '%s'.\n"), database);
	if (!strcmp(err->code, "not-ours"))
		fprintf(
		    stderr, _("caducad: its owner restores it; for a team: runuser -u caduca -- "
			      "caducad --team --restore - --replace <FILE\n"));
	json_decref(args);
	buf_release(&b);
}

static void
say_done(const struct restored *r, const char *file, const char *database)
{
	printf(_("'%s' was restored into '%s'.\n"), file, database);
	printf(ngettext("It watches %lld monitor.\n", "It watches %lld monitors.\n",
		   (unsigned long)r->monitors),
	    (long long)r->monitors);
	printf(
	    _("Its audit trail holds, and has %lld events with this one.\n"), (long long)r->events);
	if (r->kept)
		printf(_("What was there is kept: '%s'.\n"), r->kept);
}

int
restore_main(const char *state, const char *file, bool replace)
{
	char *database = path_join(state, "caduca.db"), *login = sys_user_name(getuid());
	const struct actor actor = {.uid = getuid(), .login = login, .proven = true};
	struct restored r = {0};
	struct err err = {0};
	int rc = -1, fd;

	words_init(NULL);
	fd = strcmp(file, "-") != 0 ? open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
				    : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		err_file(&err, "cannot open", file);
	else
		rc = store_restore(database, fd, file, replace, &actor, clock_system(), &r, &err);
	if (rc)
		say_refusal(&err, database);
	else
		say_done(&r, file, database);
	restored_release(&r);
	sys_close(&fd);
	free(login);
	free(database);
	return rc ? 1 : 0;
}
