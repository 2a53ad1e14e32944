/* Bindings are a list in the order of the files. A key is looked up by walking it: there are some
 * dozens of them and one key at a time, so an index would only be something to keep right.
 *
 * A sequence needs no time-out because no binding may begin with another one of its context:
 * such a clash is found when the file is read (the later one stays), and then each key either
 * ends a sequence, goes on with one, or means nothing. A screen's own bindings hide those of "*"
 * that are equal, longer or shorter. */
#include "tui/keys/keys.h"

#include "tui/keys/keys_table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/text.h"
#include "tui/keys/keyname.h"
#include "tui/term/key.h"
#include "words/words.h"

/* How two sequences of keys meet. */
enum meeting { APART, SAME, SHORTER /* the first begins the second */, LONGER };

static enum meeting
meet(const uint32_t *a, int a_length, const uint32_t *b, int b_length)
{
	for (int i = 0; i < a_length && i < b_length; i++)
		if (a[i] != b[i])
			return APART;
	return a_length == b_length ? SAME : a_length < b_length ? SHORTER : LONGER;
}

static char *
sequence_text(const struct binding *b)
{
	struct buf text = {0};

	for (int i = 0; i < b->length; i++) {
		if (i)
			buf_putc(&text, ' ');
		keyname_write(b->keys[i], &text);
	}
	return buf_steal(&text);
}

static const char *
action_word(enum action a)
{
	return a == ACTION_NONE ? _("nothing") : action_info(a)->name;
}

/* ---- complaints ---- */

void
keys_complain(struct keys *k, const char *file, int line, bool error, const char *fmt, ...)
{
	struct buf text = {0};
	va_list ap;
	struct complaint *c;

	buf_puts(&text, file);
	if (line)
		buf_printf(&text, ":%d", line);
	buf_puts(&text, ": ");
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	k->complaints = mem_resize(k->complaints, k->complaint_count + 1, sizeof(*k->complaints));
	c = &k->complaints[k->complaint_count++];
	c->text = text_cleaned(buf_str(&text), 0);
	c->error = error;
	buf_release(&text);
}

size_t
keys_complaint_count(const struct keys *k)
{
	return k->complaint_count;
}

const char *
keys_complaint(const struct keys *k, size_t i)
{
	return k->complaints[i].text;
}

bool
keys_failed(const struct keys *k)
{
	for (size_t i = 0; i < k->complaint_count; i++)
		if (k->complaints[i].error)
			return true;
	return false;
}

/* ---- the table ---- */

static void
binding_remove(struct keys *k, size_t i)
{
	memmove(&k->bindings[i], &k->bindings[i + 1],
	    (k->binding_count - i - 1) * sizeof(*k->bindings));
	k->binding_count--;
}

/* Says what a new binding does to an old one, where the two are of one context. */
static void
complain_of_meeting(
    struct keys *k, const struct binding *b, const struct binding *old, enum meeting how)
{
	char *keys = sequence_text(b), *old_keys = sequence_text(old);

	if (how == SAME)
		keys_complain(k, b->file, b->line, false,
		    _("%s in '%s' now does %s; it did %s (%s:%d). Write bind! where this is meant"),
		    keys, context_name(b->context), action_word(b->action),
		    action_word(old->action), old->file, old->line);
	else
		keys_complain(k, b->file, b->line, true,
		    _("%s (%s) in '%s' takes the place of %s (%s, %s:%d): one begins with the "
		      "other"),
		    keys, action_word(b->action), context_name(b->context), old_keys,
		    action_word(old->action), old->file, old->line);
	free(keys);
	free(old_keys);
}

/* Between a screen and "*" nothing is removed, since other screens may need it; but a sequence
 * that begins with another one cannot be typed on that screen. */
static void
complain_of_hiding(struct keys *k, const struct binding *b, const struct binding *old)
{
	const struct binding *own = b->context == CONTEXT_ANY ? old : b;
	const struct binding *any = b->context == CONTEXT_ANY ? b : old;
	char *keys, *any_keys;

	if (!action_works_in(any->action, own->context))
		return;
	keys = sequence_text(own);
	any_keys = sequence_text(any);
	keys_complain(k, b->file, b->line, true,
	    _("%s (%s, %s:%d) in '%s' hides %s (%s, %s:%d) of '*': one begins with the other"),
	    keys, action_word(own->action), own->file, own->line, context_name(own->context),
	    any_keys, action_word(any->action), any->file, any->line);
	free(keys);
	free(any_keys);
}

