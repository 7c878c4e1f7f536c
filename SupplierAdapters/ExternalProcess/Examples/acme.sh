#!/bin/sh
# A supplier adapter in shell: a list of two columns, part;price, in the file of [settings] file.
# Speaks supplier-adapter/1: one JSON message a line; what it logs goes to standard error.

say() { printf '%s\n' "$1"; }

# The text of a member: enough for the flat messages that the host sends.
member() { printf '%s' "$2" | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }

say '{"type":"hello","protocol":"supplier-adapter/1","adapter":"acme-sh","version":"1","capabilities":["prices"]}'
read -r welcome
file=$(member file "$welcome")

while read -r request; do
    id=$(member id "$request")
    case $(member op "$request") in
    shutdown) exit 0 ;;
    read)
        if [ ! -r "$file" ]; then
            say "{\"type\":\"error\",\"id\":$id,\"class\":\"config\",\"message\":\"the list $file cannot be read\"}"
            continue
        fi
        say '{"type":"snapshot_begin","stream":"offers"}'
        count=0
        while IFS=';' read -r part price; do
            count=$((count + 1))
            say "{\"type\":\"record\",\"stream\":\"offers\",\"record\":{\"part\":\"$part\",\"price\":\"$price\",\"line\":$count}}"
        done <"$file"
        say "{\"type\":\"snapshot_end\",\"stream\":\"offers\",\"count\":$count,\"complete\":true}"
        say "{\"type\":\"done\",\"id\":$id,\"status\":\"complete\"}"
        ;;
    *) say "{\"type\":\"done\",\"id\":$id}" ;;
    esac
done
