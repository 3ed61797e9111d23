# Completion of `python -m training` and `python -m service` in fish, from the root of the project:
#     source tools/completion.fish
# Both modules say themselves what could stand next, so that nothing here falls behind them.

function __customer_scoring_asked --description 'ask the module; without a suggestion of its files are completed as ever'
    set -g __customer_scoring_found
    set -l words (commandline -opc)
    test "$words[2]" = -m; or return 1
    if test (count $words) -eq 2
        set __customer_scoring_found training service
        return
    end
    switch $words[3]
        case training
            set -f asked _TRAINING_COMPLETE
        case service
            set -f asked _SERVICE_COMPLETE
        case '*'
            return 1
    end
    set -l all $words[3..] (commandline -ct)
    set __customer_scoring_found (env COMP_WORDS=(string join \n -- $all | string collect -a) \
        COMP_CWORD=(math (count $all) - 1) $asked=complete_bash $words[1] -m $words[3] 2>/dev/null)
    test -n "$__customer_scoring_found"
end

for python in python python3 .venv/bin/python
    complete -c $python -n __customer_scoring_asked -f -a '$__customer_scoring_found'
end
