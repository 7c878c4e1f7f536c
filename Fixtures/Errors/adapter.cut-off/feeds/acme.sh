echo '{"type":"hello","protocol":"supplier-adapter/1","adapter":"acme","version":"1"}'
read -r welcome
while read -r request; do
  case $request in
  *shutdown*) exit 0 ;;
  *) echo '{"type":"snapshot_begin"}'; echo '{"type":"done"}' ;;
  esac
done
