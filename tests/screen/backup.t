# What the console says of the backups that the settings ask for.
. tests/screen/common.sh
own_folders
export work
: >"$work/a-file"
echo "backup = { folder = \"$work/a-file/x\"; };" >"$work/config/caduca/caduca.conf"
real 'that no backup could be made is said beside the counters' -e LANGUAGE=ca <<'EOF'
until no hi ha cap còpia
expect-row 1 no hi ha cap còpia
keys q
exit 0
EOF
real 'until one is made' -e LANGUAGE=en <<'EOF'
until there is no backup
sh rm "$work/a-file"
sh mkdir "$work/a-file"
sh "$BUILD/caducactl" backup >/dev/null
until-gone there is no backup
keys q
exit 0
EOF
echo "1..$count"
