/* A table for each field, as long as its enum; in it for each value its names with bars between: Catalan and English as
 * the screens have them (words/vocabulary.c, which a test holds them to), then others. They are not taken from the
 * catalogue, since both languages are understood whichever one is spoken. */
#include "expiry/filter_words.h"

#include "base/mem.h"
#include "base/terms.h"
#include "base/text.h"

#include <string.h>

static const char *const urgencies[] = {
    [URGENCY_EXPIRED] = "caducat|expired|x|caducada",
    [URGENCY_CRITICAL] = "crític|critical|!|crítica",
    [URGENCY_LATE] = "urgent|late|u|tard",
    [URGENCY_DUE] = "cal començar|due|c|començar",
    [URGENCY_SOON] = "aviat|soon|a",
    [URGENCY_OK] = "vigent|ok|.|·",
    [URGENCY_UNKNOWN] = "sense dades|unknown|?|desconegut",
};

static const char *const kinds[] = {
    [KIND_SERVER] = "servidor|server",
    [KIND_DEVICE] = "dispositiu|device",
    [KIND_AUTOMATIC] = "automàtic|automatic",
    [KIND_OTHER] = "altre|other|altres",
};

static const char *const outcomes[] = {
    [OUTCOME_NONE] = "sense sondejar|not probed yet|cap|encara no sondejat",
    [OUTCOME_OK] = "ha respost|answered|correcte|respost|bé",
    [OUTCOME_DNS_FAILURE] = "error de DNS|DNS failure|dns",
    [OUTCOME_REFUSED] = "refusat|refused|rebutjat",
    [OUTCOME_UNREACHABLE] = "inaccessible|unreachable|inabastable",
    [OUTCOME_TIMEOUT] = "no respon|timeout|temps",
    [OUTCOME_RESET] = "connexió tallada|connection cut|tallat",
    [OUTCOME_TLS_ALERT] = "alerta TLS|TLS alert|alerta",
    [OUTCOME_TOO_OLD] = "protocol antic|old protocol",
    [OUTCOME_NOT_TLS] = "no és TLS|not TLS|no tls",
    [OUTCOME_STARTTLS_REFUSED] = "STARTTLS refusat|STARTTLS refused",
    [OUTCOME_TURNED_AWAY] = "no ens admet|turned us away",
    [OUTCOME_PROXY_REFUSED] = "no deixa passar|proxy refused|no hi deixa passar",
    [OUTCOME_TOO_MUCH_DATA] = "massa dades|too much data",
    [OUTCOME_NOT_CHECKED] = "no comprovat|not checked",
    [OUTCOME_CRASHED] = "sondeig avariat|probe crashed",
};

static const char *const problems[] = {
    [PROBLEM_EXPIRED] = "caducat|expired",
    [PROBLEM_NOT_YET_VALID] = "encara no vigent|not yet valid|encara no",
    [PROBLEM_NAME_MISMATCH] = "un altre nom|other name|nom",
    [PROBLEM_UNTRUSTED] = "no fiable|untrusted",
    [PROBLEM_SELF_SIGNED] = "autosignat|self-signed",
    [PROBLEM_INCOMPLETE_CHAIN] = "cadena incompleta|incomplete chain|incompleta",
    [PROBLEM_WRONG_ORDER] = "cadena barrejada|chain in disorder|ordre|cadena desordenada",
    [PROBLEM_CHAIN_EXPIRES_FIRST] = "caduca la cadena|chain ends first",
    [PROBLEM_WEAK_KEY] = "clau feble|weak key|clau",
    [PROBLEM_WEAK_SIGNATURE] = "signatura feble|weak signature|signatura",
    [PROBLEM_OLD_PROTOCOL] = "protocol antic|old protocol",
    [PROBLEM_CLIENT_CERTIFICATE_REQUIRED] = "demana certificat|wants client cert|client",
    [PROBLEM_ADDRESSES_DIFFER] = "adreces diferents|addresses differ|adreces",
    [PROBLEM_STALE] = "desactualitzat|stale|antic",
    [PROBLEM_PROCEDURE_DOES_NOT_FIT] = "via massa llarga|does not fit|termini",
    [PROBLEM_BAD_LIFETIME] = "dates incorrectes|bad dates|vigència",
    [PROBLEM_WRONG_PURPOSE] = "ús equivocat|wrong purpose|finalitat",
    [PROBLEM_PATH_TOO_LONG] = "cadena llarga|chain too long",
    [PROBLEM_NAME_CONSTRAINT] = "nom no permès|name not allowed|restricció",
    [PROBLEM_ISSUER_NOT_CA] = "emissor no és CA|issuer is no CA|l'emissor no és CA",
    [PROBLEM_CRITICAL_EXTENSION] = "extensió crítica|unknown extension|extensió|critical extension",
    [PROBLEM_BAD_SIGNATURE] = "signatura errònia|bad signature",
    [PROBLEM_INVALID_PATH] = "cadena rebutjada|chain refused",
    [PROBLEM_NO_SAN] = "sense SAN|no SAN",
    [PROBLEM_DSA_KEY] = "clau DSA|DSA key|dsa",
    [PROBLEM_NO_SERVER_AUTH] = "ús no indicat|purpose not said|propòsit",
    [PROBLEM_UNEXPECTED_CHANGE] = "canvi inesperat|unexpected change|canvi",
    [PROBLEM_RENEWED_ELSEWHERE] = "renovat a part|renewed by others|renovat per altres",
    [PROBLEM_REVOKED] = "revocat|revoked",
    [PROBLEM_STAPLE_MISSING] = "falta l'OCSP|staple missing",
    [PROBLEM_STAPLE_NOT_VERIFIED] = "OCSP no vàlid|staple not valid",
    [PROBLEM_DECLARED_DIFFERS] = "data diferent|other date",
    [PROBLEM_DECLARED_ISSUER_DIFFERS] = "una altra CA|other CA|emissora declarada",
    [PROBLEM_HOSTS_NOT_SAID] = "falten els hosts|hosts missing|hosts",
    [PROBLEM_DECLARED_ONLY] = "només declarat|only declared|declarat",
};

