#include "base/sha256.h"

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS
 * 180-4, 4.2.2). */
static const uint32_t k[64] = {
    0x428a2f98,
    0x71374491,
    0xb5c0fbcf,
    0xe9b5dba5,
    0x3956c25b,
    0x59f111f1,
    0x923f82a4,
    0xab1c5ed5,
    0xd807aa98,
    0x12835b01,
    0x243185be,
    0x550c7dc3,
    0x72be5d74,
    0x80deb1fe,
    0x9bdc06a7,
    0xc19bf174,
    0xe49b69c1,
    0xefbe4786,
    0x0fc19dc6,
    0x240ca1cc,
    0x2de92c6f,
    0x4a7484aa,
    0x5cb0a9dc,
    0x76f988da,
    0x983e5152,
    0xa831c66d,
    0xb00327c8,
    0xbf597fc7,
    0xc6e00bf3,
    0xd5a79147,
    0x06ca6351,
    0x14292967,
    0x27b70a85,
    0x2e1b2138,
    0x4d2c6dfc,
    0x53380d13,
    0x650a7354,
    0x766a0abb,
    0x81c2c92e,
    0x92722c85,
    0xa2bfe8a1,
    0xa81a664b,
    0xc24b8b70,
    0xc76c51a3,
    0xd192e819,
    0xd6990624,
    0xf40e3585,
    0x106aa070,
    0x19a4c116,
    0x1e376c08,
    0x2748774c,
    0x34b0bcb5,
    0x391c0cb3,
    0x4ed8aa4a,
    0x5b9cca4f,
    0x682e6ff3,
    0x748f82ee,
    0x78a5636f,
    0x84c87814,
    0x8cc70208,
    0x90befffa,
    0xa4506ceb,
    0xbef9a3f7,
    0xc67178f2,
};

static uint32_t
rotate(uint32_t x, int right)
{
	return x >> right | x << (32 - right);
}

/* FIPS 180-4, 6.2.2. */
static void
compress(uint32_t state[8], const unsigned char *block)
{
	uint32_t w[64], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4],
			f = state[5], g = state[6], h = state[7];

	for (int t = 0; t < 16; t++, block += 4)
		w[t] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 |
		       (uint32_t)block[2] << 8 | block[3];
	for (int t = 16; t < 64; t++) {
		uint32_t s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
		uint32_t s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;

		w[t] = w[t - 16] + s0 + w[t - 7] + s1;
	}
	for (int t = 0; t < 64; t++) {
		uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
		uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + k[t] + w[t];
		uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
		uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));

		h = g, g = f, f = e, e = d + t1;
		d = c, c = b, b = a, a = t1 + t2;
	}
	state[0] += a, state[1] += b, state[2] += c, state[3] += d;
	state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void
sha256_init(struct sha256 *h)
{
	/* Square roots of the first eight primes (FIPS 180-4, 5.3.3). */
	*h = (struct sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
				 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void
sha256_add(struct sha256 *h, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	size_t held = (size_t)(h->len % SHA256_BLOCK), part;

	h->len += len;
	while (len) {
		if (!held && len >= SHA256_BLOCK) {
			compress(h->state, p);
			p += SHA256_BLOCK, len -= SHA256_BLOCK;
			continue;
		}
		part = len < SHA256_BLOCK - held ? len : SHA256_BLOCK - held;
		memcpy(h->block + held, p, part);
		held += part, p += part, len -= part;
		if (held == SHA256_BLOCK) {
			compress(h->state, h->block);
			held = 0;
		}
	}
}

void
sha256_finish(struct sha256 *h, unsigned char digest[SHA256_BYTES])
{
	static const unsigned char padding[SHA256_BLOCK] = {0x80};
	const uint64_t bits = h->len * 8;
	const size_t held = (size_t)(h->len % SHA256_BLOCK);
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	sha256_add(h, padding, held < 56 ? 56 - held : 120 - held);
	sha256_add(h, length, sizeof(length));
	for (int i = 0; i < SHA256_BYTES; i++)
		digest[i] = (unsigned char)(h->state[i / 4] >> (24 - 8 * (i % 4)));
}

void
sha256_hex(const unsigned char digest[SHA256_BYTES], char hex[2 * SHA256_BYTES + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < SHA256_BYTES; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[2 * SHA256_BYTES] = '\0';
}

void
sha256_hex_of(const void *bytes, size_t len, char hex[2 * SHA256_BYTES + 1])
{
	unsigned char digest[SHA256_BYTES];
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, bytes, len);
	sha256_finish(&h, digest);
	sha256_hex(digest, hex);
}

bool
sha256_is_hex(const char *s)
{
	return s && strlen(s) == 2 * SHA256_BYTES &&
	       strspn(s, "0123456789abcdef") == 2 * SHA256_BYTES;
}

/* Past a label that names the digest: "SHA-256 Fingerprint=", "sha256:", "Empremta SHA-256". None of
 * the letters of "sha" is a digit, but of the others some are. */
static const char *
past_label(const char *text)
{
	const char *equals = strchr(text, '='), *name = strcasestr(text, "sha"), *word;

	if (equals)
		return equals + 1;
	if (!name)
		return text;
	name += name[3] == '-' ? 4 : 3;
	name += !strncmp(name, "256", 3) ? 3 : 0;
	word = strcasestr(name, "fingerprint");
	return word ? word + strlen("fingerprint") : name;
}

/* A no-break space, as pages put it, is two bytes. */
static size_t
separator_at(const char *s)
{
	if (!strncmp(s, "\xc2\xa0", 2))
		return 2;
	return strchr(" \t\r\n:-", *s) ? 1 : 0;
}

bool
sha256_parse(const char *text, char hex[2 * SHA256_BYTES + 1])
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	size_t count = 0, blank;

	for (const char *s = past_label(text); *s; s += blank ? blank : 1) {
		const char *digit = strchr(digits, *s);

		blank = separator_at(s);
		if (blank)
			continue;
		if (!digit || count == 2 * SHA256_BYTES)
			return false;
		hex[count++] = digits[(digit - digits) % 16];
	}
	hex[count] = '\0';
	return count == 2 * SHA256_BYTES;
}
