# The lab's servers for TLS alone; sourced by run after servers.sh.

tls_packages=(sslscan testssl.sh)

# tls_hosts FORMAT: a line for each server; %1 is its address, %2 its name, %3 what serves it
tls_hosts() {
  sed -En '/^#/d; s/^([^ ]+) ([^ ]+) ([^ ]+).*$/'"$1"'/p' "$here/tls/hosts" | sed '/^$/d'
}

# The authorities of these servers are older than what they signed, so that an
# expired certificate was good once: START and END are days from now.
# ca NAME OPTION...: sign tls-NAME.csr
ca() {
  local name=tls-$1
  shift
  openssl ca -batch -notext -config ca.cnf -in "$name.csr" -out "$name.crt" "$@" \
    -startdate "$(date -u -d "${START:--30} days" +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d "${END:-60} days" +%Y%m%d%H%M%SZ)"
}

# authority NAME: a key and a request
authority() {
  openssl req -new -nodes -newkey rsa:2048 -keyout "tls-$1.key" -subj "/O=Lab/CN=Lab TLS $1" -out "tls-$1.csr" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

# leaf NAME REQ-OPTION...: a certificate for all of tls-lab.test. SAN and MD may be set.
leaf() {
  local name=$1
  shift
  openssl req -new -nodes -keyout "tls-$name.key" -subj "/CN=tls-lab.test" -addext "subjectAltName=${SAN:-DNS:*.tls-lab.test}" \
    -addext basicConstraints=CA:FALSE -addext extendedKeyUsage=serverAuth "$@" -out "tls-$name.csr"
  ca "$name" -cert tls-int.crt -keyfile tls-int.key -md "${MD:-sha256}"
  cat "tls-$name.crt" tls-int.crt > "tls-$name.pem"
}

make_tls_certificates() {
  cd "$work/pki"
  : > index.txt
  cat > ca.cnf <<'CNF'
[ca]
default_ca = lab
[lab]
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
copy_extensions = copy
policy = any
[any]
organizationName = optional
commonName = supplied
CNF
  local rsa="-newkey rsa:2048"
  {
    authority root
    START=-400 END=3000 ca root -selfsign -keyfile tls-root.key
    authority int
    START=-300 END=1500 ca int -cert tls-root.crt -keyfile tls-root.key
    leaf rsa $rsa
    leaf p256 -newkey ec -pkeyopt ec_paramgen_curve:P-256
    leaf ed25519 -newkey ed25519
    leaf rsa1024 -newkey rsa:1024
    openssl dsaparam -out dsa.params 1024
    leaf dsa -newkey dsa:dsa.params
    MD=sha1 leaf sha1 $rsa
    START=-100 END=-10 leaf expired $rsa
    SAN=DNS:other-shop.test leaf other $rsa
    leaf staple $rsa -addext tlsfeature=status_request
    cat tls-rsa.crt tls-root.crt tls-int.crt > tls-disorder.pem
    openssl ocsp -index index.txt -CA tls-int.crt -rsigner tls-int.crt -rkey tls-int.key -ndays 7 -issuer tls-int.crt -cert tls-staple.crt -respout staple.der
    openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out ffdhe2048.pem
  } > "$work/certificates.log" 2>&1 || { tail -5 "$work/certificates.log"; exit 1; }
  cp tls-root.crt tls-roots.pem # and those of pretend shops
  cd - >/dev/null
}

start_tls_nginx() {
  mkdir -p "$work/tls/www"
  cp "$here/tls/www/"* "$work/tls/www/"
  tls_hosts 'listen \1:80;' > "$work/tls/plain.conf"
  # What is weak on purpose must not be refused while certificates are loaded.
  printf 'openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = low\n[low]\nCipherString = DEFAULT:@SECLEVEL=0\n' > "$work/tls/openssl.cnf"
  sed "s|@WORK@|$work|g; s|@HERE@|$here|g" "$here/tls/nginx.conf" > "$work/tls/nginx.conf"
  background tls-nginx env OPENSSL_CONF="$work/tls/openssl.cnf" nginx -c "$work/tls/nginx.conf"
  reachable 127.0.7.11 443
}

# s_server NAME CERTIFICATE OPTION...: a server of OpenSSL's own
s_server() {
  local name=$1 cert=$2 at
  at=$(tls_hosts '\1 \2' | sed -n "s/ $name\$//p")
  shift 2
  background "tls-$name" openssl s_server -accept "$at:443" -www -quiet -cert "$work/pki/tls-$cert.crt" -key "$work/pki/tls-$cert.key" \
    -cert_chain "$work/pki/tls-int.crt" "$@"
  reachable "$at" 443
}

start_s_servers() {
  local gcm=ECDHE-RSA-AES128-GCM-SHA256 five=X25519:P-256:X448:P-521:P-384
  local all=$five:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192
  s_server null rsa -cipher 'eNULL:aNULL:AES128-SHA:@SECLEVEL=0' -no_tls1_3 -no_ticket -no_etm -serverpref -groups $five
  s_server stapled staple -cipher $gcm -groups $all -status_file "$work/pki/staple.der"
  s_server unstapled staple -cipher $gcm -groups $all
  s_server groups p256 -tls1_3 -groups X448:P-521:ffdhe2048:ffdhe3072
  s_server curves rsa -tls1_2 -cipher "$gcm:@SECLEVEL=0" -groups sect571r1:secp224r1:brainpoolP256r1:secp256k1:P-256
  s_server schemes rsa -cipher "$gcm:@SECLEVEL=0" -groups $all -sigalgs RSA+SHA1:RSA+SHA512:rsa_pss_rsae_sha384
  s_server psk rsa -tls1_2 -psk 1a2b3c4d -cipher "PSK-AES128-GCM-SHA256:ECDHE-PSK-AES128-CBC-SHA:$gcm:@SECLEVEL=0" -groups $five
  s_server dss dsa -tls1_2 -cipher 'aDSS:@SECLEVEL=0' -dhparam "$here/tls/dh1024.pem"
  s_server ed25519 ed25519 -groups $all -alpn http/1.1
}

start_responders() {
  (cd "$root" && "${GO:-go}" build -o "$work/responder" ./testdata/lab/responder)
  local at name
  while read -r at name; do
    background "tls-$name" "$work/responder" "$here/tls/$name.txtar" "$at:443" "$work/pki/pretend.pem"
    reachable "$at" 443
    cat "$work/pki/pretend.pem" >> "$work/pki/tls-roots.pem"
  done < <(tls_hosts '\1 \2 \3' | sed -n 's/ pretend$//p')
}

start_tls_servers() {
  start_tls_nginx
  start_s_servers
  start_responders
}

# look_at_tls: what shopcheck, sslscan and testssl.sh say of each, into $work/said
look_at_tls() {
  local at name
  mkdir -p "$work/said"
  while read -r at name; do
    scan "$name.tls-lab.test" tls-roots > "$work/said/$name.run.json" 2> "$work/scan.log" || [ $? = 3 ] || { # 3: no page can be had
      echo "lab: the scan of $name.tls-lab.test ended in error:"
      cat "$work/scan.log"
      failed=1
    }
    sslscan --no-colour --no-heartbleed --show-sigs --timeout=5 --xml="$work/said/$name.xml" --sni-name="$name.tls-lab.test" "$at:443" \
      > "$work/sslscan.log" 2>&1 < /dev/null || { cat "$work/sslscan.log"; failed=1; }
  done < <(tls_hosts '\1 \2')
  export work
  export -f testssl_of
  chosen | xargs -P 4 -n 2 bash -c 'testssl_of "$@"' testssl
}

# chosen: address and name of the servers that testssl.sh looks at
chosen() {
  if [ "${LAB_PEERS:-}" = all ]; then tls_hosts '\1 \2'; else sed -n 's/^\([0-9.]* [^ ]*\) .*\*$/\1/p' "$here/tls/hosts"; fi
}

# testssl_of ADDRESS NAME: it ends with the number of things it has to say, so that does not count
testssl_of() {
  timeout 600 testssl --quiet --color 0 --warnings off --connect-timeout 5 --openssl-timeout 5 --nodns none --add-ca "$work/pki/tls-roots.pem" --ip "$1" \
    -p -P -E -f -S -R -C -Z -J --jsonfile "$work/said/$2.testssl.json" "$2.tls-lab.test:443" > "$work/said/$2.testssl.log" 2>&1 < /dev/null || true
}

agree_on_tls() {
  local all=
  [ "${LAB_PEERS:-}" != all ] || all=-all
  "$work/agree" $all "$here" "$work/said"
}
