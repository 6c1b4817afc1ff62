# Shops that are looked at for their mail alone: Postfix with and without
# encryption, with right and wrong certificates, keys that are published in signed
# zones, and promises at nginx; sourced by run after tls.sh and dns.sh. What shopcheck
# says is compared with what is configured, and, where it can tell, with what
# posttls-finger says, Postfix's own client.

mail_dns=127.0.7.56 mail_checking=127.0.7.57 mail_web=127.0.7.58 # and mail servers from 127.0.7.101 on

# mail_shops: name|signed|servers|records|terms of each shop
mail_shops() { sed -n '/^#/d; /|/s/ *| */|/gp' "$here/mail/shops"; }

# mail_certificate KIND NAME HOST: one that is right, or wrong as its server's kind says
mail_certificate() {
  local key="-newkey ec -pkeyopt ec_paramgen_curve:P-256"
  case $1 in
    self)
      openssl req -x509 $key -nodes -keyout "tls-$2.key" -out "tls-$2.crt" -days 90 -subj "/CN=$3" -addext "subjectAltName=DNS:$3"
      cp "tls-$2.crt" "tls-$2.pem"
      ;;
    other) SAN=DNS:other-shop.test leaf "$2" $key ;;
    expired) SAN=DNS:$3 START=-90 END=-1 leaf "$2" $key ;;
    *) SAN=DNS:$3 leaf "$2" $key ;;
  esac
}

# mail_service KIND ADDRESS NAME HOST: a line of master.cf
mail_service() {
  local line="$2:25 inet n - n - - smtpd -o myhostname=$4"
  case $1 in
    plain) line+=" -o smtpd_tls_security_level=none" ;;
    busy) line+=" -o smtpd_delay_reject=no -o smtpd_client_restrictions=defer" ;;
    *) line+=" -o smtpd_tls_chain_files=$work/pki/tls-$3.key,$work/pki/tls-$3.pem" ;;
  esac
  [ "$1" != old ] || line+=" -o smtpd_tls_protocols=<=TLSv1.1 -o tls_medium_cipherlist=ALL:@SECLEVEL=0"
  printf '%s\n' "$line"
}

# mail_record "USAGE SELECTOR TYPE [0]" NAME: a TLSA record's data; with 0, of another key
mail_record() {
  local usage selector type zero file sum
  read -r usage selector type zero <<< "$1"
  file=$work/pki/tls-$2.crt
  [ "$usage" != 2 ] || file=$work/pki/tls-int.crt
  [ -z "$zero" ] || { printf '%s %s %s %064d\n' "$usage" "$selector" "$type" 0; return; }
  sum=sha256sum
  [ "$type" != 2 ] || sum=sha512sum
  if [ "$selector" = 0 ]; then
    openssl x509 -in "$file" -outform DER
  else
    openssl x509 -in "$file" -noout -pubkey | openssl pkey -pubin -outform DER
  fi | $sum | { read -r sum _; printf '%s %s %s %s\n' "$usage" "$selector" "$type" "$sum"; }
}

# mail_terms KIND NAME HOST...: the file of a promise, and what announces it
mail_terms() {
  local kind=$1 name=$2 mode=enforce host
  shift 2
  [ "$kind" != absent ] || return 0
  printf '_mta-sts TXT "v=STSv1; id=20261101"\nmta-sts A %s\n' $mail_web >> "$name.test"
  case $kind in
    missing | moved) return 0 ;;
    testing | none) mode=$kind ;;
    left-out) set -- "$1" ;;
    wildcard) set -- "*.$name.test" ;;
  esac
  local file=../terms/mta-sts.$name.test/.well-known/mta-sts.txt
  mkdir -p "${file%/*}"
  {
    printf 'version: STSv1\r\n'
    [ "$kind" != bent ] || printf '\r\n'
    printf 'mode: %s\r\nmax_age: 604800\r\n' $mode
    for host; do printf 'mx: %s\r\n' "$host"; done
  } > "$file"
}

