#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The completion for bash, asked as bash asks it: completion.sh SCRIPT BURNISH.

. "$1"
burnish=$2
number=0
failed=0

# complete WORD…: what there is for the last word, one a line.
complete_words() {
	COMP_WORDS=(burnish "$@")
	COMP_CWORD=$#
	_burnish "$burnish" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
	printf '%s\n' "${COMPREPLY[@]}"
}

# check NAME EXPECTED ACTUAL
check() {
	number=$((number + 1))
	if [[ $2 == "$3" && -n $2 ]]; then
		echo "ok $number $1"
	else
		failed=1
		echo "not ok $number $1"
		printf '# expected: %s\n# got: %s\n' "${2//$'\n'/ }" "${3//$'\n'/ }"
	fi
}

options() {
	"$burnish" "$1" --help | sed -nE 's/^  (-., )?(--[a-z0-9._-]+).*/\2/p' | sort
}

commands=$("$burnish" --help | sed -nE 's/^  ([a-z-]+)  .*/\1/p' | grep -v '^-' | sort)
check commands "$(printf '%s\nhelp\n--help\n--version\n' "$commands" | sort)" "$(complete_words '' | sort)"
check "part of a command" inspect "$(complete_words insp)"
for command in $commands; do
	check "options of $command" "$(options "$command")" "$(complete_words "$command" -- | sort)"
done
check "choices" $'webp' "$(complete_words fix --format we)"
check "choices behind =" $'jpeg\njxl' "$(complete_words fix --format = j | sort)"
check "presets of --recipe" "$("$burnish" presets | awk '{ print $1 }')" "$(complete_words fix --recipe '')"
check "presets" "$("$burnish" presets | awk '{ print $1 }')" "$(complete_words presets '')"
check "corrections of ops" decast "$(complete_words ops dec)"
echo "1..$number"
exit "$failed"
