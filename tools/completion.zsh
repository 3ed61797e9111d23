# Completion of `python -m training` and `python -m service` in zsh, from the root of the project:
#     . tools/completion.zsh
# Both modules say themselves what could stand next, so that nothing here falls behind them.

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u }

_customer_scoring() {
    local asked
    local -a found
    if [[ ${words[2]} == -m ]] && (( CURRENT == 3 )); then
        compadd training service
        return
    fi
    case ${words[2]}${words[3]} in
        -mtraining) asked=_TRAINING_COMPLETE ;;
        -mservice) asked=_SERVICE_COMPLETE ;;
        *) _default; return ;;
    esac
    found=(${(f)"$(env COMP_WORDS="${(pj:\n:)words[3,-1]}" COMP_CWORD=$((CURRENT - 3)) $asked=complete_bash \
        ${~words[1]} -m ${words[3]} 2>/dev/null)"})
    (( $#found )) && compadd -a found || _default  # without a suggestion of ours, files are completed as ever
}

compdef _customer_scoring python python3