# mail_shop NAME SIGNED SERVERS RECORDS TERMS: zone, certificates and servers of one shop
mail_shop() {
  local name=$1 zone=$1.test signed=$2 records=$4 terms=$5 hosts=() host kinds kind cert nth=0 record
  printf '$ORIGIN %s.\n$TTL 60\n@ SOA ns.test. hostmaster.test. 1 3600 600 86400 60\n@ NS ns.test.\n@ TXT "v=spf1 mx -all"\n' "$zone" > "$zone"
  for kinds in ${3//,/ }; do
    nth=$((nth + 1))
    host=mx$nth.$zone cert=mail-$name-$nth
    hosts+=("$host")
    printf '@ MX %s0 mx%s\n' $nth $nth >> "$zone"
    (cd "$work/pki" && mail_certificate "${kinds%%+*}" "$cert" "$host")
    for kind in ${kinds//+/ }; do
      mail_last=$((mail_last + 1))
      printf 'mx%s A 127.0.7.%s\n' $nth $mail_last >> "$zone"
      case $kind in
        closed) ;;
        silent) printf '%s\n' "127.0.7.$mail_last" >> ../silent ;;
        *) mail_service "$kind" "127.0.7.$mail_last" "$cert" "$host" >> ../postfix/master.cf ;;
      esac
    done
    [ "$records" = - ] || while read -r record; do
      printf '_25._tcp.mx%s TLSA %s\n' $nth "$(mail_record "$record" "$cert")" >> "$zone"
    done <<< "${records//,/$'\n'}"
  done
  mail_terms "$terms" "$name" "${hosts[@]}"
  printf '%s. NS ns.test.\n' "$zone" >> test
  printf '  - domain: %s\n' "$zone" >> ../knot.conf
  if [ "$signed" = yes ]; then
    keys "$zone" ECDSAP256SHA256
    sign "$zone" "$zone" $([ "$name" != hashed ] || printf '%s' '-3 -')
    cat "dsset-$zone." >> test
  else
    cp "$zone" "$zone.signed"
  fi
}

make_mail_shops() {
  local name signed servers records terms names=() mail_last=100
  mkdir -p "$work/mail/zones" "$work/mail/postfix" "$work/mail/spool" "$work/mail/data" "$work/mail/terms"
  cd "$work/mail/zones"
  : > ../silent
  sed "s|@WORK@|$work|g" "$here/mail/main.cf" > ../postfix/main.cf
  cp "$here/mail/master.cf" ../postfix/master.cf
  sed "s|@WORK@/dnssec|$work/mail|g; s|@DNS@|$mail_dns|g" "$here/dnssec/knot.conf" > ../knot.conf
  printf '$ORIGIN test.\n$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A %s\n' "$mail_dns" > test
  while IFS='|' read -r name signed servers records terms _; do
    mail_shop "$name" "$signed" "$servers" "$records" "$terms"
    names+=("DNS:mta-sts.$name.test")
  done < <(mail_shops)
  (cd "$work/pki" && SAN=$(IFS=,; echo "${names[*]}") leaf mail-terms -newkey ec -pkeyopt ec_paramgen_curve:P-256)
  keys test ECDSAP256SHA256
  sign test test
  printf '$TTL 60\n. SOA ns.test. hostmaster.test. 1 3600 600 86400 60\n. NS ns.test.\ntest. NS ns.test.\nns.test. A %s\n' "$mail_dns" > root
  cat dsset-test. >> root
  keys . ECDSAP256SHA256
  sign . root
  printf '  - domain: test\n' >> ../knot.conf
  sed 's/^\.[[:space:]]*/. /' dsset-. > ../root.ds
  printf '. 60 NS ns.test.\nns.test. 60 A %s\n' "$mail_dns" > ../root.hints
  printf 'nameserver %s\noptions trust-ad\n' "$mail_checking" > ../resolv.conf
  cd - >/dev/null
}

start_mail_shops() {
  make_mail_shops > "$work/mail-shops.log" 2>&1 || { tail -5 "$work/mail-shops.log"; exit 1; }
  chown -R knot:knot "$work/mail/zones" && chown knot:knot "$work/mail"
  chown postfix "$work/mail/data"
  background mail-knot knotd -c "$work/mail/knot.conf"
  sed "s|@WORK@/dnssec|$work/mail|g; s|@RESOLVER@|$mail_checking|g" "$here/dnssec/unbound.conf" > "$work/mail/unbound.conf"
  background mail-unbound unbound -p -c "$work/mail/unbound.conf"
  sed "s|@WORK@|$work|g; s|@IP@|$mail_web|g" "$here/mail/nginx.conf" > "$work/mail/nginx.conf"
  background mail-nginx nginx -c "$work/mail/nginx.conf"
  postfix -c "$work/mail/postfix" start > "$work/mail-postfix.log" 2>&1 || { cat "$work/mail-postfix.log"; exit 1; }
  local at
  while read -r at; do
    background "mail-silent-$at" openssl s_server -accept "$at:25" -quiet -cert "$work/pki/tls-rsa.crt" -key "$work/pki/tls-rsa.key"
    reachable "$at" 25
  done < "$work/mail/silent"
  reachable $mail_dns 53
  reachable $mail_checking 53
  reachable $mail_web 443
  reachable 127.0.7.101 25
}

# agree_on_mail: in a namespace of its own, where the checking resolver is everybody's
agree_on_mail() {
  start_mail_shops
  (cd "$root" && "${GO:-go}" build -o "$work/mailjudge" ./testdata/lab/mail)
  MAIL_CONFIG=$work/mail/postfix unshare -m sh -c 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"' sh "$work/mail/resolv.conf" \
    "$work/mailjudge" "$here/mail/shops" "$work/mail/root.ds" $mail_dns:53 "$work/pki/tls-root.crt"
}
