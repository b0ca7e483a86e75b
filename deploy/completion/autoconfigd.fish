# SPDX-License-Identifier: MIT
# Completion of autoconfigd and of autoconfig-doctor for fish: it proposes what the program itself does.

function __autoconfigd_propose
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    command -q $words[1]; or return
    set -l head (string match -r '^--[^=]*=' -- "$last")
    set -l path (string replace -- "$head" '' "$last")
    for line in ($words[1] complete -- $words[2..-1] "$last" 2>/dev/null)
        switch $line
            case :files
                printf "$head%s\n" (__fish_complete_path "$path")
            case :dirs
                printf "$head%s\n" (__fish_complete_directories "$path")
            case '*'
                echo $line
        end
    end
end

complete -c autoconfigd -c autoconfig-doctor -f -a '(__autoconfigd_propose)'
