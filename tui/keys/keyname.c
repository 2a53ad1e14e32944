/* A terminal sends bytes, not keys: Ctrl with a letter is that letter's number, so <C-i> is Tab,
 * <C-m> is Enter, and what a person writes there could never be told from them. Such a key is
 * refused with the reason, rather than bound to something that never comes (or comes when Tab is
 * pressed). */
#include "tui/keys/keyname.h"

#include "base/buf.h"
#include "base/text.h"
#include "tui/term/key.h"
#include "words/words.h"

struct name {
	const char *name; /* in keybindings.conf, between < and > */
	uint32_t key;
	const char *word; /* msgid; NULL: an alias, written as the first of that key */
};

static const struct name names[] = {
    {"Enter", K_ENTER, N_("Enter")},
    {"Return", K_ENTER, NULL},
    {"Esc", K_ESCAPE, N_("Esc")},
    {"Space", ' ', N_("Space")},
    {"Tab", K_TAB, N_("Tab")},
    {"S-Tab", K_BACKTAB, N_("Shift+Tab")},
    {"Backspace", K_BACKSPACE, N_("Backspace")},
    {"Delete", K_DELETE, N_("Delete")},
    {"Insert", K_INSERT, N_("Insert")},
    {"Up", K_UP, N_("Up")},
    {"Down", K_DOWN, N_("Down")},
    {"Left", K_LEFT, N_("Left")},
    {"Right", K_RIGHT, N_("Right")},
    {"Home", K_HOME, N_("Home")},
    {"End", K_END, N_("End")},
    {"PageUp", K_PAGE_UP, N_("Page Up")},
    {"PageDown", K_PAGE_DOWN, N_("Page Down")},
    {"Less", '<', "<"},
    {"Hash", '#', "#"},
};

static const struct {
	uint32_t key;
	const char *why;
} refused[] = {
    {K_CTRL | 'i', N_("a terminal sends it as <Tab>")},
    {K_CTRL | 'm', N_("a terminal sends it as <Enter>")},
    {K_CTRL | '[', N_("a terminal sends it as <Esc>")},
    {K_CTRL | 'h', N_("a terminal sends it as <Backspace>")},
    {K_CTRL | 'z', N_("it suspends the console, whatever is bound")},
};

static const char *const bad_ctrl = N_("no terminal sends Ctrl with this key");
static const char *const bad_shift =
    N_("Shift is told apart only in <S-Tab>; write a capital letter as itself");
static const char *const bad_name = N_("there is no key of this name");
static const char *const bad_many = N_("write a sequence with blanks between its keys");

static uint32_t
named(const char *name, size_t len)
{
	unsigned n;
	int used = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i].name) == len && !strncasecmp(names[i].name, name, len))
			return names[i].key;
	if (sscanf(name, "%*[Ff]%2u>%n", &n, &used) == 1 && (size_t)used == len + 1 && n >= 1 &&
	    n <= 12)
		return K_F1 + n - 1;
	return 0;
}

/* True when text is one character and nothing more. */
static bool
one_character(const char *text, size_t len, uint32_t *key)
{
	return len > 0 && text_decode(text, len, key) == (int)len && *key != ' ' &&
	       text_columns(*key) > 0;
}

/* Ctrl makes a letter or one of a few signs; a named key takes it when terminals report it as a
 * parameter. */
static bool
takes_ctrl(uint32_t key)
{
	if (key < K_NAME_FIRST)
		return (key >= 'a' && key <= 'z') || (key < 0x80 && strchr(" [\\]^_", (int)key));
	return key != K_ENTER && key != K_TAB && key != K_BACKTAB && key != K_BACKSPACE &&
	       key != K_ESCAPE;
}

static uint32_t
refuse(const char **why, const char *reason)
{
	*why = reason;
	return 0;
}

/* inside: what stands between < and >, len bytes of it; the > follows. */
static uint32_t
parse_inside(const char *inside, size_t len, const char **why)
{
	uint32_t key, modifiers = 0;

	while (len > 2 && inside[1] == '-' && strncasecmp(inside, "S-Tab", 5)) {
		switch (inside[0]) {
		case 'C':
		case 'c':
			modifiers |= K_CTRL;
			break;
		case 'A':
		case 'a':
		case 'M':
		case 'm':
			modifiers |= K_ALT;
			break;
		case 'S':
		case 's':
			return refuse(why, bad_shift);
		default:
			return refuse(why, bad_name);
		}
		inside += 2;
		len -= 2;
	}
	key = named(inside, len);
	if (!key && (!modifiers || !one_character(inside, len, &key)))
		return refuse(why, bad_name);
	if (modifiers & K_CTRL && key >= 'A' && key <= 'Z')
		key += 'a' - 'A';
	if (modifiers & K_CTRL && !takes_ctrl(key))
		return refuse(why, bad_ctrl);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if ((key | (modifiers & K_CTRL)) == refused[i].key)
			return refuse(why, refused[i].why);
	return key | modifiers;
}

uint32_t
keyname_parse(const char *token, const char **why)
{
	size_t len = strlen(token);
	uint32_t key;

	*why = NULL;
	if (one_character(token, len, &key))
		return key;
	if (len > 2 && token[0] == '<' && token[len - 1] == '>')
		return parse_inside(token + 1, len - 2, why);
	return refuse(why, len > 1 && text_width(token) > 1 ? bad_many : NULL);
}

static const struct name *
name_of(uint32_t key)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].key == key)
			return &names[i];
	return NULL;
}

void
keyname_write(uint32_t key, struct buf *out)
{
	uint32_t bare = key & ~(uint32_t)(K_CTRL | K_ALT);
	const struct name *name = name_of(bare);

	if (key == bare && bare < K_NAME_FIRST && !name) {
		text_encode(out, key);
		return;
	}
	buf_printf(out, "<%s%s", key & K_CTRL ? "C-" : "", key & K_ALT ? "A-" : "");
	if (name)
		buf_puts(out, name->name);
	else if (bare >= K_F1 && bare <= K_F12)
		buf_printf(out, "F%u", (unsigned)(bare - K_F1 + 1));
	else
		text_encode(out, bare);
	buf_putc(out, '>');
}

void
keyname_word(uint32_t key, struct buf *out)
{
	uint32_t bare = key & ~(uint32_t)(K_CTRL | K_ALT);
	const struct name *name = name_of(bare);

	if (key & K_ALT)
		buf_puts(out, _("Alt+"));
	if (key & K_CTRL && bare < K_NAME_FIRST && bare != ' ') {
		buf_putc(out, '^');
		if (bare >= 'a' && bare <= 'z')
			bare -= 'a' - 'A';
	} else if (key & K_CTRL) {
		buf_puts(out, _("Ctrl+"));
	}
	if (name)
		buf_puts(out, _(name->word));
	else if (bare >= K_F1 && bare <= K_F12)
		buf_printf(out, "F%u", (unsigned)(bare - K_F1 + 1));
	else
		text_encode(out, bare);
}