void
keys_bind(struct keys *k, const struct binding *b, bool meant)
{
	for (size_t i = 0; i < k->binding_count;) {
		const struct binding *old = &k->bindings[i];
		enum meeting how = meet(b->keys, b->length, old->keys, old->length);
		bool same_context = b->context == old->context;

		if (how == APART || (!same_context && (how == SAME || meant))) {
			i++;
		} else if (same_context) {
			if (!meant && (how != SAME || old->action != b->action))
				complain_of_meeting(k, b, old, how);
			binding_remove(k, i);
		} else {
			if (b->context == CONTEXT_ANY || old->context == CONTEXT_ANY)
				complain_of_hiding(k, b, old);
			i++;
		}
	}
	k->bindings = mem_resize(k->bindings, k->binding_count + 1, sizeof(*k->bindings));
	k->bindings[k->binding_count++] = *b;
}

bool
keys_unbind(struct keys *k, const struct binding *b)
{
	bool found = false, hidden = false;

	for (size_t i = 0; i < k->binding_count;) {
		const struct binding *old = &k->bindings[i];

		if (meet(b->keys, b->length, old->keys, old->length) != SAME) {
			i++;
		} else if (b->context == old->context || b->context == CONTEXT_ANY) {
			binding_remove(k, i);
			found = true;
		} else {
			hidden |= old->context == CONTEXT_ANY;
			i++;
		}
	}
	if (hidden)
		keys_bind(k, b, true); /* to nothing */
	return found || hidden;
}

struct keys *
keys_load(const char *const *paths, size_t count)
{
	struct keys *k = mem_alloc(sizeof(*k));

	keys_read_builtin(k);
	for (size_t i = 0; i < count; i++)
		if (paths[i] && access(paths[i], F_OK) == 0)
			keys_read_file(k, paths[i]);
	return k;
}

struct keys *
keys_load_default(void)
{
	char *user = path_user_config();
	char *paths[] = {
	    path_join(PATH_SYSTEM_CONFIG, "keybindings.conf"),
	    user ? path_join(user, "keybindings.conf") : NULL,
	};
	struct keys *k = keys_load((const char *const[]){paths[0], paths[1]}, 2);

	free(paths[0]);
	free(paths[1]);
	free(user);
	return k;
}

void
keys_free(struct keys *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->complaint_count; i++)
		free(k->complaints[i].text);
	for (size_t i = 0; i < k->file_count; i++)
		free(k->files[i]);
	free(k->complaints);
	free(k->files);
	free(k->bindings);
	free(k);
}

/* ---- feeding ---- */

bool
keys_typed(enum context context, uint32_t key)
{
	return (context == CONTEXT_FORM || context == CONTEXT_TEXT) && key < K_NAME_FIRST;
}

/* What the sequence is among the bindings of one context, as they hold on the screen `on`. */
static enum meeting
look_up(const struct keys *k, enum context context, enum context on, const uint32_t *keys,
    int length, enum action *a)
{
	enum meeting best = APART;

	for (size_t i = 0; i < k->binding_count; i++) {
		const struct binding *b = &k->bindings[i];
		enum meeting how;

		if (b->context != context ||
		    (b->action != ACTION_NONE && !action_works_in(b->action, on)))
			continue;
		how = meet(keys, length, b->keys, b->length);
		if (how == SAME)
			*a = b->action;
		if (how == SAME || how == SHORTER)
			best = how;
	}
	return best;
}

static enum meeting
find(const struct keys *k, enum context on, const uint32_t *keys, int length, enum action *a)
{
	enum meeting how;

	*a = ACTION_NONE;
	if (keys_typed(on, keys[0]))
		return APART;
	how = look_up(k, on, on, keys, length, a);
	if (how == APART && on != CONTEXT_ANY)
		how = look_up(k, CONTEXT_ANY, on, keys, length, a);
	return how;
}

