# Builds the package of Debian in a folder: sh backend/packaging/deb.sh FOLDER. dpkg wants the packaging in a folder
# debian/ at the top of the sources, so it is done on a copy of them. Its date, and that of all files in it, is the one of
# the changelog's last entry. What it needs, `make deb` has looked for; dpkg is not asked again (-d).
set -eu
folder=$1
version=$(sed -n 's/^#define CADUCA_VERSION "\(.*\)"/\1/p' backend/base/version.h)
said=$(sed -n '1s/^caduca (\(.*\)) .*/\1/p' backend/packaging/debian/changelog)
if [ "$version" != "$said" ]; then
	echo "backend/base/version.h says $version, and backend/packaging/debian/changelog $said" >&2
	exit 1
fi
rm -rf "$folder/deb" "$folder"/caduca_*.deb
mkdir -p "$folder/deb/caduca"
tar --exclude=./build --exclude=./.git -cf - . | tar -C "$folder/deb/caduca" -xf -
cp -R backend/packaging/debian "$folder/deb/caduca/debian"
(cd "$folder/deb/caduca" && dpkg-buildpackage --build=binary --no-sign -d -jauto >../log 2>&1) || {
	cat "$folder/deb/log" >&2
	exit 1
}
mv "$folder"/deb/caduca_*.deb "$folder"
ls "$folder"/caduca_"$version"_*.deb
rm -rf "$folder/deb/caduca"
