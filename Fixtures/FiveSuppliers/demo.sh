#!/usr/bin/env bash
# A whole round over five suppliers who each talk in another way:
# demo.sh FOLDER-OF-BROKER WORKSPACE; the workspace is made anew.
set -euo pipefail
PATH=$(cd "$1" && pwd):$PATH
workspace=$2
here=$(cd "$(dirname "$0")" && pwd)
adapters=$here/../../SupplierAdapters

step() { printf '\n==> %s\n' "$*"; }
show() {
    printf '\n$ broker %s\n' "$*"
    broker "$@" --as-of "$now"
}
suppliers() { python3 "$here/suppliers.py" "$@"; }

rm -rf "$workspace"
mkdir -p "$(dirname "$workspace")"
cp -R "$here" "$workspace"
mkdir -p "$workspace/adapters" "$workspace/layouts"
cp "$adapters/ExternalProcess/Examples/acme.py" "$workspace/adapters/"
cp "$adapters/FlatFileEDI/Layouts/"{price-list,vda-orders,answers}.layout "$workspace/layouts/"
mkdir -p "$workspace/inbox/"{nordbolt,euroteil,fixtec}-answers "$workspace/pyparts/orders"
cd "$workspace"

# WEBTOOL's web service, on the loopback, until the end of this script.
mkfifo port
python3 "$here/suppliers.py" serve . >port 2>/dev/null &
server=$!
trap 'kill "$server"' EXIT
read -r port <port
rm port
sed -i.before "s/@PORT@/$port/" feeds/webtool*.toml && rm feeds/*.before
export WEBTOOL_TOKEN=five-suppliers

step "1. What five suppliers offer is read: X12, EDIFACT, fixed columns, a web service, a program."
now=2026-03-02T08:00:00Z
show run
printf '\n'
step "2. The orders that left, each in its supplier's form, as our own readers see them."
for file in outbox/*/PO-*; do
    layout=()
    case $file in outbox/FIXTEC/*) layout=(--layout layouts/vda-orders.layout) ;; esac
    broker inspect "$file" "${layout[@]}"
done

step "3. The suppliers answer, each in its own way. NORDBOLT has only 600 bolts."
suppliers answer .

step "4. The answers are taken in, and what NORDBOLT cannot deliver is bought elsewhere."
now=2026-03-03T08:00:00Z
show run

step "5. The supplier who gets the rest answers too."
suppliers answer .
now=2026-03-04T08:00:00Z
show run
show po list
