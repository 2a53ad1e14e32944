/* Keys as text: as keybindings.conf writes them (<C-f>, <Enter>, g) and as a person reads them
 * (^F, Retorn, g). */
#ifndef TUI_KEYS_KEYNAME_H
#define TUI_KEYS_KEYNAME_H

#include <stdint.h>

struct buf;

/* Reads one key; 0 when it is none, and *why then says why (a msgid; NULL: nothing more to say). */
uint32_t keyname_parse(const char *token, const char **why);

void keyname_write(uint32_t key, struct buf *out); /* in the notation of keybindings.conf */
void keyname_word(uint32_t key, struct buf *out);  /* in the user's language */

#endif
