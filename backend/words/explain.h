/* One attempt explained (probe.explain): stage by stage with its times, and for each thing that is
 * wrong what it means and what to ask of whom. Here it becomes lines; the clients print or draw
 * them, and clean what they show. */
#ifndef WORDS_EXPLAIN_H
#define WORDS_EXPLAIN_H

#include <jansson.h>

#include <stdint.h>

enum explain_part {
	EXPLAIN_FACT,    /* label and text */
	EXPLAIN_ADDRESS, /* an address, and how it ended */
	EXPLAIN_HEADING,
	EXPLAIN_TROUBLE, /* what is wrong */
	EXPLAIN_DETAIL,  /* where it stopped, or what the other end said */
	EXPLAIN_ASK      /* what to ask of whom */
};

/* label: "" where there is none. Both are borrowed. */
typedef void explain_fn(enum explain_part part, const char *label, const char *text, void *arg);

/* result: as report_json of probe/report.h says it. What a monitor has besides (`others`, a set of
 * PROBLEM_BIT: addresses that differ, what is stale) is told at the end, unless the attempt met it
 * itself. */
void words_explain(const json_t *result, uint64_t others, explain_fn *fn, void *arg);

#endif
