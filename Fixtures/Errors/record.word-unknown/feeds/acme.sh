echo '{"type":"hello","protocol":"supplier-adapter/1","adapter":"acme","version":"1"}'
read -r welcome
while read -r request; do
  case $request in
  *shutdown*) exit 0 ;;
  *) echo '{"type":"snapshot_begin"}'; echo '{"type":"record","record":{"part":"X-1","price":"1.5","price_mode":"bands"}}'; echo '{"type":"snapshot_end","complete":true}'; echo '{"type":"done"}' ;;
  esac
done
