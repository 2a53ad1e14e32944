#include "pki/pkcs12_passwords.h"

#include "base/text.h"

#include <openssl/crypto.h>

#include <string.h>

static struct password_text *
text_new(struct password_texts *t)
{
	struct password_text *text = &t->list[t->count++];

	text->none = false;
	text->len = 0;
	return text;
}

static void
add_none_and_empty(struct password_texts *t)
{
	text_new(t)->none = true;
	text_new(t)->bytes[0] = '\0';
}

static struct password_text *
add_bytes(struct password_texts *t, const char *bytes, size_t len)
{
	struct password_text *text = text_new(t);

	memcpy(text->bytes, bytes, len);
	text->bytes[len] = '\0';
	text->len = (int)len;
	return text;
}

/* Each byte as the character of Latin-1 that it is, in UTF-8. */
static struct password_text *
add_widened(struct password_texts *t, const struct password_text *from)
{
	struct password_text *text = text_new(t);

	for (int i = 0; i < from->len; i++) {
		unsigned char c = (unsigned char)from->bytes[i];

		if (c >= 0x80)
			text->bytes[text->len++] = (char)(0xc0 | (c >> 6));
		text->bytes[text->len++] = (char)(c < 0x80 ? c : (0x80 | (c & 0x3f)));
	}
	text->bytes[text->len] = '\0';
	return text;
}

/* Each character as the byte of Latin-1 that it is; nothing where one of them is none. */
static void
add_narrowed(struct password_texts *t, const struct password_text *from)
{
	struct password_text *text = text_new(t);
	uint32_t c;
	int used;

	for (int at = 0; (used = text_decode(from->bytes + at, (size_t)(from->len - at), &c)) > 0;
	     at += used) {
		if (c > 0xff)
			break;
		text->bytes[text->len++] = (char)c;
	}
	OPENSSL_cleanse(&c, sizeof(c));
	text->bytes[text->len] = '\0';
	if (used != 0)
		t->count--;
}

static bool
is_utf8(const struct password_text *text)
{
	uint32_t c;
	int used, at = 0;

	while ((used = text_decode(text->bytes + at, (size_t)(text->len - at), &c)) > 0)
		at += used;
	OPENSSL_cleanse(&c, sizeof(c));
	return used == 0;
}

static bool
is_ascii(const struct password_text *text)
{
	for (int i = 0; i < text->len; i++)
		if ((unsigned char)text->bytes[i] >= 0x80)
			return false;
	return true;
}

void
password_texts_fill(struct password_texts *t, const struct password *password)
{
	struct password_text *typed, *utf8;

	t->count = 0;
	if (!password || !password->len) {
		add_none_and_empty(t);
		return;
	}
	utf8 = typed = add_bytes(t, password->text, password->len);
	if (is_ascii(typed))
		return;
	if (!is_utf8(typed))
		utf8 = add_widened(t, typed);
	add_widened(t, add_widened(t, utf8));
	if (utf8 == typed)
		add_narrowed(t, typed);
}

void
password_texts_release(struct password_texts *t)
{
	OPENSSL_cleanse(t, sizeof(*t));
}
