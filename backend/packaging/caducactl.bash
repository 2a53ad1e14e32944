# Completion for bash: what may come next, caducactl tells itself, from the table of its commands. Bash cuts a word, as a
# filter is, at each : and =, and puts what is offered in the place of the last piece alone: so the pieces are put together
# to ask, and those before the last are taken off each answer.
_caducactl() {
	local line=${COMP_LINE:0:COMP_POINT} at=$COMP_CWORD word=${COMP_WORDS[COMP_CWORD]} last before one
	last=${word#[\'\"]}
	[[ $last == [:=] ]] && last=
	while ((at > 1)) && [[ $line != *[[:space:]]"$word" && ${COMP_WORDS[at - 1]}$word != --*= ]] &&
		[[ ${COMP_WORDS[at - 1]} != = || ${COMP_WORDS[at - 2]} != --* ]]; do
		word=${COMP_WORDS[--at]}$word
	done
	word=${word#[\'\"]}
	[[ $word == = ]] && word=
	before=${word%"$last"}
	COMPREPLY=()
	while IFS= read -r one; do
		# what goes on with a filter may have accents that were not typed
		[[ $one == "$word"* || ${COMP_WORDS[*]:at-2:2} == *--filter* ]] && COMPREPLY+=("${one#"$before"}")
		[[ $one == *: ]] && compopt -o nospace 2>/dev/null
	done < <("$1" --complete "${COMP_WORDS[@]:1:at-1}" "$word" 2>/dev/null)
}
complete -o bashdefault -o default -F _caducactl caducactl
