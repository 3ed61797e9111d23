# Completion of `python -m training` and `python -m service` in bash, from the root of the project:
#     . tools/completion.bash
# Both modules say themselves what could stand next, so that nothing here falls behind them.

_customer_scoring() {
    COMPREPLY=()
    [ "${COMP_WORDS[1]}" = -m ] || return 0
    if [ "$COMP_CWORD" -eq 2 ]; then
        COMPREPLY=($(compgen -W 'training service' -- "${COMP_WORDS[2]}"))
        return
    fi
    local asked
    case ${COMP_WORDS[2]} in
        training) asked=_TRAINING_COMPLETE ;;
        service) asked=_SERVICE_COMPLETE ;;
        *) return 0 ;;
    esac
    local IFS=$'\n'
    COMPREPLY=($(env COMP_WORDS="${COMP_WORDS[*]:2}" COMP_CWORD=$((COMP_CWORD - 2)) "$asked=complete_bash" \
        "${COMP_WORDS[0]}" -m "${COMP_WORDS[2]}" 2>/dev/null))
}

# without a suggestion of ours, files are completed as ever
complete -o default -o bashdefault -F _customer_scoring python python3 .venv/bin/python
