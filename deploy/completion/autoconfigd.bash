# SPDX-License-Identifier: MIT
# Completion of autoconfigd and of autoconfig-doctor for bash, which sources this: it proposes what the program
# itself does.

_autoconfigd()
{
    local line last=${COMP_WORDS[COMP_CWORD]}
    local -a words
    # Words as the program will get them: to bash, "--color=au" and "anna@exa" are three each.
    read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
    [[ ${COMP_LINE:0:COMP_POINT} == *[[:blank:]] ]] && words+=("")
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
        :files) compopt -o default ;;
        :dirs) compopt -o dirnames ;;
        *) COMPREPLY+=("${line%%$'\t'*}") ;;
        esac
    done < <("$1" complete -- "${words[@]:1}" 2>/dev/null)
    # It puts the last of the three in place, and of an address the '@', too.
    [[ $last == [=@] ]] && last=
    line=${words[-1]%"$last"}
    COMPREPLY=("${COMPREPLY[@]#"${line%@}"}")
}

complete -F _autoconfigd autoconfigd autoconfig-doctor
