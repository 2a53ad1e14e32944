# The walks of walk-other-ca.t with the fake Jira: one whose CSR is not needed says so on the ticket that asked for it.
tickets=jira
. tests/screen/walk-other-ca.t
