# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# Completion for bash. Commands, options and their choices are asked from --help, which
# makes them from the classes, so that nothing here can be out of date.

# The words in the first column of the sections of `burnish --help` that list commands.
_burnish_commands() {
	"$1" --help 2>/dev/null | awk '/:$/ { list = /^(Commands|Single corrections):$/ } list && /^  / { print $1 }'
}

# What an option takes: "a|b|c" in its help is a list of choices.
_burnish_choices() {
	"$1" "$2" --help 2>/dev/null | sed -nE "s/^ .*$3=([^ ]+).*/\1/p" | grep -F '|' | tr '|' '\n'
}

_burnish() {
	local burnish=$1 word=$2 previous=$3 command=${COMP_WORDS[1]} option
	COMPREPLY=()

	if [[ $COMP_CWORD -eq 1 ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_burnish_commands "$burnish") help --help --version" -- "$word")
		return
	fi

	# Bash splits --option=value into three words.
	[[ $previous == = ]] && option=${COMP_WORDS[COMP_CWORD - 2]}
	[[ $previous == --* ]] && option=$previous
	[[ $word == = ]] && word='' option=$previous
	if [[ $option == --recipe || $command == presets ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$("$burnish" presets 2>/dev/null | awk '{ print $1 }')" -- "$word")
	elif [[ $command == ops ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$("$burnish" ops 2>/dev/null | sed -n 's/^\([a-z_]*\): .*/\1/p')" -- "$word")
	elif [[ $command == help ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_burnish_commands "$burnish")" -- "$word")
	elif [[ -n $option && $word != -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_burnish_choices "$burnish" "$command" "$option")" -- "$word")
	fi
	if [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$("$burnish" "$command" --help 2>/dev/null | grep -oE '^  .{0,4}--[a-z0-9._-]+' | grep -oE -- '--.*')" -- "$word")
	fi
}

complete -o default -F _burnish burnish
