/* rooms: base */
#include "base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* FIPS 180-4's examples (NIST's "SHA256.pdf" and its additional ones), and the lengths around a block's end. */
static const struct {
	const char *message;
	size_t times;
	const char *digest;
} vectors[] = {
    {"", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    {"\xbd", 1, "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"},
    {"\xc9\x8c\x8e\x55", 1, "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504"},
    {"\0", 55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"},
    {"\0", 56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"},
    {"\0", 57, "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"},
    {"\0", 64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"},
    {"\0", 1000, "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"},
    {"A", 1000, "c2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4"},
};

static void
the_published_vectors_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		const size_t len = vectors[i].message[0] ? strlen(vectors[i].message) : 1;
		unsigned char digest[SHA256_BYTES];
		char hex[2 * SHA256_BYTES + 1];
		struct sha256 h;

		sha256_init(&h);
		for (size_t n = 0; n < vectors[i].times; n++)
			sha256_add(&h, vectors[i].message, len);
		sha256_finish(&h, digest);
		sha256_hex(digest, hex);
		assert_string_equal(hex, vectors[i].digest);
	}
}

/* However a message is cut into pieces, the digest is that of the whole. */
static void
pieces_give_the_digest_of_the_whole(void **state)
{
	unsigned char message[300], whole[SHA256_BYTES], pieces[SHA256_BYTES];
	struct sha256 h;

	(void)state;
	for (size_t i = 0; i < sizeof(message); i++)
		message[i] = (unsigned char)(i * 7);
	for (size_t cut = 0; cut <= sizeof(message); cut++) {
		sha256_init(&h);
		sha256_add(&h, message, sizeof(message));
		sha256_finish(&h, whole);
		sha256_init(&h);
		sha256_add(&h, message, cut);
		sha256_add(&h, message + cut, sizeof(message) - cut);
		sha256_finish(&h, pieces);
		assert_memory_equal(whole, pieces, sizeof(whole));
	}
}

static void
a_digest_is_read_as_programs_show_it(void **state)
{
	static const char want[] =
	    "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf";
	static const char *const good[] = {
	    want,
	    "B0:B1:B2:B3:B4:B5:B6:B7:B8:B9:BA:BB:BC:BD:BE:BF:C0:C1:C2:C3:C4:C5:C6:C7:C8:C9:CA:CB:"
	    "CC:CD:CE:CF",
	    "SHA-256 "
	    "Fingerprint=B0:B1:B2:B3:B4:B5:B6:B7:B8:B9:BA:BB:BC:BD:BE:BF:C0:C1:C2:C3:C4:C5:C6:C7:"
	    "C8:C9:CA:CB:CC:CD:CE:CF\n",
	    "sha256 fingerprint=B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECF",
	    "SHA-256 Fingerprint: b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 ba bb bc bd be bf\r\n"
	    "c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 ca cb cc cd ce cf",
	    "SHA256:b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
	    "Empremta SHA-256 b0b1b2b3b4b5b6b7b8b9babbbcbdbebf\xc2\xa0"
	    "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
	};
	static const char *const bad[] = {
	    "",
	    "SHA-256 Fingerprint=",
	    "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcec", /* one is missing */
	    "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf0", /* one too many */
	    "g0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
	    "SHA-1 Fingerprint=B0:B1:B2:B3:B4:B5:B6:B7:B8:B9:BA:BB:BC:BD:BE:BF:C0:C1:C2:C3",
	};
	char hex[2 * SHA256_BYTES + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(sha256_parse(good[i], hex));
		assert_string_equal(hex, want);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(sha256_parse(bad[i], hex));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_published_vectors_hold),
	    cmocka_unit_test(pieces_give_the_digest_of_the_whole),
	    cmocka_unit_test(a_digest_is_read_as_programs_show_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
