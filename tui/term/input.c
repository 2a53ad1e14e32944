/* What a terminal sends is a stream: a key is one byte, a UTF-8 character, or an escape sequence,
 * and any of them may arrive cut in two. Each reader below looks at the start of what is there and
 * answers how many bytes it took: 0 is "not all of it is here yet". A sequence that means nothing
 * to us is taken whole and dropped, so that its tail can never act as keys: a terminal that answers
 * a question nobody asked must not retire a monitor.
 *
 * Between ESC [200~ and ESC [201~ stands a paste. It is collected up to a bound and cleaned; it
 * is never keys. */
#include "tui/term/input.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

enum {
	LEARNED_MAX = 64,
	ESC = 0x1b,
	CTRL_C = 0x03,
	PARAMETERS_MAX = 4,
	SEQUENCE_MAX_BYTES = 256,
	MOUSE_MAX_CELLS = 4096
};

static const char paste_end[] = "\033[201~";

struct decoder {
	struct buf bytes;   /* not understood yet */
	bool latin1;        /* of bytes that are no UTF-8 */
	bool mouse;         /* it was asked for */
	bool skipping;      /* the rest of a sequence that is too long, up to its end */
	struct input moved; /* what a sequence said of the mouse; INPUT_NONE: nothing */
	bool flushed;       /* what is there is all that comes */
	bool pasting;
	struct buf paste; /* as it came, while pasting */
	struct buf clean; /* what the last INPUT_PASTE pointed to */
	struct {
		char *sequence;
		uint32_t key;
	} learned[LEARNED_MAX];
	size_t learned_count;
};

struct decoder *
input_new(void)
{
	return mem_alloc(sizeof(struct decoder));
}

void
input_free(struct decoder *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->learned_count; i++)
		free(d->learned[i].sequence);
	buf_release(&d->bytes);
	buf_release(&d->paste);
	buf_release(&d->clean);
	free(d);
}

void
input_allow_latin1(struct decoder *d)
{
	d->latin1 = true;
}

void
input_allow_mouse(struct decoder *d)
{
	d->mouse = true;
}

void
input_learn(struct decoder *d, const char *sequence, uint32_t key)
{
	if (sequence[0] != ESC || !sequence[1] || d->learned_count == LEARNED_MAX)
		return; /* single bytes have their meaning already */
	d->learned[d->learned_count].sequence = mem_strdup(sequence);
	d->learned[d->learned_count++].key = key;
}

void
input_feed(struct decoder *d, const char *bytes, size_t len)
{
	buf_add(&d->bytes, bytes, len);
	d->flushed = false;
}

/* ---- keys ---- */

/* ESC [ number ~, by number */
static const uint32_t tilde_keys[] = {
    [1] = K_HOME,
    [2] = K_INSERT,
    [3] = K_DELETE,
    [4] = K_END,
    [5] = K_PAGE_UP,
    [6] = K_PAGE_DOWN,
    [7] = K_HOME,
    [8] = K_END,
    [11] = K_F1,
    [12] = K_F1 + 1,
    [13] = K_F1 + 2,
    [14] = K_F1 + 3,
    [15] = K_F1 + 4,
    [17] = K_F1 + 5,
    [18] = K_F1 + 6,
    [19] = K_F1 + 7,
    [20] = K_F1 + 8,
    [21] = K_F1 + 9,
    [23] = K_F1 + 10,
    [24] = K_F1 + 11,
};

