#!/bin/sh
# A credential helper of Docker for tests, as docker-credential-helpers has them: the last argument is `get`, the host comes on standard
# input, and errors are said on standard output with exit code 1. The first argument tells what to do.
server=$(/bin/cat)
echo "this is what helpers log: $server $PASSWORD" >&2
mode=$1
for action in "$@"; do :; done
[ "$action" = get ] || { printf 'unknown credential action %s' "$action"; exit 1; }
[ -n "$server" ] || { printf 'no credentials server URL'; exit 1; }
# Docker sends the host without a scheme and a line end.
case $server in *[[:space:]]*) printf 'a space in the server'; exit 1 ;; esac

case $mode in
good) printf '{"ServerURL":"%s","Username":"%s","Secret":"%s"}\n' "$server" "${USERNAME-joe}" "${PASSWORD-p}" ;;
record)
    printf '%s\n' "$server" >>"$2"
    printf '{"ServerURL":"%s","Username":"%s","Secret":"p"}\n' "$server" "$(printf '%s' "$server" | /usr/bin/tr : _)"
    ;;
only)
    [ "$server" = "$2" ] || { printf 'that one is away'; exit 1; }
    printf '{"ServerURL":"%s","Username":"joe","Secret":"p"}\n' "$server"
    ;;
absent) printf 'credentials not found in native keychain\n'; exit 1 ;;
print) printf '%s' "$2" ;;
say) printf '%s\n' "$2"; exit 1 ;;
fail) exit 3 ;;
hang) exec /bin/sleep 600 ;;
flood) exec /usr/bin/yes hunter2 ;;
esac
