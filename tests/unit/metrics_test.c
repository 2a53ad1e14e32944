/* rooms: inventory expiry wire base */
/* What strangers wrote stays within its label, and a certificate is labelled as other exporters do. */
#include "inventory/certificate_labels.h"
#include "inventory/exposition.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static char *
labels_of(const char *subject, const char *issuer, const char *serial)
{
	json_t *row =
	    json_pack("{s:s, s:s, s:s}", "subject", subject, "issuer", issuer, "serial", serial);
	struct buf text = {0};
	struct exposition x = {.out = &text, .family = "f"};

	exposition_sample(&x);
	certificate_labels(&x, row);
	exposition_value(&x, 1);
	json_decref(row);
	return buf_steal(&text);
}

static void
a_name_is_read_part_by_part(void **state)
{
	static const struct {
		const char *subject, *issuer, *serial, *expected;
	} cases[] = {
	    {"CN=a.cat,O=Ajuntament", "CN=CA,O=Sectigo", "0A",
		"f{subject_CN=\"a.cat\",subject_O=\"Ajuntament\",issuer_CN=\"CA\",issuer_O="
		"\"Sectigo\",serial_number=\"10\"} 1\n"},
	    {"OU=CN\\=no\\,CN=x,CN=a\\,b+O=c", "OU=XCN=no", "00",
		"f{subject_CN=\"a,b\",subject_O=\"c\",serial_number=\"0\"} 1\n"},
	    {"CN=\\\"a\\\\", "", "-0100", "f{subject_CN=\"\\\"a\\\\\",serial_number=\"-256\"} 1\n"},
	    {"CN=", "CN=\\", "0102…", "f{issuer_CN=\"\\\\\",serial_number=\"0102…\"} 1\n"},
	    {"", "", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
		"f{serial_number=\"1461501637330902918203684832716283019655932542975\"} 1\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *got = labels_of(cases[i].subject, cases[i].issuer, cases[i].serial);

		assert_string_equal(got, cases[i].expected);
		free(got);
	}
}

static void
what_strangers_wrote_stays_within_its_label(void **state)
{
	struct buf text = {0};
	struct exposition x = {.out = &text};

	(void)state;
	exposition_family(&x, "f_seconds", "Help.");
	exposition_sample(&x);
	exposition_label(&x, "a", "x\"} 1\nf 2\\");
	exposition_label(&x, "b", "");
	exposition_label_number(&x, "c", -3);
	exposition_value(&x, 7);
	exposition_sample(&x);
	exposition_value(&x, 8);
	exposition_end(&x);
	assert_string_equal(buf_str(&text),
	    "# TYPE f_seconds gauge\n# UNIT f_seconds seconds\n# HELP f_seconds Help.\n"
	    "f_seconds{a=\"x\\\"} 1<U+000A>f 2\\\\\",c=\"-3\"} 7\nf_seconds 8\n# EOF\n");
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_name_is_read_part_by_part),
	    cmocka_unit_test(what_strangers_wrote_stays_within_its_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
