# Zones that are signed well or badly, on a name server and a checking resolver of
# their own; sourced by run after servers.sh. What shopcheck says of their answers is
# compared with what is configured, with delv and with unbound.

signed=127.0.7.59 checking=127.0.7.55

signing_packages=(bind9-utils bind9-dnsutils unbound)

# signed_zones: name|keys|how|what of each zone
signed_zones() { sed -n '/^#/d; /|/s/ *| */|/gp' "$here/dnssec/zones"; }

# keys ZONE METHOD: one key for keys and one for the rest
keys() {
  local bits=()
  case $2 in *RSA*) bits=(-b 2048) ;; esac
  dnssec-keygen -q -a "$2" "${bits[@]}" -f KSK "$1"
  dnssec-keygen -q -a "$2" "${bits[@]}" "$1"
} >/dev/null

# sign ZONE FILE OPTION...: FILE.signed and dsset-ZONE
sign() {
  local zone=$1 file=$2
  shift 2
  dnssec-signzone -q -S -P -O full -o "$zone" -f "$file.signed" "$@" "$file" >/dev/null
}

# dated WORD...: days from now as dnssec-signzone wants times
dated() {
  local word
  for word; do
    case $word in *days) date -u -d "$word" +%Y%m%d%H%M%S ;; *) printf '%s\n' "$word" ;; esac
  done
}

# child NAME KEYS HOW WHAT: sign one zone, and spoil it
child() {
  local name=$1 zone=$1.lab method=$2 what=$4
  printf '$ORIGIN %s.\n$TTL 60\n@ SOA ns.lab. hostmaster.lab. 1 3600 600 86400 60\n@ NS ns.lab.\n@ A 192.0.2.10\n@ MX 10 mail\nmail A 192.0.2.25\nwww CNAME @\n*.wild A 192.0.2.77\ndeep.under A 192.0.2.78\nunsigned-child NS ns.lab.\n' "$zone" > "$zone"
  if [ "$method" = no ]; then
    cp "$zone" "$zone.signed"
  else
    keys "$zone" "$method"
    [ "$what" != second-key ] || dnssec-keygen -q -a "$method" -f KSK "$zone" >/dev/null
    sign "$zone" "$zone" $(dated $3)
  fi
  case $what in
    alter) sed -i 's/192\.0\.2\.10/192.0.2.66/' "$zone.signed" ;;
    drop-a-sigs) sed -i "/^$zone\..*RRSIG[[:space:]]A /d" "$zone.signed" ;;
    drop-nsec) sed -i '/IN[[:space:]]NSEC[[:space:]]/d; /RRSIG[[:space:]]NSEC /d' "$zone.signed" ;;
    drop-key-sigs) sed -i '/RRSIG[[:space:]]DNSKEY /d' "$zone.signed" ;;
  esac
  printf '%s NS ns.lab.\n' "$zone." >> lab
  case $what in
    no-ds) ;;
    second-key) sort "dsset-$zone." | head -1 >> lab ;;
    strange-ds) printf '%s DS 4711 200 2 %064d\n' "$zone." 1 >> lab ;;
    wrong-ds) printf '%s DS 4711 13 2 %064d\n' "$zone." 1 >> lab ;;
    *) [ "$method" = no ] || cat "dsset-$zone." >> lab ;;
  esac
  printf '  - domain: %s\n' "$zone" >> ../knot.conf
}

make_signed_zones() {
  mkdir -p "$work/dnssec/zones"
  cd "$work/dnssec/zones"
  sed "s|@WORK@|$work|g; s|@DNS@|$signed|g" "$here/dnssec/knot.conf" > ../knot.conf
  printf '$ORIGIN lab.\n$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A %s\n' "$signed" > lab
  local name method how what
  while IFS='|' read -r name method how what _; do
    child "$name" "$method" "$how" "$what"
  done < <(signed_zones)
  keys lab RSASHA256
  sign lab lab
  printf '$TTL 60\n. SOA ns.lab. hostmaster.lab. 1 3600 600 86400 60\n. NS ns.lab.\nlab. NS ns.lab.\nns.lab. A %s\n' "$signed" > root
  cat dsset-lab. >> root
  keys . RSASHA256
  sign . root
  printf '  - domain: lab\n' >> ../knot.conf
  sed 's/^\.[[:space:]]*/. /' dsset-. > ../root.ds
  printf '. 60 NS ns.lab.\nns.lab. 60 A %s\n' "$signed" > ../root.hints
  cd - >/dev/null
}

start_signed_dns() {
  make_signed_zones > "$work/signing.log" 2>&1 || { tail -5 "$work/signing.log"; exit 1; }
  chown -R knot:knot "$work/dnssec"
  background signed-knot knotd -c "$work/dnssec/knot.conf"
  sed "s|@WORK@|$work|g; s|@RESOLVER@|$checking|g" "$here/dnssec/unbound.conf" > "$work/dnssec/unbound.conf"
  background unbound unbound -p -c "$work/dnssec/unbound.conf"
  reachable $signed 53
  reachable $checking 53
}

agree_on_signatures() {
  start_signed_dns
  (cd "$root" && "${GO:-go}" build -o "$work/signatures" ./testdata/lab/dnssec)
  "$work/signatures" "$here/dnssec/zones" "$work/dnssec/root.ds" $signed:53 $checking:53
}
