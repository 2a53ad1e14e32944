#!/bin/sh
# `make bench`: the figures that Caduca must reach, measured. Prints; judges nothing: it fails only when something could
# not be run. BENCH="cpu holes console tickets trouble filter today told closed" chooses the parts, ROUNDS how often each is measured.
set -eu
status=0
for part in ${BENCH:-cpu holes console tickets trouble filter today told closed}; do
	perl -Itests/e2e -Itests/bench "tests/bench/$part.pl" || status=1
done
exit $status
