# The processes that have one of the texts, whole, among their arguments or in the environment that they began with: paths
# that nobody else has.
#   processes_with TEXT...      their numbers
#   processes_end TEXT...       ends them; who is still there after 5 seconds is killed
processes_with() {
	files=$(echo /proc/[0-9]*/cmdline /proc/[0-9]*/environ) # before there is a grep that has them, too
	printf '%s\n' "$@" | grep -lzxF -f - $files 2>/dev/null | cut -d / -f 3 | sort -u
}

processes_end() {
	tries=0
	while pids=$(processes_with "$@") && [ -n "$pids" ] && [ $tries -lt 100 ]; do
		if [ $tries -lt 50 ]; then kill $pids; else kill -9 $pids; fi 2>/dev/null || :
		sleep 0.1
		tries=$((tries + 1))
	done
}
