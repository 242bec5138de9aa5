# Sourced by the scripts that make the toolchain's output quiet.

# each_line WHAT LOG HANDLER: hands each line of standard input to HANDLER as soon as it is there, and keeps all of them in LOG. Once a
# minute it says that WHAT goes on, with what HANDLER left in `progress`, so that a CI does not look dead.
each_line() {
    local what=$1 log=$2 handler=$3 line='' piece status said=$SECONDS start=$SECONDS
    progress=
    mkdir -p "${log%/*}"
    : >"$log"
    while true; do
        status=0
        IFS= read -r -t 60 piece || status=$?
        line+=$piece
        # A line that has not ended within the minute goes on with the next piece.
        if [ "$status" -le 128 ]; then
            if [ "$status" -eq 0 ] || [ -n "$line" ]; then
                printf '%s\n' "$line" >>"$log"
                "$handler" "$line"
            fi
            [ "$status" -eq 0 ] || return 0
            line=
        fi
        if ((SECONDS - said >= 60)); then
            said=$SECONDS
            printf '%s: %d min, %s\n' "$what" $(((said - start) / 60)) "${progress:-nothing said yet}"
        fi
    done
}
