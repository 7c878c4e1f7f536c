echo '{"type":"hello","protocol":"supplier-adapter/1","adapter":"acme","version":"1"}'
read -r welcome
while read -r request; do
  case $request in
  *'"shutdown"'*) exit 0 ;;
  *'"submit"'*) echo '{"type":"done"}' ;;
  *'"status"'*) echo '{"type":"done","outcome":"unknown"}' ;;
  *) echo '{"type":"done"}' ;;
  esac
done