/* ESC [ letter and ESC O letter */
static uint32_t
letter_key(char letter)
{
	static const struct {
		char letter;
		uint32_t key;
	} keys[] = {
	    {'A', K_UP},
	    {'B', K_DOWN},
	    {'C', K_RIGHT},
	    {'D', K_LEFT},
	    {'H', K_HOME},
	    {'F', K_END},
	    {'P', K_F1},
	    {'Q', K_F1 + 1},
	    {'R', K_F1 + 2},
	    {'S', K_F1 + 3},
	    {'Z', K_BACKTAB},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (keys[i].letter == letter)
			return keys[i].key;
	return 0;
}

/* ESC O letter only: rxvt's arrows with Ctrl, and the numeric pad of PuTTY. */
static uint32_t
pad_key(char letter)
{
	if (letter >= 'a' && letter <= 'd')
		return K_CTRL | letter_key((char)(letter - 'a' + 'A'));
	if (letter == 'M')
		return K_ENTER;
	if (letter >= 'j' && letter <= 'y') /* * + , - . / 0 to 9 */
		return (uint32_t)(letter - 'j' + '*');
	return letter_key(letter);
}

/* A single byte below ' ', or DEL. */
static uint32_t
control_key(unsigned char c)
{
	switch (c) {
	case '\r':
		return K_ENTER;
	case '\t':
		return K_TAB;
	case '\b':
	case 0x7f:
		return K_BACKSPACE;
	case ESC:
		return K_ESCAPE;
	case 0:
		return K_CTRL | ' ';
	default:
		return K_CTRL | (c + (c < ESC ? 'a' - 1U : '@' + 0U));
	}
}

/* xterm's parameter for modifiers: 1 + (1 Shift, 2 Alt, 4 Ctrl). */
static uint32_t
modifiers_of(unsigned parameter)
{
	unsigned bits = parameter ? parameter - 1 : 0;

	return (bits & 2 ? (uint32_t)K_ALT : 0) | (bits & 4 ? (uint32_t)K_CTRL : 0);
}

/* A key given as a code point and modifiers (CSI u, modifyOtherKeys), as the plain bytes would
 * have given it. */
static uint32_t
code_key(unsigned code, unsigned parameter)
{
	uint32_t modifiers = modifiers_of(parameter);

	if (code == '\t' && parameter && (parameter - 1) & 1)
		return K_BACKTAB;
	if (code < 0x20 || code == 0x7f)
		return control_key((unsigned char)code) | modifiers;
	if (!text_printable(code))
		return 0;
	return code | modifiers;
}

/* One character without an escape; 0 when it is cut, -1 when it is no key (a stray byte). */
static int
read_character(const char *s, size_t len, uint32_t *key)
{
	unsigned char c = (unsigned char)s[0];
	size_t need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
	int n;

	if (c < 0x20 || c == 0x7f) {
		*key = control_key(c);
		return 1;
	}
	n = text_decode(s, len, key);
	if (n < 0 && len < need && c <= 0xf4) {
		for (size_t i = 1; i < len; i++)
			if ((s[i] & 0xc0) != 0x80)
				return -1;
		return 0;
	}
	return n > 0 && text_printable(*key) ? n : n > 0 ? (*key = 0, n) : -1;
}

/* A byte that is no UTF-8: dropped, it would be missing from a password that nobody sees. 0: it is nothing. */
static uint32_t
latin1_key(const struct decoder *d, char c)
{
	return d->latin1 && (unsigned char)c >= 0xa0 ? (unsigned char)c : 0;
}

/* ---- sequences: each returns the bytes taken, 0 when there must be more ---- */

/* ESC [ < button ; column ; row M, cells from 1; what is pressed, not what is let go (m) or moved. */
static void
read_mouse(struct decoder *d, const char *s, size_t len)
{
	enum { BUTTON, COLUMN, ROW, COUNT, MODIFIERS = 4 | 8 | 16, WHEEL = 64 };
	unsigned numbers[COUNT] = {0};
	int at = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == ';' && at < COUNT - 1)
			at++;
		else if (s[i] >= '0' && s[i] <= '9' && numbers[at] < MOUSE_MAX_CELLS)
			numbers[at] = numbers[at] * 10 + (unsigned)(s[i] - '0');
		else
			return;
	}
	numbers[BUTTON] &= ~(unsigned)MODIFIERS;
	if (at != ROW || !numbers[COLUMN] || !numbers[ROW] || numbers[COLUMN] > MOUSE_MAX_CELLS ||
	    numbers[ROW] > MOUSE_MAX_CELLS ||
	    (numbers[BUTTON] && numbers[BUTTON] != WHEEL && numbers[BUTTON] != WHEEL + 1))
		return;
	d->moved = (struct input){.kind = INPUT_MOUSE,
	    .mouse = !numbers[BUTTON]           ? MOUSE_CLICK
		     : numbers[BUTTON] == WHEEL ? MOUSE_WHEEL_UP
						: MOUSE_WHEEL_DOWN,
	    .row = (int)numbers[ROW] - 1,
	    .column = (int)numbers[COLUMN] - 1};
}

