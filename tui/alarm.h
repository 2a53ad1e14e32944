/* What is done once when rows got worse: they stand out for a moment (the list draws that), and where the settings ask
 * for it the terminal rings, at most once in a while however much there is. */
#ifndef TUI_ALARM_H
#define TUI_ALARM_H

#include <stdbool.h>
#include <stdint.h>

struct config;
struct model;

enum { ALARM_EVERY_MS = 60000 };

struct alarm {
	uint64_t heard;  /* batches of the model that were dealt with */
	int64_t rang_at; /* monotonic ms; 0: never */
};

/* True: there is a new batch, which is to be drawn now and once more when it is over. */
bool alarm_raised(
    struct alarm *alarm, const struct model *m, const struct config *config, int64_t mono_ms);

#endif
