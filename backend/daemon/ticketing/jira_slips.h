/* What is wrong in the settings of Jira, told with the other slips of the settings. */
#ifndef DAEMON_TICKETING_JIRA_SLIPS_H
#define DAEMON_TICKETING_JIRA_SLIPS_H

struct config;

/* Complains of each (base/config.h). What is wrong is not used, and the rest counts. */
void jira_slips_complain(struct config *c);

/* The way to Jira as a URL, borrowed: jira-proxy itself, or what it stands for in `proxies`; "": directly. */
const char *jira_proxy_url(const struct config *c);

#endif