/* ESC [ parameters intermediates final (ECMA-48, 5.4) */
static size_t
read_csi(struct decoder *d, const char *s, size_t len, uint32_t *key)
{
	unsigned parameters[PARAMETERS_MAX] = {0};
	int count = 0;
	bool ours = true; /* digits and semicolons only */
	size_t i = 2;
	char final;

	if (len > 3 && s[2] == '[') { /* the Linux console's F1 to F5 */
		*key = s[3] >= 'A' && s[3] <= 'E' ? K_F1 + (uint32_t)(s[3] - 'A') : 0;
		return 4;
	}
	for (; i < len && s[i] >= 0x20 && s[i] < 0x40; i++) {
		if (s[i] == ';')
			count += count < PARAMETERS_MAX - 1;
		else if (s[i] >= '0' && s[i] <= '9' && parameters[count] < 0x110000)
			parameters[count] = parameters[count] * 10 + (unsigned)(s[i] - '0');
		else
			ours = false;
	}
	if (i >= SEQUENCE_MAX_BYTES) { /* no terminal sends that: nothing of it is kept */
		d->skipping = true;
		return i;
	}
	if (i == len || (i == 2 && s[2] == '['))
		return 0;
	final = s[i++];
	if (final < 0x40 ||
	    final > 0x7e) /* no sequence at all: the ESC [ is dropped, the rest is read anew */
		return i - 1;
	if (final == 'M' && i == 3) /* a mouse that nobody asked for: three bytes follow */
		return len < 6 ? 0 : 6;
	if (d->mouse && s[2] == '<' && final == 'M')
		read_mouse(d, s + 3, i - 4);
	if (!ours)
		return i;
	if (final == '~' && parameters[0] == 200)
		d->pasting = true;
	else if (final == '~' && parameters[0] == 27)
		*key = code_key(parameters[2], parameters[1]);
	else if (final == '~' && parameters[0] < sizeof(tilde_keys) / sizeof(*tilde_keys))
		*key = tilde_keys[parameters[0]];
	else if (final == 'u')
		*key = code_key(parameters[0], parameters[1]);
	else
		*key = letter_key(final);
	if (*key >= K_NAME_FIRST && final != 'u' && parameters[0] != 27)
		*key |= modifiers_of(parameters[1]);
	return i;
}

/* ESC ] P X ^ _: a text up to BEL or ESC \, which nobody asked for. */
static size_t
read_string(const char *s, size_t len)
{
	for (size_t i = 2; i < len; i++) {
		if (s[i] == 7)
			return i + 1;
		if (s[i] == ESC && i + 1 < len)
			return s[i + 1] == '\\' ? i + 2 : i;
	}
	return 0;
}

/* The longest learned sequence that stands here; *partly when more bytes could make one. */
static size_t
read_learned(const struct decoder *d, const char *s, size_t len, uint32_t *key, bool *partly)
{
	size_t best = 0;

	for (size_t i = 0; i < d->learned_count; i++) {
		size_t n = strlen(d->learned[i].sequence);

		if (n > len) {
			*partly |= !memcmp(s, d->learned[i].sequence, len);
		} else if (n > best && !memcmp(s, d->learned[i].sequence, n)) {
			best = n;
			*key = d->learned[i].key;
		}
	}
	return best;
}

/* len > 1, s[0] == ESC */
static size_t
read_escape(struct decoder *d, const char *s, size_t len, uint32_t *key)
{
	bool partly = false;
	size_t taken = read_learned(d, s, len, key, &partly);
	int n;

	if (taken)
		return taken;
	if (partly && !d->flushed)
		return 0;
	switch (s[1]) {
	case '[':
		return read_csi(d, s, len, key);
	case 'O':
		if (len == 2)
			return 0;
		*key = pad_key(s[2]);
		return 3;
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_':
		return read_string(s, len);
	case ESC:
		*key = K_ESCAPE;
		return 1;
	default:
		n = read_character(s + 1, len - 1, key);
		if (n > 0 && *key)
			*key |= K_ALT;
		return n < 0 ? 2 : n ? (size_t)n + 1 : 0;
	}
}

/* What is left when nothing more comes. */
static size_t
read_leftover(const struct decoder *d, const char *s, size_t len, uint32_t *key)
{
	if (s[0] == ESC && len == 1)
		*key = K_ESCAPE;
	else if (s[0] == ESC && len == 2)
		*key = K_ALT | (uint32_t)s[1];
	else if ((*key = latin1_key(d, s[0])))
		return 1;
	return len;
}

/* ---- pastes ---- */

enum { PASTE_ROOM = 64 * 1024 };

/* It may have been a private key. */
static void
forget(struct buf *b)
{
	if (b->data)
		explicit_bzero(b->data, b->cap);
	b->len = 0;
}

/* Moves what is pasted out of the bytes; true when its end was met. */
static bool
paste_collect(struct decoder *d)
{
	const size_t end_len = sizeof(paste_end) - 1;
	char *end = d->bytes.len ? memmem(d->bytes.data, d->bytes.len, paste_end, end_len) : NULL;
	size_t len = end                      ? (size_t)(end - d->bytes.data)
		     : d->bytes.len < end_len ? 0
					      : d->bytes.len - end_len + 1;
	size_t room = INPUT_PASTE_MAX_BYTES - d->paste.len;

	buf_reserve(&d->paste, PASTE_ROOM); /* growing would leave copies of its start about */
	buf_add(&d->paste, buf_str(&d->bytes), len < room ? len : room);
	buf_consume(&d->bytes, end ? len + end_len : len);
	explicit_bzero(d->bytes.data + d->bytes.len, d->bytes.cap - d->bytes.len);
	return end != NULL;
}

