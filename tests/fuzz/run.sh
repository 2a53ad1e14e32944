#!/bin/sh
# The fuzz targets one after the other, each with the seeds and with what it found out in earlier runs.
#
#   run.sh FOLDER seconds N [TARGET...]     so many seconds each; what they learn is kept in FOLDER/corpus
#   run.sh FOLDER runs N [TARGET...]        so many runs each, from the seeds alone and always the same ones
#
# FOLDER has the programs (Makefile, `fuzzers`). What breaks a target is left in FOLDER/found. Exit status 1 if any did.
set -eu
folder=$1 how=$2 count=$3
shift 3
[ $# -gt 0 ] || set -- facts verdict result frame channel dialogue document alert list workbook json jira
mkdir -p "$folder/found"
rm -rf "$folder/seeds"
mkdir "$folder/seeds"
"$folder/seeds_make" "$folder/seeds"

status=0
for target in "$@"; do
	if [ "$how" = seconds ]; then
		mkdir -p "$folder/corpus/$target"
		where="$folder/corpus/$target $folder/seeds/$target" limit=-max_total_time=$count
	else
		where=$folder/seeds/$target limit="-runs=$count -seed=1"
	fi
	# shellcheck disable=SC2086
	if "$folder/$target" $limit -max_len=16384 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$folder/found/$target-" $where >"$folder/$target.log" 2>&1; then
		echo "ok: $target: $(sed -n 's/^stat::number_of_executed_units: //p' "$folder/$target.log") runs"
	else
		status=1
		echo "found: $target: see $folder/$target.log"
		grep -E 'ERROR|it must be|SUMMARY|Test unit written' "$folder/$target.log" || tail -n 20 "$folder/$target.log"
	fi
done
exit $status
