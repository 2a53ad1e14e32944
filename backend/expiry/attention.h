/* Who must look at a monitor although its dates are well: a certificate may be years from its end
 * and no client accept it. Beside urgency, never instead of it. */
#ifndef EXPIRY_ATTENTION_H
#define EXPIRY_ATTENTION_H

#include "base/terms.h"

/* The worst of what a set of PROBLEM_BITs asks for. */
enum attention attention_of(uint64_t problems);

/* Of a set of PROBLEM_BITs, the problem that asks for the most, among equals the first in their order: what is named where
 * there is room for one. -1: none. */
int attention_worst(uint64_t problems);

/* The urgency in whose colour and rank a row is shown: its own, unless what is wrong with it is worse. */
enum urgency attention_urgency(enum attention attention, enum urgency level);

#endif