void
keys_reset(struct keys *k)
{
	k->fed_count = 0;
}

enum action
keys_feed(struct keys *k, enum context context, uint32_t key, bool *pending)
{
	enum action a;

	if (k->fed_count && k->fed_in != context)
		keys_reset(k);
	k->fed_in = context;
	k->fed[k->fed_count++] = key == K_SPACE ? ' ' : key;
	*pending = find(k, context, k->fed, k->fed_count, &a) == SHORTER;
	if (!*pending)
		keys_reset(k);
	return a;
}

enum action
keys_elsewhere(const struct keys *k, enum context here, uint32_t key, enum context *there)
{
	const uint32_t not_looked =
	    1U << CONTEXT_FORM | 1U << CONTEXT_TEXT | 1U << CONTEXT_CHOICE | 1U << CONTEXT_CONFLICT;
	enum action a;

	key = key == K_SPACE ? ' ' : key;
	for (enum context c = CONTEXT_ANY + 1; c < CONTEXT_COUNT; c++)
		if (c != here && !(not_looked >> c & 1) && look_up(k, c, c, &key, 1, &a) == SAME &&
		    a != ACTION_NONE && !action_works_in(a, here)) {
			*there = c;
			return a;
		}
	return ACTION_NONE;
}

/* ---- for people ---- */

void
keys_describe_pending(const struct keys *k, struct buf *out)
{
	for (int i = 0; i < k->fed_count; i++) {
		keyname_word(k->fed[i], out);
		buf_putc(out, ' ');
	}
}

/* True when typing the binding's keys on that screen does its action: nothing hides it. */
static bool
reaches(const struct keys *k, const struct binding *b, enum context on)
{
	enum action a;

	if (b->context != on && b->context != CONTEXT_ANY)
		return false;
	for (int length = 1; length < b->length; length++)
		if (find(k, on, b->keys, length, &a) != SHORTER)
			return false;
	return find(k, on, b->keys, b->length, &a) == SAME && a == b->action;
}

static void
describe(const struct keys *k, enum context context, enum action a, size_t most, struct buf *out)
{
	size_t said = 0;

	for (int length = 1; length <= SEQUENCE_MAX; length++)
		for (size_t i = 0; i < k->binding_count && said < most; i++) {
			const struct binding *b = &k->bindings[i];

			if (b->action != a || b->length != length || !reaches(k, b, context))
				continue;
			buf_puts(out, said++ ? ", " : "");
			for (int j = 0; j < length; j++) {
				buf_puts(out, j ? " " : "");
				keyname_word(b->keys[j], out);
			}
		}
}

void
keys_describe(const struct keys *k, enum context context, enum action a, struct buf *out)
{
	if (a != ACTION_NONE)
		describe(k, context, a, SIZE_MAX, out);
}

void
keys_describe_first(const struct keys *k, enum context context, enum action a, struct buf *out)
{
	if (a != ACTION_NONE)
		describe(k, context, a, 1, out);
}

static void
keys_print(const struct keys *k, struct buf *out)
{
	for (enum context c = 0; c < CONTEXT_COUNT; c++)
		for (size_t i = 0; i < k->binding_count; i++) {
			const struct binding *b = &k->bindings[i];
			char *keys = sequence_text(b), *file = text_cleaned(b->file, 0);

			if (b->context == c)
				buf_printf(out, "%-8s %-14s %-18s %s:%d\n", context_name(c), keys,
				    b->action ? action_info(b->action)->name : "-", file, b->line);
			free(file);
			free(keys);
		}
}

int
keys_check(const char *file, FILE *out)
{
	struct keys *k = file ? keys_load(NULL, 0) : keys_load_default();
	struct buf text = {0};
	int status;

	if (file)
		keys_read_file(k, file);
	keys_print(k, &text);
	for (size_t i = 0; i < k->complaint_count; i++)
		buf_printf(&text, "%s\n", k->complaints[i].text);
	fputs(buf_str(&text), out);
	status = keys_failed(k) ? 1 : 0;
	buf_release(&text);
	keys_free(k);
	return status;
}