/* A byte that is no UTF-8 is a letter of Latin-1 where the terminal is, as it is when it is typed. */
static void
paste_widen(struct decoder *d)
{
	struct buf wide = {0};
	const char *s = buf_str(&d->paste);
	size_t len = d->paste.len;

	buf_reserve(&wide, 2 * len + 1); /* growing would leave copies about */
	while (len) {
		uint32_t c = 0;
		int n = text_decode(s, len, &c);
		size_t taken = n > 0 ? (size_t)n : 1;

		if (n < 0 && latin1_key(d, *s))
			text_encode(&wide, latin1_key(d, *s));
		else
			buf_add(&wide, s, taken);
		s += taken;
		len -= taken;
	}
	forget(&d->paste);
	buf_add(&d->paste, buf_str(&wide), wide.len);
	forget(&wide);
	buf_release(&wide);
}

static void
paste_clean(struct decoder *d)
{
	const char *s = buf_str(&d->paste), *end = s + d->paste.len;

	buf_reserve(&d->clean, PASTE_ROOM);
	while (s < end) {
		const char *stop = s;

		while (stop < end && *stop != '\r' && *stop != '\n' && *stop != '\t')
			stop++;
		text_clean(&d->clean, s, (size_t)(stop - s));
		if (stop < end)
			buf_putc(&d->clean, *stop == '\t' ? ' ' : '\n');
		if (end - stop > 1 && stop[0] == '\r' && stop[1] == '\n')
			stop++;
		s = stop + 1;
	}
	forget(&d->paste);
}

/* Takes what belongs to the sequence that is too long. */
static void
skip(struct decoder *d)
{
	const char *s = buf_str(&d->bytes);
	size_t len = 0;

	while (len < d->bytes.len && s[len] >= 0x20 && s[len] < 0x40)
		len++;
	if (len < d->bytes.len) {
		d->skipping = false;
		len += s[len] >= 0x40 && s[len] < 0x7f;
	}
	buf_consume(&d->bytes, len);
}

/* ---- the whole ---- */

bool
input_next(struct decoder *d, struct input *in)
{
	*in = (struct input){.kind = INPUT_NONE};
	if (d->clean.len)
		forget(&d->clean); /* it was looked at */
	for (;;) {
		const char *s = buf_str(&d->bytes);
		size_t taken = 0;
		uint32_t key = 0;
		int n;

		if (d->pasting) {
			if (!paste_collect(d))
				return false;
			d->pasting = false;
			if (d->latin1)
				paste_widen(d);
			paste_clean(d);
			*in = (struct input){.kind = INPUT_PASTE, .paste = buf_str(&d->clean)};
			return true;
		}
		if (d->skipping) {
			skip(d);
			s = buf_str(&d->bytes);
		}
		if (!d->bytes.len)
			return false;
		if (s[0] != ESC) {
			n = read_character(s, d->bytes.len, &key);
			taken = n < 0 ? 1 : (size_t)n;
			key = n < 0 ? latin1_key(d, *s) : key;
		} else if (d->bytes.len > 1) {
			taken = read_escape(d, s, d->bytes.len, &key);
		}
		if (!taken && d->flushed)
			taken = read_leftover(d, s, d->bytes.len, &key);
		if (!taken)
			return false;
		buf_consume(&d->bytes, taken);
		if (key) {
			*in = (struct input){.kind = INPUT_KEY, .key = key};
			return true;
		}
		if (d->moved.kind == INPUT_MOUSE) {
			*in = d->moved;
			d->moved.kind = INPUT_NONE;
			return true;
		}
	}
}

/* A terminal that dies in a paste leaves the program deaf to every key. Text that is pasted goes on after an ESC;
 * a person who presses it, or ^C, waits to see what happens. */
static bool
paste_given_up(const struct decoder *d)
{
	char last = d->bytes.len ? d->bytes.data[d->bytes.len - 1] : '\0';

	return last == ESC || last == CTRL_C;
}

int
input_wait_ms(const struct decoder *d)
{
	if (d->pasting)
		return paste_given_up(d) ? INPUT_GIVE_UP_MS : -1;
	if (!d->bytes.len)
		return -1;
	return d->bytes.len == 1 && d->bytes.data[0] == ESC ? INPUT_ESCAPE_MS : INPUT_SEQUENCE_MS;
}

void
input_flush(struct decoder *d)
{
	if (d->pasting && paste_given_up(d)) {
		d->pasting = false;
		forget(&d->paste);
		forget(&d->bytes);
	}
	d->skipping = false;
	d->flushed = d->bytes.len > 0;
}
