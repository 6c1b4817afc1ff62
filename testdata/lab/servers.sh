# The lab's servers; sourced by run.

# install_servers PACKAGE...: beside those that every part with servers needs
install_servers() { install_packages nginx apache2 knot knot-dnsutils postfix jq openssl "$@"; }

# install_packages PACKAGE...: those of them that are not here yet
install_packages() {
  local need=() p
  for p in "$@"; do
    dpkg -s "$p" >/dev/null 2>&1 || need+=("$p")
  done
  [ ${#need[@]} -gt 0 ] || return 0
  echo "lab: installing ${need[*]}"
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e $policy ]; then # packages must not start their own servers
    printf '#!/bin/sh\nexit 101\n' > $policy
    chmod 755 $policy
    made=yes
  fi
  echo phpmyadmin phpmyadmin/dbconfig-install boolean false | debconf-set-selections # it must look for no database
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${need[@]}"; } \
    > "$work/apt.log" 2>&1 || { tail -20 "$work/apt.log"; [ -z "$made" ] || rm -f $policy; skip "its packages could not be installed"; }
  [ -z "$made" ] || rm -f $policy
}

# certificate NAME DAYS SAN...: a leaf from the lab's intermediate
certificate() {
  local name=$1 days=$2 sans
  shift 2
  sans=$(printf ',DNS:%s' "$@")
  openssl req -new -newkey rsa:2048 -nodes -keyout "$name.key" -subj "/CN=$1" -out "$name.csr" 2>/dev/null
  printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' "${sans#,}" > "$name.ext"
  openssl x509 -req -in "$name.csr" -CA int.pem -CAkey int.key -CAcreateserial -days "$days" -extfile "$name.ext" -out "$name.crt" 2>/dev/null
  cat "$name.crt" int.pem > "$name.pem"
}

make_certificates() {
  mkdir -p "$work/pki"
  cd "$work/pki"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 3650 -subj "/O=Lab/CN=Lab Root" 2>/dev/null
  openssl req -new -newkey rsa:2048 -nodes -keyout int.key -out int.csr -subj "/O=Lab/CN=Lab Intermediate" 2>/dev/null
  printf 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n' > int.ext
  openssl x509 -req -in int.csr -CA root.pem -CAkey root.key -CAcreateserial -days 1800 -extfile int.ext -out int.pem 2>/dev/null
  certificate right 90 right-shop.test www.right-shop.test mta-sts.right-shop.test
  certificate mail 90 mail.right-shop.test
  certificate wrong 90 other-shop.test
  cd - >/dev/null
}

# key_digest NAME: of the key in a certificate, as TLSA records have it
key_digest() {
  openssl x509 -in "$work/pki/$1.crt" -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -d' ' -f1
}

# background NAME CMD...: start a server in the foreground of its own job
background() {
  local name=$1
  shift
  "$@" > "$work/$name.log" 2>&1 < /dev/null &
  started+=($!)
}

# reachable HOST PORT: wait until something listens
reachable() {
  local i
  for i in $(seq 100); do
    if (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; then return 0; fi
    sleep 0.1
  done
  echo "lab: nothing listens on $1:$2"
  tail -n 5 "$work"/*.log
  exit 1
}

start_dns() {
  mkdir -p "$work/dns/keys"
  cp "$here"/zones/*.zone "$work/dns/"
  echo "_25._tcp.mail TLSA 3 1 1 $(key_digest mail)" >> "$work/dns/right-shop.test.zone"
  tls_hosts '\2.tls-lab A \1' >> "$work/dns/test.zone"
  sed "s|@WORK@|$work|g; s|@DNS@|$dns|g" "$here/knot.conf" > "$work/dns/knot.conf"
  chown -R knot:knot "$work/dns"
  background knot knotd -c "$work/dns/knot.conf"
  reachable $dns 53
  local i ds
  for i in $(seq 100); do # the zone is signed a moment after the start
    ds=$(keymgr -c "$work/dns/knot.conf" right-shop.test ds 2>/dev/null | grep ' 13 2 ' | head -1) && [ -n "$ds" ] && break
    sleep 0.1
  done
  echo "$ds" >> "$work/dns/test.zone"
  knotc -s "$work/dns/knot.sock" zone-reload test >/dev/null
  for i in $(seq 100); do
    kdig +short @$dns DS right-shop.test | grep -q . && return 0
    sleep 0.1
  done
  echo "lab: the zone has no DS record"
  exit 1
}

start_nginx() {
  mkdir -p "$work/nginx" "$work/www/right"
  cp -r "$here/www/right/." "$work/www/right/"
  sed -i "s|@EXPIRES@|$(date -u -d '+200 days' +%Y-%m-%dT%H:%M:%SZ)|" "$work/www/right/.well-known/security.txt"
  sed "s|@WORK@|$work|g; s|@IP@|$right|g" "$here/nginx.conf" > "$work/nginx/nginx.conf"
  background nginx nginx -c "$work/nginx/nginx.conf"
  reachable $right 443
}

start_apache() {
  mkdir -p "$work/apache" "$work/www/wrong"
  cp -r "$here/www/wrong/." "$work/www/wrong/"
  mkdir -p "$work/www/wrong/.git"
  printf 'ref: refs/heads/main\n' > "$work/www/wrong/.git/HEAD"
  printf 'APP_ENV=production\nDB_PASSWORD=lab-secret\nSTRIPE_SECRET_KEY=lab-secret\n' > "$work/www/wrong/.env"
  printf -- '-- MySQL dump 10.13  Distrib 8.0\nCREATE TABLE `customers` (id int);\n' > "$work/www/wrong/dump.sql"
  sed "s|@WORK@|$work|g; s|@IP@|$wrong|g" "$here/apache.conf" > "$work/apache/apache.conf"
  background apache apache2 -f "$work/apache/apache.conf" -DFOREGROUND
  reachable $wrong 443
}

start_postfix() {
  mkdir -p "$work/postfix" "$work/spool" "$work/mail"
  chown postfix "$work/mail"
  sed "s|@WORK@|$work|g; s|@RIGHT@|$right|g; s|@WRONG@|$wrong|g" "$here/postfix/main.cf" > "$work/postfix/main.cf"
  sed "s|@RIGHT@|$right|g; s|@WRONG@|$wrong|g" "$here/postfix/master.cf" > "$work/postfix/master.cf"
  postfix -c "$work/postfix" start > "$work/postfix.log" 2>&1 || { cat "$work/postfix.log"; exit 1; }
  reachable $right 25
  reachable $wrong 25
}
