# The walk of walk-wildcard.t with the fake Jira: the asterisk in titles and texts, and the CSR of a host on the ticket.
tickets=jira
. tests/screen/walk-wildcard.t
