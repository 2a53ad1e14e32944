# The walk of walk-b.t with the fake Jira, where somebody asks for it: the .p12 comes on that ticket, which is answered.
tickets=jira
. tests/screen/walk-b.t
