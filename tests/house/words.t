# Every code that a program gives to a person has a sentence in words/errors.c: else it is shown bare, which is for
# newer backends, not for ours.
n=0
check() { # name, offending lines
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; printf '%s\n' "$2" | sed 's/^/# /'; fi
}
rooms='backend/base backend/wire backend/files backend/store backend/expiry backend/inventory backend/daemon backend/ctl'
codes() { # the last string of each match: a code
	# shellcheck disable=SC2086
	grep -rhoE "$1" --include='*.c' $rooms | grep -oE '"[a-z0-9-]+"$' | tr -d '"'
}
given=$( {
	codes 'err_set\([^,]+, *"[a-z0-9-]+"'
	codes 'session_(error|refuse)\([^"]*"[a-z0-9-]+"'
	codes '(error_of\(|ctl_complain_code\(ctl, )"[a-z0-9-]+"'
	codes 'return "(disk-full|read-only|denied|not-found|io)"'
	codes '"(csv|filter)-[a-z-]+"'
} | sort -u)
worded=$(sed -n 's/^    {"\([a-z0-9-]*\)",.*/\1/p' backend/words/errors.c | sort -u)
# bad-argument has a table of its own; refused stands for the code that the backend's answer has
missing=$(printf '%s\n' "$given" | grep -vxE 'bad-argument|refused' | grep -vxF "$worded")
check 'there are codes to look at' "$([ "$(printf '%s\n' "$given" | wc -l)" -gt 30 ] || echo "only: $given")"
check 'every code has its sentence' "$missing"
reasons=$(grep -hoE '"(empty|space|control|not-a-name|too-long|range|unknown|not-utf8)"' \
	backend/daemon/operations/monitor_fields.c backend/base/endpoint.c backend/base/hostname.c backend/base/text.c | tr -d '"' | sort -u)
missing=$(for r in $reasons; do grep -q "{\"$r\", NULL, N_(" backend/words/errors.c || echo "$r"; done)
check 'every reason why a field is refused has its sentence' "$missing"
echo "1..$n"
