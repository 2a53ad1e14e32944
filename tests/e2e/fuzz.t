# The fuzz targets, a fixed number of runs of each from the seeds alone: what is found here breaks every time.
# `make fuzz` runs them for as long as one likes.
echo 'int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n); int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n) { return d && n ? 0 : 0; }' |
	clang -fsanitize=fuzzer,address,undefined -x c -o /dev/null - 2>/dev/null || {
	echo '1..0 # SKIP clang has no fuzzer runtime here'
	exit 0
}
unset MAKEFLAGS MAKELEVEL BUILD CC SAN
make -s fuzzers >&2 || {
	echo 'not ok 1 - the targets are built'
	echo '1..1'
	exit 1
}
n=0 failed=0
for target in facts verdict result frame channel dialogue document alert list workbook json jira; do
	n=$((n + 1))
	if found=$(sh tests/fuzz/run.sh build/fuzz runs 3000 $target); then
		echo "ok $n - $target bears 3000 runs"
	else
		failed=1
		echo "not ok $n - $target bears 3000 runs"
		echo "$found" | sed 's/^/# /'
	fi
done
echo "1..$n"
exit $failed
