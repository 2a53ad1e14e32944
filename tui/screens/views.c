#include "tui/screens/views.h"

#include "tui/model/today_rows.h"
#include "tui/screens/dead_key.h"
#include "tui/screens/detail.h"
#include "tui/screens/expiries.h"
#include "tui/screens/forecast.h"
#include "tui/screens/help.h"
#include "tui/screens/import.h"
#include "tui/screens/jira_token.h"
#include "tui/screens/journal.h"
#include "tui/screens/leads.h"
#include "tui/screens/left_out.h"
#include "tui/screens/notices.h"
#include "tui/screens/palette.h"
#include "tui/screens/people.h"
#include "tui/screens/renewal/panel.h"
#include "tui/screens/renewal_start_alone.h"
#include "tui/screens/renewal_start_alert.h"
#include "tui/screens/renewals.h"
#include "tui/screens/requests.h"
#include "tui/screens/services.h"
#include "tui/screens/tickets.h"
#include "tui/screens/today.h"
#include "tui/screens/undo.h"
#include "tui/screens/unwatched.h"
#include "tui/screens/who_is_there.h"
#include "words/words.h"

const struct app_entry screens_reachable[] = {
    {ACTION_VIEW_EXPIRIES, expiries_open, CONTEXT_LIST, "1", N_("Expiries"), N_("Expir.")},
    {ACTION_VIEW_TODAY, today_open, CONTEXT_TODAY, "2", N_("Today"), NULL},
    {ACTION_VIEW_RENEWALS, renewals_open, CONTEXT_RENEWALS, "3", N_("Renewals"), N_("Renew.")},
    {ACTION_VIEW_TICKETS, tickets_open, CONTEXT_TICKETS, "4", N_("Tickets"), NULL},
    {ACTION_VIEW_FORECAST, forecast_open, CONTEXT_FORECAST, "5", N_("Forecast"), N_("Forec.")},
    {ACTION_VIEW_JOURNAL, journal_open, CONTEXT_JOURNAL, "6", N_("Audit trail"), N_("Trail")},
    {.action = ACTION_REQUESTS, .open = requests_open},
    {.action = ACTION_SEEN, .open = notices_seen},
    {.action = ACTION_TOKEN, .open = jira_token_type},
    {.action = ACTION_SERVICES, .open = services_open},
    {.action = ACTION_PEOPLE, .open = people_open},
    {.action = ACTION_UNWATCHED, .open = unwatched_open},
    {.action = ACTION_BEGIN, .open = renewal_start_alone},
    {.action = ACTION_LEADS, .open = leads_open},
    {.action = ACTION_ALERT, .open = alert_open},
    {.action = ACTION_IMPORT, .open = import_open},
    {.action = ACTION_UNDO, .open = undo_ask},
    {.action = ACTION_LEFT_OUT, .open = left_out_open},
    {.action = ACTION_INBOX, .open = panel_open_inbox},
    {.action = ACTION_PALETTE, .open = palette_open},
    {.action = ACTION_HELP, .open = help_open},
    {.action = ACTION_NONE},
};

static size_t
waits_in(const struct app *a, enum action view)
{
	return view == ACTION_VIEW_TODAY ? today_rows_count(a->today) : 0;
}

const struct app_ways screens_opened = {.monitor = detail_open,
    .renewal = panel_open_at,
    .unknown = who_is_there_ask,
    .dead_key = dead_key_say,
    .connected = jira_token_hand_over,
    .waits = waits_in};
