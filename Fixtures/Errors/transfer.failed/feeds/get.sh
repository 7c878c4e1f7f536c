echo "ssh: connect to host sftp.acme.example port 22: No route to host" >&2
exit 255
