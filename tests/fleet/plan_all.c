/* Every property that Caduca must tell apart, one host each: what the tests compare with. */
#include "plan.h"

/* clang-format off */
const struct plan plans_all[] = {
    /* Lifetimes, each at the start of its life. */
    {.name = "life-6-days", .kind = KIND_AUTOMATIC, .lifetime = 6},
    {.name = "life-47-days", .kind = KIND_AUTOMATIC, .lifetime = 47},
    {.name = "life-47-days-by-hand", .kind = KIND_SERVER, .lifetime = 47},
    {.name = "life-100-days", .lifetime = 100},
    {.name = "life-200-days", .lifetime = 200},
    {.name = "life-398-days", .lifetime = 398, .chain = CHAIN_RSA, .key = KEY_RSA2048},
    {.name = "life-10-years", .lifetime = 3650},

    /* Urgencies. */
    {.name = "expired-1-second", .left = -1},
    {.name = "expired-3-days", .left = -DAYS(3)},
    {.name = "under-24-hours", .left = 20 * 3600},
    {.name = "one-hour", .left = 3600, .kind = KIND_AUTOMATIC, .lifetime = 6},
    {.name = "critical", .level = URGENCY_CRITICAL},
    {.name = "late", .level = URGENCY_LATE},
    {.name = "due", .level = URGENCY_DUE},
    {.name = "soon", .level = URGENCY_SOON},
    {.name = "ok", .level = URGENCY_OK},
    {.name = "critical-47", .level = URGENCY_CRITICAL, .lifetime = 47},
    {.name = "late-100", .level = URGENCY_LATE, .lifetime = 100},
    {.name = "due-automatic", .level = URGENCY_DUE, .lifetime = 47, .kind = KIND_AUTOMATIC},
    {.name = "soon-398", .level = URGENCY_SOON, .lifetime = 398},
    {.name = "device-late", .level = URGENCY_LATE, .kind = KIND_DEVICE},

    /* Dates. */
    {.name = "not-yet-valid", .starts_in = DAYS(5)},
    {.name = "bad-lifetime", .starts_in = -DAYS(10), .lifetime = -20},
    {.name = "date-unreadable", .raw_not_after = "20271341000000Z"},
    {.name = "until-2049", .not_after = INT64_C(2524607999), .starts_in = -DAYS(30),
     .chain = CHAIN_ETERNAL},
    {.name = "until-2050", .not_after = INT64_C(2524608000), .starts_in = -DAYS(30),
     .chain = CHAIN_ETERNAL},
    {.name = "until-9999", .not_after = END_OF_TIME, .starts_in = -DAYS(30),
     .chain = CHAIN_ETERNAL},

    /* Names. */
    {.name = "wrong-host", .sni = "www.exemple.cat", .names = "DNS:altra.exemple.cat",
     .other_name = true},
    {.name = "wrong-address", .names = "IP:192.0.2.1 DNS:www.exemple.cat", .other_name = true},
    {.name = "wildcard", .sni = "a.exemple.cat", .names = "DNS:*.exemple.cat"},
    {.name = "wildcard-too-deep", .sni = "a.b.exemple.cat", .names = "DNS:*.exemple.cat",
     .other_name = true},
    {.name = "ip-san", .names = NULL},
    {.name = "cn-only", .sni = "nomes-cn.exemple.cat", .names = NO_SANS, .other_name = true},
    {.name = "idn", .sni = "xn--trmits-1ta.exemple.cat"},
    {.name = "100-names", .sni = "molts.exemple.cat", .many_names = 100},
    {.name = "1000-names", .sni = "moltissims.exemple.cat", .many_names = 1000},
    {.name = "sni-only", .sni = "nomes-sni.exemple.cat", .act = ACT_SNI_ONLY},
    {.name = "sni-only-without-sni", .act = ACT_SNI_ONLY, .cn = "nomes-sni.exemple.cat"},
    {.name = "decoy", .sni = "virtual.exemple.cat", .act = ACT_DECOY},

    /* Chains. */
    {.name = "rsa", .chain = CHAIN_RSA, .key = KEY_RSA2048},
    {.name = "self-signed", .chain = CHAIN_SELF},
    {.name = "self-signed-expired", .chain = CHAIN_SELF, .left = -DAYS(40)},
    {.name = "private-ca", .chain = CHAIN_PRIVATE},
    {.name = "private-ca-no-root", .chain = CHAIN_PRIVATE_NO_ROOT},
    {.name = "missing-intermediate", .chain = CHAIN_LEAF_ONLY},
    {.name = "wrong-order", .chain = CHAIN_WRONG_ORDER},
    {.name = "root-included", .chain = CHAIN_ROOT_TOO},
    {.name = "chain-expires-first", .chain = CHAIN_DYING},
    {.name = "chain-has-expired", .chain = CHAIN_DEAD},

    /* Keys, signatures, protocols. */
    {.name = "rsa-1024", .key = KEY_RSA1024},
    {.name = "sha-1", .sha1 = true},
    {.name = "p-384", .key = KEY_P384},
    {.name = "ed25519", .key = KEY_ED25519},
    {.name = "tls-1.0", .versions = TLS_1_0, .key = KEY_RSA2048},
    {.name = "tls-1.1", .versions = TLS_1_1, .key = KEY_RSA2048},
    {.name = "tls-1.2", .versions = TLS_1_2},
    {.name = "tls-1.3", .versions = TLS_1_3},
    {.name = "client-certificate-1.2", .versions = TLS_1_2, .client_certificate = true},
    {.name = "client-certificate-1.3", .versions = TLS_1_3, .client_certificate = true},

    /* Addresses. */
    {.name = "two-addresses-differ", .host = "localhost", .per_address = true,
     .level = URGENCY_SOON},
    {.name = "two-addresses-agree", .host = "localhost"},
    {.name = "ipv6", .host = "::1"},

    /* No answer, or a wrong one. */
    {.name = "refused", .act = ACT_REFUSED},
    {.name = "black-hole", .act = ACT_BLACK_HOLE},
    {.name = "silent", .act = ACT_SILENT},
    {.name = "reset", .act = ACT_RESET},
    {.name = "close", .act = ACT_CLOSE},
    {.name = "plain-http", .act = ACT_HTTP},
    {.name = "ssh", .act = ACT_SSH},
    {.name = "alert", .act = ACT_ALERT},
    {.name = "garbage", .act = ACT_GARBAGE},
    {.name = "huge", .act = ACT_HUGE},
    {.name = "cut", .act = ACT_CUT},
    {.name = "unreadable", .act = ACT_UNREADABLE},

    /* Hostile text. */
    {.name = "hostile-escapes", .oddity = &oddity_escapes},
    {.name = "hostile-invisible", .oddity = &oddity_invisible},
    {.name = "hostile-encodings", .oddity = &oddity_encodings},
    {.name = "hostile-nul", .sni = "nul.exemple.cat", .names = "DNS:altra.exemple.cat",
     .oddity = &oddity_nul, .other_name = true},
    {.name = "hostile-issuer", .chain = CHAIN_HOSTILE},
};
/* clang-format on */

const size_t plans_all_count = sizeof(plans_all) / sizeof(plans_all[0]);
