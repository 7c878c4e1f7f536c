echo "retrying"
exec sleep 1000
