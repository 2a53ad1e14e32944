/* The cell as words without accents and capitals: numbers and names of months in their order, whatever stands between them.
 * What else is there (a weekday before the day, an hour after the year) says nothing; a fourth number before the year does,
 * and then it is no date. */
#include "inventory/cell_date.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>

enum { PARTS = 3, CENTURY_TURN = 70 /* two digits from there on are of the last century */ };

static const char *const months[12][4] = {{"gen", "ene", "jan"}, {"feb"}, {"mar"}, {"abr", "apr"},
    {"mai", "may"}, {"jun"}, {"jul"}, {"ago", "aug"}, {"set", "sep"}, {"oct"}, {"nov"},
    {"des", "dic", "dec"}};

static int
month_named(const char *word, size_t len)
{
	for (int m = 0; m < 12 && len >= 3; m++)
		for (int i = 0; i < 4 && months[m][i]; i++)
			if (!strncmp(word, months[m][i], 3))
				return m + 1;
	return 0;
}

/* What was read, in its order. */
struct parts {
	int number[PARTS];
	size_t digits[PARTS];
	bool named[PARTS]; /* a month by its name */
	size_t count;
};

static void
add_part(struct parts *p, int number, size_t digits, bool named)
{
	p->number[p->count] = number;
	p->digits[p->count] = digits;
	p->named[p->count++] = named;
}

static bool
parts_read(struct parts *p, const char *s)
{
	*p = (struct parts){0};
	while (p->count < PARTS && *s) {
		size_t digits = strspn(s, "0123456789"), letters = 0;

		while (s[letters] >= 'a' && s[letters] <= 'z')
			letters++;
		if (digits > 4 || (unsigned char)*s >= 0x80)
			return false;
		if (digits)
			add_part(p, atoi(s), digits, false);
		else if (letters && month_named(s, letters))
			add_part(p, month_named(s, letters), 0, true);
		else if (!letters && !strchr("/.- ,'", *s))
			return false;
		s += digits ? digits : letters ? letters : 1;
	}
	/* an hour, or its zone; not more of a number such as that of an address */
	return p->count == PARTS && (!*s || *s == ' ' || *s == 't' || *s == ',');
}

static int
year_of(const struct parts *p, int i)
{
	if (p->digits[i] == 4)
		return p->number[i];
	if (p->digits[i] != 2 || p->named[i])
		return 0;
	return p->number[i] + (p->number[i] < CENTURY_TURN ? 2000 : 1900);
}

static int
days_of_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 366 : 365;
}

static int
days_of_month(int year, int month)
{
	static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return lengths[month - 1] + (month == 2 && days_of_year(year) == 366);
}

static bool
put_day(char out[CELL_DATE_BYTES], int year, int month, int day)
{
	if (year < 1970 || year > 2999 || month < 1 || month > 12 || day < 1 ||
	    day > days_of_month(year, month))
		return false;
	snprintf(out, CELL_DATE_BYTES, "%04u-%02u-%02u", (unsigned)year % 10000,
	    (unsigned)month % 100, (unsigned)day % 100);
	return true;
}

static bool
day_of(const struct parts *p, char day[CELL_DATE_BYTES])
{
	const int *n = p->number;

	if (p->digits[0] == 4)
		return put_day(day, n[0], n[1], n[2]);
	if (p->named[0])
		return put_day(day, year_of(p, 2), n[0], n[1]);
	if (p->named[1] || put_day(day, year_of(p, 2), n[1], n[0]))
		return put_day(day, year_of(p, 2), n[1], n[0]);
	return put_day(day, year_of(p, 2), n[0], n[1]);
}

/* What a spreadsheet has of a day in a column that nobody gave a format: 25569 is 1970-01-01. */
static bool
serial_date(const char *cell, char day[CELL_DATE_BYTES])
{
	enum { FIRST = 25569, LAST = 73050 };
	int left = atoi(cell) - FIRST, year = 1970, month = 1;

	if (strlen(cell) != 5 || strspn(cell, "0123456789") != 5 || left < 0 ||
	    left >= LAST - FIRST)
		return false;
	for (; left >= days_of_year(year); year++)
		left -= days_of_year(year);
	for (; left >= days_of_month(year, month); month++)
		left -= days_of_month(year, month);
	return put_day(day, year, month, left + 1);
}

bool
cell_date(const char *cell, char day[CELL_DATE_BYTES])
{
	char *folded = text_folded(cell);
	struct parts parts;
	bool found = parts_read(&parts, folded) && day_of(&parts, day);

	free(folded);
	return found || serial_date(cell, day);
}
