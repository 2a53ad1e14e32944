# The day of day.t with the fake Jira: the tickets of three renewals come and go among each other.
tickets=jira
. tests/screen/day.t
