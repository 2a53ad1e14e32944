# Every code that reading a document, a gate or its child can give is in base/codes.def, and every check has a name; both in Catalan.
n=0
files='backend/pki/document_read.c backend/pki/document_text.c backend/pki/pem.c backend/pki/pkcs12.c backend/pki/pkcs12_algorithms.c backend/pki/password.c backend/pki/request.c backend/pki/checks.c backend/pki/checks_p12.c backend/ctl/inspector.c backend/ctl/request.c backend/daemon/inspectors.c backend/daemon/operations/documents.c backend/daemon/operations/document_gate.c'
say() { # name, what is missing
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; printf '%s\n' "$2" | sed 's/^/# /'; fi
}
codes=$(cat $files | tr '\n' ' ' |
	grep -oE '((err_set|check_skip|answer|pass_if)\([^;"]*"[a-z0-9-]+"|"(is|csr|holds|certificate|chain|key|leaf|p12)-[a-z0-9-]+"|code = "[a-z-]+")' |
	grep -oE '"[a-z0-9-]+"$' | tr -d '"' | sort -u)
checks=$(sed -n 's/^[[:space:]]*X([A-Z0-9_]*, "\([a-z0-9-]*\)", .*/\1/p' backend/base/checks.h)
made=$(sed -n 's/^[[:space:]]*LINE(\([A-Z0-9_]*\),.*/\1/p' backend/pki/checks.c backend/pki/checks_p12.c | tr 'A-Z_' 'a-z-')
missing=
for code in $codes; do
	printf '%s\n' "$checks" | grep -qx "$code" && continue
	grep -q "^CODE(\"$code\"," backend/base/codes.def || missing="$missing $code"
done
say "each of $(echo $codes | wc -w) codes is listed, and so has a sentence (words.t)" "$missing"
missing=
[ -n "$checks" ] && [ -n "$codes" ] || missing='nothing was found to look for'
for check in $checks; do grep -q "{\"$check\"," backend/words/checks.c || missing="$missing $check"; done
say "each of $(echo $checks | wc -w) checks has a name" "$missing"
missing=
for check in $checks; do printf '%s\n' "$made" | grep -qx "$check" || missing="$missing $check"; done
say 'and each is made by some gate' "$missing"
missing=$(sed -n 's/.*N_("\(.*\)")}.*/\1/p' backend/words/errors.c backend/words/checks.c | while IFS= read -r text; do
	grep -qF "msgid \"$text\"" tui/po/ca.po || printf '%s\n' "$text"
done)
say 'and each of these sentences is in the Catalan catalogue' "$missing"
echo "1..$n"
