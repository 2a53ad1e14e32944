# make deb-check: the package in the folder $1 is what another build of the same sources gives elsewhere, and lintian
# finds no error in it.
set -u
deb=$(ls "$1"/caduca_*.deb)
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
echo 1..2
mkdir "$elsewhere/sources"
tar --exclude=./build --exclude=./.git -cf - . | tar -C "$elsewhere/sources" -xf -
(cd "$elsewhere/sources" && sh backend/packaging/deb.sh "$elsewhere" >/dev/null)
if cmp "$deb" "$elsewhere/${deb##*/}"; then echo 'ok 1 - two builds in two folders are the same'; else
	echo 'not ok 1 - two builds in two folders are the same'
	status=1
fi
if lintian --fail-on error "$deb" >"$elsewhere/lintian" 2>&1; then echo 'ok 2 - lintian finds no error'; else
	echo 'not ok 2 - lintian finds no error'
	status=1
fi
sed 's/^/# /' "$elsewhere/lintian"
exit ${status:-0}
