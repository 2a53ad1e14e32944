#include "words/errors_jira.h"

#include "base/members.h"
#include "words/words.h"

/* An entry with a reason is for that reason alone. */
static const struct {
	const char *code, *reason, *text;
} sentences[] = {
    {"no-jira", NULL, N_("No Jira is configured (jira in caduca.conf): tickets are kept by hand.")},
    {"bad-jira-url", "scheme", N_("jira: '{value}' does not begin with https://.")},
    {"bad-jira-url", "plain",
	N_("jira: '{value}' is not https, so that the token could be read on its way. If it has to "
	   "be so, say "
	   "jira-plain = true.")},
    {"bad-jira-url", "user",
	N_("jira: there is a user in the URL. Take it out: the token goes into a file of its "
	   "own.")},
    {"bad-jira-url", "query", N_("jira: '{value}' has a ? or a #: leave out what begins there.")},
    {"bad-jira-url", NULL, N_("jira: '{value}' is no URL, such as https://jira.exemple.cat.")},
    /* of the token */
    {"no-token", NULL,
	N_("There is no token of yours for Jira. Make one in your profile of Jira (Personal Access "
	   "Tokens) and put it "
	   "into ~/.config/caduca/jira-token, which nobody else may read.")},
    {"bad-token", NULL,
	N_("What was given as a token is none: a token is one line of letters, digits and signs, "
	   "without "
	   "blanks.")},
    {"token-refused", NULL,
	N_("Jira refused the token: it has expired, or was revoked. Make a new one in your profile "
	   "of Jira (Personal "
	   "Access Tokens).")},
    {"captcha", NULL,
	N_("Jira asks for a CAPTCHA: log in once with a browser, at {to}, then hand the token over "
	   "again.")},
    {"captcha", NULL,
	N_("Jira asks for a CAPTCHA: log in once with a browser, then hand the token over again.")},
    {"login-page", NULL,
	N_("Jira showed its login page ({to}) instead of an answer: the token has expired, or "
	   "whoever stands before "
	   "Jira does not let tokens pass.")},
    {"login-page", NULL,
	N_("Jira showed a page instead of an answer, surely that of its login: the token has "
	   "expired, or whoever "
	   "stands before Jira does not let tokens pass.")},
    /* of the way */
    {"jira-unreachable", "dns",
	N_("The name of Jira's host is not found in DNS: see jira in caduca.conf.")},
    {"jira-unreachable", "proxy-dns",
	N_("The name of the proxy to Jira is not found in DNS: see jira-proxy in caduca.conf.")},
    {"jira-unreachable", "proxy",
	N_("The proxy to Jira does not let the connection through: {text}")},
    {"jira-unreachable", "refused",
	N_("Jira's host refuses the connection: it is being restarted, or the port in caduca.conf "
	   "is another's.")},
    {"jira-unreachable", "no-route", N_("There is no way from here to Jira's host.")},
    {"jira-unreachable", "cut", N_("The connection with Jira was cut before it had answered.")},
    {"jira-unreachable", NULL, N_("Jira cannot be reached: {text}")},
    {"jira-unreachable", NULL, N_("Jira cannot be reached.")},
    {"jira-tls", "expired",
	N_("Jira's own certificate has expired: tell whoever keeps Jira. Nothing was sent.")},
    {"jira-tls", "not-yet-valid",
	N_("Jira's own certificate is not valid yet: see whether the clock here is right. Nothing "
	   "was sent.")},
    {"jira-tls", "untrusted",
	N_("Jira's own certificate is of no CA that is trusted here: put that CA's file into "
	   "jira-ca-file. Nothing was "
	   "sent.")},
    {"jira-tls", "name",
	N_("Jira's own certificate is of another host than the one in caduca.conf: see jira there. "
	   "Nothing was "
	   "sent.")},
    {"jira-tls", NULL, N_("The connection with Jira cannot be made secure: {text}")},
    {"jira-tls", NULL, N_("The connection with Jira cannot be made secure.")},
    {"jira-timeout", NULL, N_("Jira did not answer in time.")},
    {"jira-busy", NULL, N_("Jira asks to wait: it has had too many requests.")},
    {"jira-down", NULL, N_("Jira reported a failure of its own (HTTP {status}): {text}")},
    {"jira-down", NULL, N_("Jira reported a failure of its own (HTTP {status}).")},
    /* of the answer */
    {"jira-answer", "too-long", N_("Jira's answer was too long, and was left.")},
    {"jira-answer", "too-deep", N_("Jira's answer was nested too deep, and was left.")},
    {"jira-answer", "empty", N_("Jira's answer was empty.")},
    {"jira-answer", "truncated", N_("Jira's answer was cut.")},
    {"jira-answer", "not-json", N_("Jira's answer could not be understood.")},
    {"jira-answer", "not-jira",
	N_("There is no Jira at that address: see whether jira in caduca.conf wants a path, such "
	   "as /jira.")},
    {"jira-answer", "size",
	N_("What was downloaded has not the size that Jira says: it was left.")},
    {"jira-answer", "elsewhere",
	N_("The attachment is said to be at another host than Jira's: it was not asked for.")},
    {"jira-answer", NULL, N_("Jira's answer was not what was to come.")},
    {"no-such-ticket", NULL,
	N_("Jira does not show it: it is not there, or you may not see it. Jira says: {text}")},
    {"no-such-ticket", NULL, N_("Jira does not show it: it is not there, or you may not see it.")},
    {"no-permission", NULL, N_("Jira does not let you do that: {text}")},
    {"no-permission", NULL, N_("Jira does not let you do that.")},
    {"field-refused", NULL, N_("Jira does not accept it: {fields}")},
    {"jira-refused", NULL, N_("Jira refused it: {text}")},
    {"jira-refused", NULL, N_("Jira refused it (HTTP {status}).")},
    {"redirected", NULL,
	N_("Jira's address leads on to another, {to}, which was not followed: see jira in "
	   "caduca.conf.")},
    /* what the doctor finds */
    {"jira-no-project", NULL,
	N_("There is no project {project} in Jira, or you may not see it: see the projects in "
	   "site.conf, or ask whoever "
	   "keeps Jira for access.")},
    {"jira-no-right", "create",
	N_("You may not make tickets in {project}: ask whoever keeps that project for it.")},
    {"jira-no-right", "link",
	N_("You may not link tickets in {project}: ask whoever keeps that project for it, or link "
	   "them by hand.")},
    {"jira-no-right", "comment",
	N_("You may not comment on tickets in {project}: ask whoever keeps that project for it.")},
    {"jira-no-right", NULL,
	N_("You may not attach files to tickets in {project}: ask whoever keeps that project for "
	   "it.")},
    {"jira-no-type", NULL,
	N_("{project} has no tickets of type '{type}' (jira-types in caduca.conf). It has: "
	   "{known}.")},
    {"jira-field-missing", NULL,
	N_("A {type} of {project} needs the field '{name}' ({id}), which may be: {known}. Give it "
	   "in jira-fields of caduca.conf, such as {example}.")},
    {"jira-field-missing", NULL,
	N_("A {type} of {project} needs the field '{name}' ({id}): give it in jira-fields of "
	   "caduca.conf.")},
    {"jira-field-unknown", NULL,
	N_("A {type} of {project} has no field {id}: take it out of jira-fields of caduca.conf.")},
    {"jira-no-link-type", NULL,
	N_("Jira has no links of type '{type}' (jira-link-type in caduca.conf). It has: {known}.")},
    {"jira-no-linking", NULL,
	N_("Links between tickets are turned off in Jira: link them by hand.")},
    {"not-in-jira", NULL, N_("{key} is no ticket of Jira.")},
    {"no-attachment", NULL,
	N_("That is not attached to {key} any more, or you are not let see it.")},
    {"jira-too-old", NULL,
	N_("Jira {version} has no personal access tokens, which came with 8.14: tickets are kept "
	   "by hand.")},
    {"no-service-token", NULL,
	N_("There is none (jira-token-file in caduca.conf): tickets are followed with the tokens "
	   "of those who are there.")},
    {"attach-key", NULL,
	N_("There is a private key in it: everyone who sees the ticket could read it, so it is not "
	   "attached.")},
    {"attach-kind", NULL, N_("It is neither a CSR nor a certificate, so it is not attached.")},
    {"attach-more", NULL,
	N_("There is more in it than certificates and requests, which nobody could read here: "
	   "attach them alone.")},
    {"no-text", NULL, N_("That step has no text of its own: say what is to be said.")},
    {"worker-gone", NULL, N_("The process that speaks with Jira ended meanwhile.")},
    /* of what is asked of it */
    {"jira-misset", NULL, N_("What the settings (caduca.conf) say of Jira cannot be.")},
    {"secret-missing", NULL,
	N_("There is no file {path}: put the token or password into it, and let nobody else "
	   "read it (chmod 600).")},
    {"secret-not-a-file", NULL, N_("{path} is not a plain file.")},
    {"secret-not-ours", NULL,
	N_("{path} belongs to somebody else: a token or password is in a file of one's own.")},
    {"secret-open-to-others", NULL,
	N_("Others may read {path}: chmod 600 {path}. If somebody may have read it, make a new "
	   "token or password.")},
    {"request-state", NULL, N_("That cannot be done to the request as it is now.")},
    {"waits-for-owner", NULL,
	N_("It waits for {login}: it goes out when {login} is here with a token of Jira, or when a "
	   "colleague takes it over.")},
    {"interrupted", NULL, N_("The backend ended while it was on its way: Jira may have done it.")},
    {"not-found-in-jira", NULL,
	N_("It was sent, and nobody knows whether Jira did it: nothing with {marker} is found "
	   "there. Look in Jira, then give the ticket by hand, send it again, or drop it.")},
    {"found-several", NULL,
	N_("Jira has it more than once: {keys}. Keep one, and give it by hand.")},
    {"step-has-ticket", NULL, N_("{step} has its ticket already: {key}.")},
    {"step-not-done", NULL,
	N_("The ticket is there, but its step in renewal {renewal} was changed meanwhile: it is "
	   "linked to the renewal all the same.")},
    {"by-hand", NULL, N_("It was done by hand.")},
    {"not-found-in-jira", NULL, N_("It was sent, and nobody knows whether Jira did it.")},
};

const char *
errors_jira_sentence(
    const char *code, const json_t *args, bool (*fits)(const char *sentence, const json_t *args))
{
	const char *reason = text_of(args, "reason");

	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++)
		if (!strcmp(sentences[i].code, code) &&
		    (!sentences[i].reason || !strcmp(sentences[i].reason, reason)) &&
		    fits(sentences[i].text, args))
			return sentences[i].text;
	return NULL;
}
