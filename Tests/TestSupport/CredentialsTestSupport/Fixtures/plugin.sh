#!/bin/sh
# A credential provider plugin for tests. Arguments: what to do, and what that needs.
request=$(/bin/cat)
image=${request#*\"image\":\"}
image=${image%%\"*}
host=${image%%/*}
version=${request#*\"apiVersion\":\"}
version=${version%%\"*}

# answer AUTH [CACHE]
answer() {
    printf '{"kind":"CredentialProviderResponse","apiVersion":"%s","cacheKeyType":"Registry"%s,"auth":%s}\n' \
        "$version" "$2" "$1"
}

# As plugins of clouds do: who it is stands in the environment.
USERNAME=${USERNAME-$AWS_ACCESS_KEY_ID}
PASSWORD=${PASSWORD-$AWS_SECRET_ACCESS_KEY}
entry="{\"username\":\"$USERNAME\",\"password\":\"$PASSWORD\"}"
echo "this is what plugins log: $request $PASSWORD" >&2

case $1 in
good) answer "{\"$host\":$entry}" "$2" ;;
record)
    printf '%s\n' "$request" >>"$2"
    # A user name ends at a colon.
    answer "{\"$host\":{\"username\":\"$(printf '%s' "$host" | tr : -)\",\"password\":\"p\"}}"
    ;;
paths)
    answer "{\"$host/a\":{\"username\":\"a\",\"password\":\"p\"},\"$host/ab/\":{\"username\":\"ab\",\"password\":\"p\"},\"$host\":{\"username\":\"all\",\"password\":\"p\"}}"
    ;;
only)
    [ "$host" = "$2" ] || exit 5
    answer "{\"$host\":{\"username\":\"joe\",\"password\":\"p\"}}"
    ;;
other) answer "{\"other.example.com\":$entry}" ;;
null) answer null ;;
anonymous) answer "{\"$host\":{\"username\":\"\",\"password\":\"\"}}" ;;
print) printf '%s' "$2" ;;
environment) answer "{\"$host\":{\"username\":\"$A-$B-$C\",\"password\":\"p\"}}" ;;
fail) exit 3 ;;
complain)
    printf '%b\n' "$2" >&2
    exit 4
    ;;
chatter)
    printf '%b\n' "$2" >&2
    printf '%s' "$3"
    ;;
kill) kill -9 $$ ;;
hang) exec /bin/sleep 600 ;;
flood) exec /usr/bin/yes hunter2 ;;
esac
