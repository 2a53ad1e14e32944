# The walk of walk-a.t with the fake Jira: its tickets are made there, linked and followed, and its files fetched from one.
tickets=jira
. tests/screen/walk-a.t
