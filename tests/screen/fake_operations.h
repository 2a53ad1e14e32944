/* What the made-up backend (fake.c) answers to each operation of the protocol that it knows (caduca-protocol(7)). Some
 * names ask for trouble: fake.c says which. */
#ifndef SCREEN_FAKE_OPERATIONS_H
#define SCREEN_FAKE_OPERATIONS_H

#include "tests/screen/fake_clients.h"

/* Makes the services that are listed, so many of them. */
void services_make(size_t count);

/* The `answer` of struct fake: what --answers has, or what the table of operations does. */
json_t *operation_answer(struct client *c, const char *name, const json_t *args);

#endif