static const char *const attentions[] = {
    [ATTENTION_CRITICAL] = "crític|critical|crítica",
    [ATTENTION_WARNING] = "avís|warning",
    [ATTENTION_NONE] = "cap|none",
};

static const char *const changes[] = {
    [CHANGE_ISSUER] = "un altre emissor|other issuer|emissora",
    [CHANGE_KEY] = "una altra clau|other key",
    [CHANGE_LOST_NAMES] = "noms perduts|names lost",
    [CHANGE_EARLIER_END] = "acaba abans|ends earlier|final",
    [CHANGE_RENEWED] = "renovat|renewed",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

_Static_assert(COUNT(urgencies) == URGENCY_COUNT, "names of each urgency");
_Static_assert(COUNT(kinds) == KIND_COUNT, "names of each kind");
_Static_assert(COUNT(outcomes) == OUTCOME_COUNT, "names of each outcome");
_Static_assert(COUNT(problems) == PROBLEM_COUNT && PROBLEM_COUNT <= 64, "names of each problem");
_Static_assert(COUNT(attentions) == ATTENTION_COUNT, "names of each attention");
_Static_assert(COUNT(changes) == CHANGE_KIND_COUNT, "names of each change");

static const char *
text_of_value(enum field field, size_t i)
{
	switch ((int)field) {
	case FIELD_URGENCY:
		return urgency_text((enum urgency)i);
	case FIELD_KIND:
		return kind_text((enum kind)i);
	case FIELD_OUTCOME:
		return outcome_text((enum outcome)i);
	case FIELD_PROBLEM:
		return problem_text((enum problem)i);
	case FIELD_ATTENTION:
		return attention_text((enum attention)i);
	default:
		return change_kind_text((enum change_kind)i);
	}
}

/* By field; a field of another type has none. */
static const struct {
	const char *const *names;
	size_t count;
} tables[FIELD_COUNT] = {
    [FIELD_URGENCY] = {urgencies, COUNT(urgencies)},
    [FIELD_KIND] = {kinds, COUNT(kinds)},
    [FIELD_OUTCOME] = {outcomes, COUNT(outcomes)},
    [FIELD_PROBLEM] = {problems, COUNT(problems)},
    [FIELD_ATTENTION] = {attentions, COUNT(attentions)},
    [FIELD_CHANGE] = {changes, COUNT(changes)},
};

static char *
hyphened(char *text)
{
	for (char *p = text; *p; p++)
		if (*p == ' ')
			*p = '-';
	return text;
}

/* As words are compared; "·" alone, which folds to nothing, stays. */
static char *
normal(const char *word, size_t len)
{
	char *copy = mem_strndup(word, len), *folded = hyphened(text_folded(copy));

	if (*folded || !len) {
		free(copy);
		return folded;
	}
	free(folded);
	return copy;
}

enum how_far { NOT_NAMED, IN_A_NAME, IS_A_NAME };

static enum how_far
compare_name(const char *name, size_t len, const char *word)
{
	char *own = normal(name, len);
	enum how_far how = !strcmp(own, word)  ? IS_A_NAME
			   : strstr(own, word) ? IN_A_NAME
					       : NOT_NAMED;

	free(own);
	return how;
}

static enum how_far
names_value(enum field field, size_t value, const char *word)
{
	const char *text = text_of_value(field, value), *names = tables[field].names[value];
	enum how_far best = compare_name(text, strlen(text), word);

	for (size_t len; *names && best != IS_A_NAME; names += len + (names[len] == '|')) {
		enum how_far how;

		len = strcspn(names, "|");
		how = compare_name(names, len, word);
		best = how > best ? how : best;
	}
	return best;
}

uint64_t
filter_word_values(enum field field, const char *word, bool whole)
{
	char *own = normal(word, strlen(word));
	uint64_t named = 0, in = 0;

	for (size_t i = 0; *own && i < tables[field].count; i++) {
		enum how_far how = names_value(field, i, own);

		named |= (uint64_t)(how == IS_A_NAME) << i;
		in |= (uint64_t)(how == IN_A_NAME) << i;
	}
	free(own);
	return named || whole ? named : in;
}

bool
filter_value_is(enum field field, uint64_t values, const char *text)
{
	for (; values; values &= values - 1) {
		const char *one = text_of_value(field, (size_t)__builtin_ctzll(values));

		if (one == text || !strcmp(one, text))
			return true;
	}
	return false;
}

size_t
filter_value_count(enum field field)
{
	return tables[field].count;
}

char *
filter_value_name(enum field field, size_t value, bool catalan)
{
	const char *name = tables[field].names[value];

	if (!catalan)
		name += strcspn(name, "|") + 1;
	return hyphened(mem_strndup(name, strcspn(name, "|")));
}

char *
filter_value_other_name(enum field field, size_t value, size_t i)
{
	const char *name = tables[field].names[value];

	for (i += 2; i > 0 && *name; i--) {
		name += strcspn(name, "|");
		name += *name == '|';
	}
	return *name ? hyphened(mem_strndup(name, strcspn(name, "|"))) : NULL;
}

int
urgency_from_word(const char *word)
{
	uint64_t named = filter_word_values(FIELD_URGENCY, word, true);

	for (int u = 0; u < URGENCY_COUNT; u++)
		if (named >> u & 1)
			return u;
	return -1;
}
