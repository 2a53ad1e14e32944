/* Files come and go in the folder by what its watcher tells (tui/model/files.h). What one is, the backend is asked
 * about one at a time, the newest first, and only while somebody looks at the list; a file that comes while the
 * console runs is asked about at once. The answer stays with the file until its time or size is another.
 *
 * The last that came and fits an open renewal is the offer, until it is accepted, put off or gone. */
#include "tui/model/inbox.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/model/files.h"
#include "tui/model/link.h"
#include "tui/model/renewal_read.h"
#include "words/words.h"

enum { LOOK_AT_MOST = 30 }; /* of the newest */

struct inbox {
	struct link *link;
	struct files *files;
	struct inbox_owner owner;
	char *state, *folder;
	struct inbox_file *items;
	size_t count;
	char *asked; /* the name of the file that is being inspected; NULL none */
	bool wanted; /* somebody looks */
	struct inbox_offer offer;
};

static void inspect_next(struct inbox *in);

/* ---- files ---- */

static void
forget_words(struct inbox_file *f)
{
	json_decref(f->document);
	json_decref(f->fits);
	json_decref(f->error);
	f->document = f->fits = f->error = NULL;
}

static void
file_release(struct inbox_file *f)
{
	forget_words(f);
	free(f->name);
	free(f->path);
}

static struct inbox_file *
find(const struct inbox *in, const char *name)
{
	for (size_t i = 0; name && i < in->count; i++)
		if (!strcmp(in->items[i].name, name))
			return &in->items[i];
	return NULL;
}

/* What was known of it stays, unless it is another file. */
static struct inbox_file
file_told(struct inbox *in, const json_t *told)
{
	struct inbox_file *old = find(in, text_of(told, "name")), f = {0};
	bool same = old && old->at == number_of(told, "at") &&
		    old->bytes == number_of(told, "bytes") && !flag_of(told, "new");

	if (same) {
		f = *old;
		*old = (struct inbox_file){.name = mem_strdup(old->name), .path = NULL};
		return f;
	}
	f.name = mem_strdup(text_of(told, "name"));
	f.path = mem_printf("%s/%s", in->folder, f.name);
	f.at = number_of(told, "at");
	f.bytes = number_of(told, "bytes");
	f.new = flag_of(told, "new");
	return f;
}

static void
drop_all(struct inbox *in)
{
	for (size_t i = 0; i < in->count; i++)
		file_release(&in->items[i]);
	free(in->items);
	in->items = NULL;
	in->count = 0;
}

void
inbox_told(struct inbox *in, const json_t *data)
{
	const json_t *files = json_object_get(data, "files"), *one;
	struct inbox_file *items = mem_array(json_array_size(files) + 1, sizeof(*items));
	size_t i, count = 0;

	mem_replace(&in->state, text_of(data, "state"));
	mem_replace(&in->folder, text_of(data, "folder"));
	json_array_foreach(files, i, one)
		items[count++] = file_told(in, one);
	drop_all(in);
	in->items = items;
	in->count = count;
	if (in->offer.name && !find(in, in->offer.name))
		inbox_offer_done(in);
	inspect_next(in);
	in->owner.changed(in->owner.arg);
}

/* ---- what they are ---- */

static void
offer(struct inbox *in, struct inbox_file *f)
{
	const json_t *fit = json_array_get(f->fits, 0);

	f->new = false;
	if (!fit)
		return;
	inbox_offer_done(in);
	in->offer = (struct inbox_offer){mem_strdup(f->name), mem_strdup(text_of(fit, "step")),
	    mem_strdup(text_of(fit, "number")), number_of(fit, "renewal")};
	in->owner.offered(in->owner.arg);
}

static void
inspected(const json_t *ok, const json_t *error, void *arg)
{
	struct inbox *in = arg;
	struct inbox_file *f = find(in, in->asked);

	mem_replace(&in->asked, NULL);
	if (f &&
	    f->asked) { /* else another file has come under that name: it is asked about anew */
		forget_words(f);
		f->document = json_deep_copy(json_object_get(ok, "document"));
		f->fits = json_deep_copy(json_object_get(ok, "fits"));
		f->error = json_deep_copy(error);
		if (f->new)
			offer(in, f);
	}
	inspect_next(in);
	in->owner.changed(in->owner.arg);
}

