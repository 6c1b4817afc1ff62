# The lab's shops for what nobody links to; sourced by run after servers.sh. One
# leaks in forty ways (exposed/planted.txtar, of which exposed/truth.txt says what
# must be found). The others leak nothing and answer everything, or turn hostile
# while they are asked: none of them may be told of a leak.

exposed=127.0.7.9 exposed_apache=127.0.7.10

# exposed_shops: each shop, and what may be said of its leaks: the outcomes, and the
# causes of "unknown"
exposed_shops() {
  cat <<'SHOPS'
home pass -
apache pass -
random pass|unknown inconsistent
pages pass|unknown inconsistent
json pass -
empty pass -
away pass -
refuse unknown blocked
busy pass|unknown blocked
closed pass|unknown blocked
shy pass|unknown blocked
turns pass|unknown inconsistent
strays pass|unknown inconsistent
SHOPS
}

start_exposed() {
  local name
  mkdir -p "$work/exposed/home"
  (cd "$root" && "${GO:-go}" build -o "$work/plant" ./testdata/lab/exposed)
  "$work/plant" "$here/exposed/planted.txtar" "$work/exposed/planted" planted-shop.test
  # without versions, which would be too old one day
  sed -E 's/(WordPress|WooCommerce) [0-9.]+/\1/' "$work/exposed/planted/index.html" > "$work/exposed/home/index.html"
  (cd "$work/pki" && certificate exposed 90 planted-shop.test '*.exposed-lab.test')
  sed "s|@WORK@|$work|g; s|@LAB@|$here|g; s|@IP@|$exposed|g" "$here/exposed/nginx.conf" > "$work/exposed/nginx.conf"
  sed "s|@WORK@|$work|g; s|@IP@|$exposed_apache|g" "$here/exposed/apache.conf" > "$work/exposed/apache.conf"
  background exposed-nginx nginx -c "$work/exposed/nginx.conf"
  background exposed-apache apache2 -f "$work/exposed/apache.conf" -DFOREGROUND
  reachable $exposed 443
  reachable $exposed_apache 443
  printf '%s\n' "planted-shop A $exposed" "*.exposed-lab A $exposed" "apache.exposed-lab A $exposed_apache" >> "$work/dns/test.zone"
  knotc -s "$work/dns/knot.sock" zone-reload test >/dev/null
  for name in $(seq 100); do
    kdig +short @$dns A apache.exposed-lab.test | grep -q . && return 0
    sleep 0.1
  done
  echo "lab: the zone has no address for apache.exposed-lab.test"
  exit 1
}

# leaks RUN: "probe path" of each leak that a run tells of
leaks() {
  jq -r '.scan.findings[] | select(.probe | startswith("exposed.")) | select(.outcome == "fail") | .probe[8:] as $p | .evidence[]
    | select(.quote | startswith("status ")) | $p + " " + (if .quote | startswith("status 404: ") then "*" else .source | sub("^GET https://[^/]+"; "") end)' "$1" | sort -u
}

# find_planted: how many of the forty are found, which must be all, and of the 25
# most harmful with the standard profile
find_planted() {
  local profile most begun missed
  sed 's|{domain}|planted-shop.test|; s|{label}|planted-shop|' "$here/exposed/truth.txt" > "$work/exposed/truth"
  while read -r profile most; do
    begun=$(date +%s%N)
    scan planted-shop.test root --profile $profile > "$work/exposed/$profile.json" || { echo "lab: the $profile scan of planted-shop.test ended with $?"; failed=1; }
    echo "lab: the $profile scan of planted-shop.test took $(( ($(date +%s%N) - begun) / 1000000 )) ms, with the rate lifted and no way to go; make bench has it 50 ms away"
    leaks "$work/exposed/$profile.json" > "$work/exposed/found"
    missed=$(head -n "$most" "$work/exposed/truth" | grep -vxFf "$work/exposed/found" || true)
    [ -z "$missed" ] || { echo "lab: $profile does not find of planted-shop.test:"; echo "$missed"; failed=1; }
    missed=$(grep -vxFf "$work/exposed/truth" "$work/exposed/found" || true)
    [ -z "$missed" ] || { echo "lab: $profile finds in planted-shop.test what nobody planted:"; echo "$missed"; failed=1; }
  done <<'PROFILES'
standard 25
thorough 40
PROFILES
}

# accuse_nobody: what is said of shops that leak nothing
accuse_nobody() {
  local shop outcomes causes run wrong
  while read -r shop outcomes causes; do
    run=$work/exposed/$shop.json
    scan "$shop.exposed-lab.test" root > "$run" || { echo "lab: the scan of $shop.exposed-lab.test ended with $?"; failed=1; }
    wrong=$(jq -r '.scan.findings[] | select(.probe | test("^(exposed|admin|auth|software)[.]")) | select(.outcome == "fail") | .probe + ": " + .message' "$run")
    [ -z "$wrong" ] || { echo "lab: $shop.exposed-lab.test is accused:"; echo "$wrong"; failed=1; }
    wrong=$(jq -r --arg o "^($outcomes)\$" --arg c "^($causes)\$" '.scan.findings[] | select(.probe | startswith("exposed."))
      | select((.outcome | test($o) | not) or .outcome == "unknown" and ((.cause | test($c) | not) or .message == "")) | .probe + " " + .outcome + " " + .cause + ": " + .message' "$run")
    [ -z "$wrong" ] || { echo "lab: of $shop.exposed-lab.test nobody should say:"; echo "$wrong"; failed=1; }
    [ "$(jq '[.scan.findings[] | select(.probe | startswith("exposed."))] | length' "$run")" = 12 ] || { echo "lab: the leaks of $shop.exposed-lab.test are not judged"; failed=1; }
  done < <(exposed_shops)
}

look_at_exposed() {
  start_exposed
  find_planted
  accuse_nobody
}
