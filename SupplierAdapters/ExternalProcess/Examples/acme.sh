#!/bin/sh
# A supplier adapter in shell: a price list, orders, and their answers.
# Speaks supplier-adapter/1: one JSON message a line; what it logs goes to standard error.
#
# The supplier of this example is three names in [settings]: file, a list of part;price; orders, a
# folder that takes orders in any form; answers, a list of order;line;quantity;date;document.

say() { printf '%s\n' "$1"; }

# A text as JSON has it within quotes, in $text: a backslash before backslashes and quotes, and what
# a terminal obeys as an escape or, where JSON has none that is short, as a blank.
tab=$(printf '\t')
quote() {
    text=$1
    case $text in
    *[\\\"[:cntrl:]]*)
        text=$(printf '%s' "$text" | tr -d '\r' | sed "s/[\\\\\"]/\\\\&/g; s/$tab/\\\\t/g" | tr '[:cntrl:]' ' ')
        ;;
    esac
}

# The text of a member: enough for the flat messages that the host sends.
member() { printf '%s' "$2" | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }

fail() {
    quote "$2"
    say "{\"type\":\"error\",\"id\":$id,\"class\":\"$1\",\"message\":\"$text\"}"
}

say '{"type":"hello","protocol":"supplier-adapter/1","adapter":"acme-sh","version":"2","capabilities":["prices","orders.send","orders.change","acks"]}'
read -r welcome
file=$(member file "$welcome")
orders=$(member orders "$welcome")
answers=$(member answers "$welcome")

while read -r request; do
    # What an order says comes last in the message and is not looked at here.
    request=${request%%,\"document\":*}
    id=$(member id "$request")
    case $(member op "$request") in
    shutdown) exit 0 ;;
    read)
        stream=$(member stream "$request")
        list=$file
        [ "$stream" != answers ] || list=$answers
        if [ ! -r "$list" ]; then
            fail config "the list $list cannot be read"
            continue
        fi
        say '{"type":"snapshot_begin"}'
        count=0
        # The last line may have no end: what was read of it counts.
        while IFS=';' read -r one two three four five || [ -n "$one" ]; do
            count=$((count + 1))
            quote "$one" && one=$text
            quote "$two" && two=$text
            quote "$three" && three=$text
            quote "$four" && four=$text
            quote "$five" && five=$text
            if [ "$stream" = answers ]; then
                say "{\"type\":\"record\",\"record\":{\"kind\":\"acknowledgment\",\"order\":\"$one\",\"line\":\"$two\",\"quantity\":\"$three\",\"outcome\":\"accepted\",\"date\":\"$four\",\"document\":\"$five\",\"written\":\"${four}T00:00:00Z\"}}"
            else
                say "{\"type\":\"record\",\"record\":{\"part\":\"$one\",\"price\":\"$two\",\"line\":$count}}"
            fi
        done <"$list"
        say "{\"type\":\"snapshot_end\",\"count\":$count,\"complete\":true}"
        say "{\"type\":\"done\",\"id\":$id,\"status\":\"complete\"}"
        ;;
    submit)
        # The key names the order for ever; a copy shows up under it whole, or not at all.
        key=$(member key "$request")
        if cp "$(member file "$request")" "$orders/.$key.part" && mv "$orders/.$key.part" "$orders/$key"; then
            say "{\"type\":\"done\",\"id\":$id,\"outcome\":\"accepted\",\"reference\":\"$key\"}"
        else
            fail unknown_outcome "nobody knows whether $key was copied"
        fi
        ;;
    status)
        outcome=absent
        [ ! -e "$orders/$(member key "$request")" ] || outcome=accepted
        say "{\"type\":\"done\",\"id\":$id,\"outcome\":\"$outcome\"}"
        ;;
    *) say "{\"type\":\"done\",\"id\":$id}" ;;
    esac
done
