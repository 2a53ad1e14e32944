# Completion for bash: what may come next, caducactl tells itself, from the table of its commands.
_caducactl() {
	local word=${COMP_WORDS[COMP_CWORD]#=}
	mapfile -t COMPREPLY < <(compgen -W "$("$1" --complete "${COMP_WORDS[@]:1:COMP_CWORD-1}" "$word" 2>/dev/null)" -- "$word")
}
complete -o bashdefault -o default -F _caducactl caducactl
