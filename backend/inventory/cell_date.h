/* A day as people write it in a cell of a list: "19/12/2026", "19.12.26", "2026-12-19", "19 de desembre de 2026", "19-des-26",
 * "Dec 19, 2026", "46375" (a day as spreadsheets count them), with an hour after it or without. Day before month, as it is written here; the other way round only where it
 * can be no other. */
#ifndef INVENTORY_CELL_DATE_H
#define INVENTORY_CELL_DATE_H

#include <stdbool.h>

enum { CELL_DATE_BYTES = sizeof("2026-12-19") };

/* False: it is none, or there is no such day. */
bool cell_date(const char *cell, char day[CELL_DATE_BYTES]);

#endif
