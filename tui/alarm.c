#include "tui/alarm.h"

#include "base/config.h"
#include "tui/model/model.h"
#include "tui/term/term.h"

bool
alarm_raised(
    struct alarm *alarm, const struct model *m, const struct config *config, int64_t mono_ms)
{
	if (alarm->heard == model_worsenings(m))
		return false;
	alarm->heard = model_worsenings(m);
	if (config->bell && (!alarm->rang_at || mono_ms - alarm->rang_at >= ALARM_EVERY_MS)) {
		alarm->rang_at = mono_ms;
		term_bell();
	}
	return true;
}
