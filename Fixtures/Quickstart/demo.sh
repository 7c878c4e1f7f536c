#!/usr/bin/env bash
# The quickstart as a buyer goes through it: demo.sh FOLDER-OF-BROKER WORKSPACE
# In a workspace that is there already it takes up where that one stopped: nothing is issued twice.
set -euo pipefail
PATH=$1:$PATH
workspace=$2

show() {
    printf '\n$ broker %s\n' "$*"
    broker "$@" --as-of 2012-01-16T08:00:00Z
}
# The first round's value of a column of `broker round list`.
first() {
    broker round list --format csv |
        awk -F, -v name="$1" 'NR == 1 { while ($++i != name); } NR == 2 { print $i }'
}

if [ ! -d "$workspace" ]; then
    mkdir -p "$(dirname "$workspace")"
    cp -R "$(dirname "$0")" "$workspace"
fi
cd "$workspace"

show run
if [ "$(first state)" = proposed ]; then
    show round approve R-1 --hash "$(first hash)"
fi
show po issue R-1

printf '\n%s purchase orders lie in %s\n' \
    "$(find outbox -type f -not -path '*/.*' | wc -l)" "$workspace/outbox"
