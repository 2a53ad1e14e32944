/* caducactl backup: asks for one more of the backend's own; with a name it makes the new file itself, with the user's rights
 * and never over another, and hands the descriptor to the backend, which writes; one that did not end well is removed. */
#include "ctl/ctl.h"

#include "base/mem.h"
#include "base/members.h"
#include "words/words.h"

#include <errno.h>
#include <fcntl.h>

enum { PATIENCE_S = 45 * 60 }; /* the backend gives up sooner (daemon/backups.h) */

/* The file is made here, with the user's own rights, never over another; the backend only gets the
 * descriptor. */
static int
make_file(const char *path, int *fd, struct err *err)
{
	*fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (*fd >= 0)
		return 0;
	return errno == EEXIST ? err_set(err, "exists", "%s", path)
			       : err_new_file(err, "cannot make", path);
}

static int
back_up_to(struct ctl *ctl, const char *path)
{
	struct err err = {0};
	json_t *ok;
	int fd;

	if (make_file(path, &fd, &err) < 0)
		return ctl_complain_err(ctl, &err);
	client_attach_fd(ctl->client, fd);
	ok = ctl_call(ctl, "backup", NULL, NULL, NULL);
	if (ok && fsync(fd) < 0) {
		err_file(&err, "cannot write", path);
		ctl_complain_err(ctl, &err);
		json_decref(ok);
		ok = NULL;
	}
	close(fd);
	if (!ok) {
		unlink(path); /* half a backup is worse than none */
		return EXIT_FAILED;
	}
	ctl_say(_("%s: %lld bytes."), path, (long long)number_of(ok, "bytes"));
	json_decref(ok);
	return EXIT_DONE;
}

/* One more of the backend's own. */
static int
back_up_there(struct ctl *ctl)
{
	json_t *ok = ctl_call(ctl, "backup.now", NULL, NULL, NULL);

	if (!ok)
		return EXIT_FAILED;
	ctl_say(_("%s: %lld bytes."), text_of(ok, "path"), (long long)number_of(ok, "bytes"));
	json_decref(ok);
	return EXIT_DONE;
}

int
backup_run(struct ctl *ctl, int argc, char **argv)
{
	int count, code = ctl_arguments(ctl, argc, argv, NULL, 0, 0, 1, &argv, &count);

	if (code)
		return code;
	if (ctl_connect(ctl) < 0)
		return EXIT_FAILED;
	client_patience(ctl->client, PATIENCE_S);
	return count ? back_up_to(ctl, argv[0]) : back_up_there(ctl);
}
