/* probe --explain: one attempt, stage by stage with its times, and for each thing that is wrong
 * what it means and whom to ask. The host need not be watched. */
#include "ctl/ctl.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "inventory/endpoint.h"
#include "words/words.h"

enum { LABEL_WIDTH = 18, DIGEST_SHOWN = 16 };

static void
line(const char *label, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
line(const char *label, const char *fmt, ...)
{
	int pad = LABEL_WIDTH - text_width(label);
	va_list ap;
	char *value;

	va_start(ap, fmt);
	value = mem_vprintf(fmt, ap);
	va_end(ap);
	ctl_say("  %s%*s %s", label, pad > 0 ? pad : 0, "", value);
	free(value);
}

static void
stage(const char *label, const json_t *ms, const char *name)
{
	if (number_of(ms, name) > 0)
		line(label, "%lld ms", (long long)number_of(ms, name));
}

static void
say_stages(const json_t *address)
{
	const json_t *ms = json_object_get(address, "ms");

	line(_("Connection"), "%lld ms", (long long)number_of(ms, "connect"));
	stage(_("Before TLS"), ms, "preamble");
	stage(_("ServerHello"), ms, "hello");
	stage(_("Chain received"), ms, "chain");
	stage(_("Whole handshake"), ms, "tls");
	if (number_of(ms, "verdict_us") > 0)
		line(_("Verdict"), "%.1f ms", (double)number_of(ms, "verdict_us") / 1000);
	if (*text_of(address, "tls"))
		line("TLS", "%s", text_of(address, "tls"));
}

static void
say_problems(const json_t *problems)
{
	for (size_t i = 0; i < json_array_size(problems); i++) {
		int problem = problem_from(json_string_value(json_array_get(problems, i)));

		if (problem < 0)
			continue;
		ctl_say("  ! %s", words_problem((enum problem)problem));
		ctl_say("    %s", words_problem_ask((enum problem)problem));
	}
}

static void
say_outcome(const json_t *object)
{
	int outcome = outcome_from(text_of(object, "outcome"));

	if (outcome < 0 || outcome == OUTCOME_OK)
		return;
	ctl_say("  ! %s", words_outcome_sentence((enum outcome)outcome));
	if (*text_of(object, "detail"))
		ctl_say("    (%s)", words_detail(text_of(object, "detail")));
}

static void
say_address(const json_t *address)
{
	int outcome = outcome_from(text_of(address, "outcome"));

	ctl_say("%s: %s", text_of(address, "address"),
	    outcome >= 0 ? words_outcome((enum outcome)outcome) : text_of(address, "outcome"));
	say_stages(address);
	say_outcome(address);
	say_problems(json_object_get(address, "problems"));
}

static void
say_certificate(const json_t *facts)
{
	struct buf until = {0};

	words_date_time(number_of(facts, "not_after"), &until);
	line(_("Certificate"), "%s", text_of(facts, "subject"));
	line(_("Issuer"), "%s", text_of(facts, "issuer"));
	line(_("Valid until"), "%s", buf_str(&until));
	line("SHA-256", "%.*s", DIGEST_SHOWN, text_of(facts, "sha256"));
	buf_release(&until);
}

static void
say_result(const json_t *result)
{
	const json_t *addresses = json_object_get(result, "addresses"), *item;
	size_t i;

	line("DNS", "%lld ms", (long long)number_of(result, "dns_ms"));
	if (*text_of(result, "cname"))
		line("CNAME", "%s", text_of(result, "cname"));
	if (json_array_size(addresses) == 0)
		say_outcome(result);
	json_array_foreach(addresses, i, item)
		say_address(item);
	if (json_array_size(json_object_get(result, "certificates")))
		ctl_say("%s", _("The chain, as it was served:"));
	json_array_foreach(json_object_get(result, "certificates"), i, item)
		say_certificate(item);
}

static int
take_endpoint(struct ctl *ctl, const char *text, json_t *args)
{
	char *host;
	int port;
	const char *reason = endpoint_split(text, &host, &port);
	json_t *json = json_string(host);

	free(host);
	if (reason || !json) {
		json_decref(json);
		return ctl_usage(ctl, _("Which host?"));
	}
	json_object_set_new(args, "host", json);
	if (port)
		json_object_set_new(args, "port", json_integer(port));
	return EXIT_DONE;
}

int
explain_host(struct ctl *ctl, const char *endpoint, const struct flag *options, size_t count,
    bool as_json)
{
	json_t *args = json_object(), *ok;
	int code = take_endpoint(ctl, endpoint, args);

	for (size_t i = 0; i < count; i++)
		if (options[i].value)
			json_object_set_new(args, options[i].name, json_string(options[i].value));
	if (code) {
		json_decref(args);
		return code;
	}
	ok = ctl_call(ctl, "probe.explain", args, NULL, NULL);
	if (!ok)
		return EXIT_FAILED;
	if (as_json)
		ctl_print_json(ok);
	else
		say_result(json_object_get(ok, "result"));
	json_decref(ok);
	return EXIT_DONE;
}
