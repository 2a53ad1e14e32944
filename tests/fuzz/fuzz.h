/* What the fuzz targets share. Each target is a file: a function that libFuzzer calls with bytes
 * of its own making, under AddressSanitizer and UndefinedBehaviorSanitizer. A target does not only
 * wait for a crash: it says with `must` what holds for any bytes at all.
 *
 * Bytes that a target chooses by (a chunk size, a protocol) stand first, so that the rest of a
 * seed is the thing itself. `make fuzz` runs all of them, tests/e2e/fuzz.t a fixed number of times
 * over the seeds (seeds.c). */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(condition)                                                                    \
	do {                                                                               \
		if (!(condition)) {                                                        \
			fprintf(stderr, "%s:%d: it must be that %s\n", __FILE__, __LINE__, \
			    #condition);                                                   \
			abort();                                                           \
		}                                                                          \
	} while (0)

/* Takes a byte off the front; 0 when there is none. */
static inline uint8_t
take_byte(const uint8_t **data, size_t *size)
{
	if (*size == 0)
		return 0;
	--*size;
	return *(*data)++;
}

/* The next piece of what is left, of 1 to 256 bytes or, for 0, all of it. */
static inline size_t
piece(uint8_t chunk, size_t left)
{
	return chunk == 0 || chunk > left ? left : chunk;
}

#endif
