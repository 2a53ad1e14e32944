# How prove starts a test: a unit test is a program, any other a shell script.
case $1 in
*.t) exec sh "$1" ;;
*) exec "$1" ;;
esac
