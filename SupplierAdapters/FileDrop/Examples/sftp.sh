#!/bin/sh
# Carries files between a folder and a supplier's SFTP server, with OpenSSH's sftp and nothing else.
#
#   [transfer]                                          in the settings of a feed: takes what lies
#   before = ["adapters/sftp.sh", "get", "/out"]        in /out of the server, and removes it there
#
#   [transfer]                                          in the settings of orders: brings the order
#   after = ["adapters/sftp.sh", "put", "/in"]          into /in of the server
#
# It runs in the workspace. adapters/sftp.conf holds what ssh(1) must know (ssh_config(5)): a block
# "Host supplier" with HostName, Port, User, IdentityFile and UserKnownHostsFile; SFTP_CONFIG names
# another file. The server must be known already: who it is is never asked and never believed.
#
# What it keeps to:
# - A file shows up on either side under its name when it is whole, by one rename.
# - A file is removed on the server once it lies here: after a stop in between it is fetched again,
#   which gives the same bytes twice and changes nothing.
# - An order that was brought lies in .sent; a stop in between brings it again, in its own place.
set -eu
direction=$1
remote=$2
: "${BROKER_FOLDER:?it is run by the broker}"
configuration=${SFTP_CONFIG:-adapters/sftp.conf}

# Runs commands on the server; the first that fails ends it with status 1.
server() {
    sftp -b - -F "$configuration" -o LogLevel=ERROR -o BatchMode=yes \
        -o StrictHostKeyChecking=yes supplier
}

# Names with anything in them that sftp would read as more than a name are left alone.
is_plain() {
    case $1 in
    '' | .* | *[!A-Za-z0-9._+=,@-]*) return 1 ;;
    esac
}

case $direction in
get)
    incoming=$BROKER_FOLDER/.incoming
    mkdir -p "$incoming"
    # The first line repeats the command; names come last, with their folder before them. Only
    # regular files are fetched: servers have folders, such as an archive, between the files.
    listed=$(echo "ls -ln $remote/" | server)
    echo "$listed" | sed -n 's/^-.*\///p' | while IFS= read -r name; do
        if ! is_plain "$name"; then
            [ -z "$name" ] || echo "left alone: $name" >&2
            continue
        fi
        # Another of this name, not taken yet: it stays on the server for the next run.
        [ ! -e "$BROKER_FOLDER/$name" ] || continue
        # The time of the server comes too: it orders files whose names tell no day.
        echo "get -p $remote/$name $incoming/$name" | server >/dev/null
        mv "$incoming/$name" "$BROKER_FOLDER/$name"
        echo "rm $remote/$name" | server >/dev/null
    done
    ;;
put)
    name=${BROKER_FILE:?it is run by the broker}
    if ! is_plain "$name"; then
        echo "not a name for the server: $name" >&2
        exit 64
    fi
    mkdir -p "$BROKER_FOLDER/.sent"
    {
        echo "put $BROKER_FOLDER/$name $remote/.$name.part"
        echo "rename $remote/.$name.part $remote/$name"
    } | server >/dev/null
    mv "$BROKER_FOLDER/$name" "$BROKER_FOLDER/.sent/$name"
    ;;
*)
    echo "usage: sftp.sh get|put FOLDER-ON-THE-SERVER" >&2
    exit 64
    ;;
esac
