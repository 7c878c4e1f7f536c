echo '{"type":"hello","protocol":"supplier-adapter/1","adapter":"acme","version":"1"}'
read -r welcome
while read -r request; do
  case $request in
  *shutdown*) exit 0 ;;
  *) echo '{"type":"error","class":"auth","message":"acme.example refuses the token","help":"Ask for a new one."}' ;;
  esac
done
