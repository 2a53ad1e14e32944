# How prove starts a test: a unit test is a program; what ends in .t is Perl when its first line says so, else shell.
case $1 in
*.t) if head -n 1 "$1" | grep -q perl; then exec perl -Itests/e2e -Itests/jira "$1"; else exec sh "$1"; fi ;;
*) exec "$1" ;;
esac