static void
opened(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct inbox *in = arg;

	(void)ok;
	if (fd < 0) {
		inspected(NULL, error, in);
		return;
	}
	link_call_fds(in->link, "document.fits", json_pack("{s:s}", "name", in->asked), &fd, 1,
	    inspected, in);
}

/* One at a time, the newest first. */
static void
inspect_next(struct inbox *in)
{
	if (in->asked || link_state(in->link) != LINK_UP)
		return;
	for (size_t i = 0; i < in->count && i < LOOK_AT_MOST; i++) {
		struct inbox_file *f = &in->items[i];

		if (f->asked || !(f->new || in->wanted))
			continue;
		f->asked = true;
		in->asked = mem_strdup(f->name);
		files_call(in->files, "open", json_pack("{s:s}", "path", f->path), opened, in);
		return;
	}
}

void
inbox_inspect(struct inbox *in, bool again)
{
	in->wanted = true;
	for (size_t i = 0; again && i < in->count; i++)
		in->items[i].asked = false;
	inspect_next(in);
}

void
inbox_up(struct inbox *in)
{
	for (size_t i = 0; i < in->count; i++)
		if (!strcmp(text_of(in->items[i].error, "code"), "connection-lost"))
			in->items[i].asked = false;
	inspect_next(in);
}

/* ---- reading ---- */

const char *
inbox_state(const struct inbox *in)
{
	return in->state ? in->state : "";
}

size_t
inbox_count(const struct inbox *in)
{
	return in->count;
}

const struct inbox_file *
inbox_get(const struct inbox *in, size_t i)
{
	return i < in->count ? &in->items[i] : NULL;
}

const struct inbox_file *
inbox_find(const struct inbox *in, const char *name)
{
	return find(in, name);
}

/* A key ("cds-cesicat/csr") may be named without its procedure. */
static bool
is_step(const char *named, const char *key)
{
	const char *tail = strrchr(key, '/');

	return !strcmp(named, key) || (tail && !strcmp(named, tail + 1));
}

const char *
inbox_fits(const struct inbox_file *f, int64_t renewal, const char *step)
{
	const json_t *fit;
	size_t i;

	json_array_foreach(f->fits, i, fit)
		if (number_of(fit, "renewal") == renewal && is_step(text_of(fit, "step"), step)) {
			return text_of(fit, "how");
		}
	return NULL;
}

void
inbox_words(
    const struct inbox_file *f, int64_t renewal, const char *step, int64_t now, struct buf *out)
{
	const char *how = inbox_fits(f, renewal, step);
	const json_t *other = json_array_get(f->fits, 0);

	if (!f->document && !f->error) {
		buf_puts(out, f->asked ? "…" : "");
		return;
	}
	if (!strcmp(text_of(f->error, "code"), "p12-password-needed"))
		buf_puts(out, _("PKCS#12, with a password"));
	else if (f->document)
		words_document(f->document, now, out);
	else
		words_error(text_of(f->error, "code"), json_object_get(f->error, "args"), out);
	if (how)
		buf_printf(out, " · %s",
		    !strcmp(how, "spki") ? _("fits by its key") : _("fits by its name"));
	else if (other)
		buf_printf(
		    out, " · %s %lld", _("fits renewal"), (long long)number_of(other, "renewal"));
}

const struct inbox_offer *
inbox_offer(const struct inbox *in)
{
	return &in->offer;
}

void
inbox_offer_done(struct inbox *in)
{
	free(in->offer.name);
	free(in->offer.step);
	free(in->offer.number);
	in->offer = (struct inbox_offer){0};
}

struct inbox *
inbox_new(struct link *k, struct files *f, const struct inbox_owner *owner)
{
	struct inbox *in = mem_alloc(sizeof(*in));

	*in = (struct inbox){.link = k, .files = f, .owner = *owner};
	return in;
}

void
inbox_free(struct inbox *in)
{
	if (!in)
		return;
	link_forget(in->link, in);
	files_forget(in->files, in);
	drop_all(in);
	inbox_offer_done(in);
	free(in->state);
	free(in->folder);
	free(in->asked);
	free(in);
}
