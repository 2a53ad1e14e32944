# Turns a file of SQL into a C header. POSIX awk; mawk must do.
#
#	-- name: monitor_get	a query: QUERY_MONITOR_GET in enum query, its text in query_texts[]
#	-- migration: 1		with prefix=schema: schema_texts[0]; the numbers have no gap
#
# Comments stay behind: they are for the reader of the .sql, and the compiler's strings are short
# (4,095 bytes is all that C17 promises). The texts are only in the file that defines QUERY_TEXTS or
# SCHEMA_TEXTS; all the others see the enum.

BEGIN {
	if (prefix == "")
		prefix = "query"
	upper = toupper(prefix)
	marker = prefix == "schema" ? "migration" : "name"
	count = 0
}

$1 == "--" && $2 == marker ":" {
	name = $3
	if (NF != 3 || name !~ /^[a-z0-9_]+$/)
		fail("bad " marker)
	if (name in known)
		fail("second '" name "'")
	if (prefix == "schema" && name != count + 1)
		fail("migration " name " where " (count + 1) " was expected")
	known[name] = 1
	names[++count] = name
	next
}

{
	sub(/(^|[ \t]+)--( .*)?$/, "")
	sub(/[ \t]+$/, "")
	if ($0 == "")
		next
	if (!count)
		fail("SQL before the first " marker)
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	gsub(/\t/, " ")
	text[count] = text[count] "\n\t\"" $0 "\\n\""
}

END {
	if (failed)
		exit 1
	if (!count) {
		print FILENAME ": nothing to embed" >"/dev/stderr"
		exit 1
	}
	print "/* Made by embed.awk. */"
	print "enum " prefix " {"
	for (i = 1; i <= count; i++)
		print "\t" upper "_" toupper(names[i]) ","
	print "\t" upper "_COUNT\n};"
	print "#ifdef " upper "_TEXTS"
	print "static const char *const " prefix "_names[] = {"
	for (i = 1; i <= count; i++)
		print "\t\"" names[i] "\","
	print "};"
	print "static const char *const " prefix "_texts[] = {"
	for (i = 1; i <= count; i++) {
		if (text[i] == "")
			print "#error \"" names[i] " is empty\""
		# in brackets: else clang takes a text of two lines among longer ones for a lost comma
		print "\t/* " names[i] " */ (" text[i] "),"
	}
	print "};\n#endif"
}

function fail(why) {
	print FILENAME ":" FNR ": " why >"/dev/stderr"
	failed = 1
	exit 1
}
