echo '{"type":"hello","protocol":"supplier-adapter/1","adapter":"acme","version":"1","capabilities":["orders.send"]}'
read -r welcome
while read -r request; do
  case $request in
  *'"shutdown"'*) exit 0 ;;
  *'"submit"'*) exit 1 ;;
  *'"status"'*) echo '{"type":"done","outcome":"unknown"}' ;;
  *) echo '{"type":"done"}' ;;
  esac
done
