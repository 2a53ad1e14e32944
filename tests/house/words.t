# base/codes.def lists every code that a program gives to a person, and every reason why an argument is refused: what the
# sources give is in it, all that is in it is given somewhere and has its sentence in words/errors.c.
n=0
check() { # name, offending lines
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; printf '%s\n' "$2" | sed 's/^/# /'; fi
}
rooms='backend/base backend/wire backend/files backend/tickets backend/store backend/expiry backend/inventory backend/procedure backend/daemon backend/ctl'
codes() { # the last string of each match, over line ends: a code
	# shellcheck disable=SC2086
	find $rooms -name '*.c' -exec cat {} + | tr '\n\t' '  ' | grep -oE "$1" | grep -oE '"[a-z0-9-]+"$' | tr -d '"'
}
listed=$(sed -n 's/^CODE("\([a-z0-9-]*\)", .*/\1/p' backend/base/codes.def | sort)
reasons=$(sed -n 's/^REASON("\([a-z0-9-]*\)")/\1/p' backend/base/codes.def | sort)
given=$( {
	codes 'err_set\([^,;]+, *"[a-z0-9-]+"'
	codes 'session_(error|refuse)\([^";]*"[a-z0-9-]+"'
	codes '(error_of\(|ctl_complain_code\(ctl, )"[a-z0-9-]+"'
	codes '(refusal_set\([^";{}()]*|refuse_job\([^";{}()]*|refuse\(c, )"[a-z0-9-]+"'
	codes 'return "(disk-full|read-only|denied|not-found|io|not-allowed|bad-argument)"'
	codes '"(csv|filter)-[a-z-]+"'
} | sort -u)
refused=$( {
	codes '(bad_argument|err_argument|field_refusal)\([^";]*"[a-z_]+", *([^",;]*, *)?"[a-z0-9-]+"'
	codes 'return "(empty|space|control|not-a-name|too-long|range|unknown|not-utf8)"'
} | sort -u)
check 'there are codes and reasons to look at' "$([ "$(printf '%s\n' "$given" | wc -l)" -gt 60 ] &&
	[ "$(printf '%s\n' "$refused" | wc -l)" -gt 9 ] || echo "only: $given $refused")"
# refused stands for the code that the backend's answer has
check 'every code that is given is listed' "$(printf '%s\n' "$given" | grep -vx 'refused' | grep -vxF "$listed")"
check 'every reason that is given is listed' "$(printf '%s\n' "$refused" | grep -vxF "$reasons")"
check 'none is listed twice' "$(printf '%s\n%s\n' "$listed" "$reasons" | sort | uniq -d)"
check 'none is listed that nobody gives' "$(for code in $listed $reasons; do
	grep -rqF "\"$code\"" backend tui --include='*.c' --include='*.h' --exclude='errors*.c' || echo "$code"
done)"
worded=$(sed -n 's/^    {"\([a-z0-9-]*\)",.*/\1/p' backend/words/errors.c backend/words/errors_jira.c | sort -u)
check 'every code has its sentence' "$(printf '%s\n' "$listed" | grep -vx 'bad-argument' | grep -vxF "$worded")"
missing=$(for r in $reasons; do grep -q "{\"$r\", NULL, N_(\|{\"$r\", NULL,\$" backend/words/errors.c || echo "$r"; done)
check 'every reason has a sentence for any field' "$missing"
echo "1..$n"
