/* The text is read line by line as words, without accents and capitals. A word for expiring opens a
 * window of words in which a date is the one announced; the window reaches into the next line only
 * where that begins with the date, as a cell of a table beside its title does. */
#include "inventory/announced.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MOST = 200 /* of a line */, WINDOW = 12 /* words after one for expiring */ };

struct line {
	char *words[WORDS_MOST];
	size_t count;
};

/* ---- dates ---- */

static const char *const months[12][4] = {{"jan", "gen", "ene"}, {"feb"}, {"mar"}, {"apr", "abr"},
    {"may", "mai"}, {"jun"}, {"jul"}, {"aug", "ago"}, {"sep", "set"}, {"oct"}, {"nov"},
    {"dec", "des", "dic"}};

static int
month_of(const char *word)
{
	for (int m = 0; m < 12; m++)
		for (int i = 0; i < 4 && months[m][i]; i++)
			if (!strncmp(word, months[m][i], 3))
				return m + 1;
	return 0;
}

static bool
put_date(char out[ANNOUNCED_DATE_BYTES], int year, int month, int day)
{
	static const int lengths[12] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	*out = '\0';
	if (year < 1990 || year > 2999 || month < 1 || month > 12 || day < 1 ||
	    day > lengths[month - 1])
		return false;
	snprintf(out, ANNOUNCED_DATE_BYTES, "%04u-%02u-%02u", (unsigned)year % 10000,
	    (unsigned)month % 100, (unsigned)day % 100);
	return true;
}

/* A whole number of at most that many digits, and where it ends; -1. */
static int
number_at(const char *s, int digits, const char **end)
{
	int value = 0, n = 0;

	while (n < digits && isdigit((unsigned char)s[n]))
		value = value * 10 + (s[n++] - '0');
	*end = s + n;
	return n && !isdigit((unsigned char)s[n]) ? value : -1;
}

/* "19/12/2026", "12/19/2026", "19.12.2026", "2026-12-19T12:00:00Z". */
static bool
read_numeric(const char *word, struct announced_date *date)
{
	const char *at;
	int first = number_at(word, 4, &at), second, third;
	char mark = *at;

	if (first < 0 || !mark || !strchr("/.-", mark))
		return false;
	second = number_at(at + 1, 2, &at);
	if (second < 0 || *at != mark)
		return false;
	third = number_at(at + 1, 4, &at);
	if (third < 0 || (*at && *at != 't'))
		return false;
	if (first > 31)
		return put_date(date->text, first, second, third);
	if (!put_date(date->text, third, second, first))
		return put_date(date->text, third, first, second);
	if (first != second)
		put_date(date->other, third, first, second);
	return true;
}

/* "19 de desembre de 2026", "19 dec 2026", "dec 19 12:00:00 2026", "december 19, 2026", from the i-th word on. */
static bool
read_named(const struct line *l, size_t i, struct announced_date *date)
{
	int day = 0, month = 0;

	for (size_t k = i; k < l->count && k < i + 6; k++) {
		const char *word = l->words[k], *end;
		int n = number_at(word, 4, &end);

		if (n > 31 && !*end)
			return day && month && put_date(date->text, n, month, day);
		if (n > 0 && !day && (!*end || !strcmp(end, "th") || !strcmp(end, "st")))
			day = n;
		else if (n < 0 && !month && month_of(word))
			month = month_of(word);
		else if (!(day && month && n >= 0 && *end == ':') && strcmp(word, "de") != 0 &&
			 strcmp(word, "d") != 0 && strcmp(word, "del") != 0)
			return false;
	}
	return false;
}

static bool
date_at(const struct line *l, size_t i, struct announced_date *date)
{
	*date = (struct announced_date){0};
	return read_numeric(l->words[i], date) || read_named(l, i, date);
}

static void
add_date(struct announced *a, const struct announced_date *date)
{
	for (size_t i = 0; i < a->count; i++)
		if (!strcmp(a->dates[i].text, date->text))
			return;
	if (a->count < ANNOUNCED_MOST)
		a->dates[a->count++] = *date;
}

/* ---- words ---- */

static bool
begins_with_one_of(const char *word, const char *const *stems)
{
	for (; *stems; stems++)
		if (!strncmp(word, *stems, strlen(*stems)))
			return true;
	return false;
}

static bool
is_expiring(const struct line *l, size_t i)
{
	static const char *const stems[] = {
	    "caduc", "expir", "venc", "until", "notafter", "fins", "hasta", NULL};

	return begins_with_one_of(l->words[i], stems) ||
	       (i && !strncmp(l->words[i], "after", 5) && !strcmp(l->words[i - 1], "not"));
}

static bool
is_days(const char *word)
{
	return !strcmp(word, "days") || !strcmp(word, "day") || !strcmp(word, "dies") ||
	       !strcmp(word, "dia") || !strcmp(word, "dias");
}

/* "in 20 days", "fa 3 dies", "19 # (days to expiration)", in a line that tells of expiring. */
static void
read_days(struct announced *a, const struct line *l)
{
	for (size_t i = 0; i + 1 < l->count && !a->has_days; i++) {
		bool sign = !strcmp(l->words[i + 1], "#") && i + 2 < l->count;
		const char *word = l->words[i] + (*l->words[i] == '-'), *end;
		size_t days = i + (sign ? 2 : 1);
		int n = number_at(word, 5, &end);

		if (n < 0 || *end || !is_days(l->words[days]))
			continue;
		a->has_days = true;
		a->days = *l->words[i] == '-' || (i && !strcmp(l->words[i - 1], "fa")) ||
				  (days + 1 < l->count && !strcmp(l->words[days + 1], "ago"))
			      ? -n
			      : n;
	}
}

static void
read_sent(struct announced *a, const struct line *l)
{
	static const char *const fields[] = {"date:", "data:", "enviat:", "sent:", "fecha:", NULL};
	struct announced_date date;

	if (*a->sent || !l->count || !begins_with_one_of(l->words[0], fields))
		return;
	for (size_t i = 1; i < l->count && !*a->sent; i++)
		if (date_at(l, i, &date))
			memcpy(a->sent, date.text, sizeof(a->sent));
}

/* window: how many words a date may still follow; of the line before, then of this one. */
static void
read_line(struct announced *a, const struct line *l, int *window)
{
	bool expires = false;
	struct announced_date date;

	for (size_t i = 0; i < l->count; i++) {
		if (*window > 0 && date_at(l, i, &date)) {
			add_date(a, &date);
			*window = 0;
		} else if (!i || *window > 0) {
			*window = i ? *window - 1 : 0;
		}
		if (is_expiring(l, i)) {
			*window = WINDOW;
			expires = true;
		}
	}
	if (expires)
		read_days(a, l);
	read_sent(a, l);
}

/* In its place: '\0' after each word. */
static void
split(struct line *l, char *s)
{
	static const char between[] = " ,;()[]<>\"'=|«»“”’‘";

	l->count = 0;
	while (l->count < WORDS_MOST && *(s += strspn(s, between))) {
		size_t len = strcspn(s, between), end = len;
		bool last = !s[len];

		l->words[l->count++] = s;
		while (end > 1 && strchr(".!?", s[end - 1]))
			end--;
		s[end] = s[len] = '\0';
		if (last)
			return;
		s += len + 1;
	}
}

void
announced_read(struct announced *a, const char *text)
{
	char *folded = text_folded(text), *next = folded, *one;
	struct line line;
	int window = 0;

	*a = (struct announced){0};
	while ((one = strsep(&next, "\n"))) {
		split(&line, one);
		if (line.count)
			read_line(a, &line, &window);
	}
	free(folded);
}
