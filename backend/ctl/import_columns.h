/* What the columns of a list are: as they were found, as somebody said of a list like it, or as is said here. */
#ifndef CTL_IMPORT_COLUMNS_H
#define CTL_IMPORT_COLUMNS_H

#include <jansson.h>

#include <stdbool.h>

struct ctl;
struct list_reader;

/* What was said of lists with the same titles is so again, and that is told; head is then as it is. The answer of list.columns,
 * the caller's; NULL after saying why. */
json_t *import_columns_recall(struct ctl *ctl, struct list_reader *reader, json_t *head);
/* said: "Servidor=host" each, by title or letter, of every sheet that has such a column; "F=-" leaves it out. -1 after saying why. */
int import_columns_map(
    struct ctl *ctl, struct list_reader *reader, json_t *head, const json_t *said);
/* What is said here is kept for the next list like it; or what was said of it is forgotten. -1 after saying why. */
int import_columns_keep(struct ctl *ctl, const json_t *head, const json_t *known);
int import_columns_forget(struct ctl *ctl, const json_t *head);
/* A table of them. */
void import_columns_print(const json_t *head);

#endif
