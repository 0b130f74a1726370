# bash completion for the psi-... tools. It asks the tool for its own option
# table (--dump-options), so it cannot drift from the program.

_psi()
{
	local tool=$1 word=${COMP_WORDS[COMP_CWORD]} before="" table
	local kind name letter metavar times commands choices help
	local command="" words="" wanted="" c
	local tab=$'\t'

	COMPREPLY=()
	table=$("$tool" --dump-options 2>/dev/null) || return
	((COMP_CWORD > 0)) && before=${COMP_WORDS[COMP_CWORD - 1]}

	# Which command is on the line already?
	while IFS=$tab read -r kind name help; do
		[[ $kind == command ]] || continue
		for ((c = 1; c < COMP_CWORD; c++)); do
			[[ ${COMP_WORDS[c]} == "$name" ]] && command=$name
		done
		words+=" $name"
	done <<<"$table"
	[[ -n $command ]] && words=""

	while IFS=$tab read -r kind name letter metavar times commands \
	    choices help; do
		[[ $kind == option ]] || continue
		if [[ $metavar != - ]] &&
		    [[ $before == "--$name" || $before == "-$letter" ]]; then
			wanted=$metavar
			[[ $choices != - ]] && wanted=" $choices"
		fi
		if [[ -z $command || $commands == - ||
		    $commands == *" $command "* ]]; then
			[[ $word == -* ]] && words+=" --$name"
		fi
	done <<<"$table"

	case $wanted in
	" "*) mapfile -t COMPREPLY < <(compgen -W "$wanted" -- "$word") ;;
	DIR) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	FILE) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	?*) ;;
	*)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
		[[ $word == -* || ( -n $words && -z $command ) ]] ||
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY \
				< <(compgen -f -- "$word")
		;;
	esac
}

for _psi_tool in normalize keygen agree blind exchange reveal inspect share motions report \
	run diff; do
	complete -o filenames -F _psi "psi-$_psi_tool"
done
unset _psi_tool
