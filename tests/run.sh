# How prove starts a test: a unit test is a program; what ends in .t is Perl when its first line says so, else shell. One that
# hangs has failed, and holds up no other.
most=${CADUCA_TEST_MOST:-1200} # seconds; 0: as long as it takes
case $1 in
*.t) if head -n 1 "$1" | grep -q perl; then exec timeout -k 10 "$most" perl -Itests/e2e -Itests/jira "$1"; else exec timeout -k 10 "$most" sh "$1"; fi ;;
*) exec timeout -k 10 "$most" "$1" ;;
esac
