# The walks of walk-urgent.t with the fake Jira: the urgent channel changes nothing of how tickets and files go.
tickets=jira
. tests/screen/walk-urgent.t
