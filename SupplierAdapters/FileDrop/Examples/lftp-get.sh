#!/bin/sh
# Fetches what lies in a folder of a supplier's SFTP server, with lftp, and removes it there.
#
#   [transfer]
#   before = ["adapters/lftp-get.sh", "sftp://sftp.acme.example:22", "user", "/out"]
#
# SFTP_CONFIG, or adapters/sftp.conf, is what ssh(1) reads (ssh_config(5)): IdentityFile and
# UserKnownHostsFile under "Host *".
#
# lftp goes on with a file that broke off, and renames it when it is whole; it removes it on the
# server only after that.
set -eu
server=$1
user=$2
remote=$3
: "${BROKER_FOLDER:?it is run by the broker}"
configuration=${SFTP_CONFIG:-adapters/sftp.conf}
lftp -c "
set cmd:fail-exit yes
set net:max-retries 2
set net:timeout 30
set xfer:use-temp-file yes
set xfer:temp-file-name .incoming-*
set sftp:auto-confirm no
set sftp:connect-program 'ssh -a -x -F $configuration -o BatchMode=yes -o StrictHostKeyChecking=yes'
# A password is never asked for, and with keys never sent; without one lftp asks for ever.
open -u '$user',none '$server'
mirror --no-recursion --Remove-source-files --exclude '^\\.' '$remote' '$BROKER_FOLDER'
"
