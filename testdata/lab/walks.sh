# The two shops' owners at a terminal; sourced by run after servers.sh.

# walk_through: shopcheck check as the scripts in walks/ have it, and the report of
# each compared with the recorded one; LAB_UPDATE=1 records it anew.
walk_through() {
  printf 'resolver: ["%s:53"]\nallow-net: [127.0.7.0/24]\nca-file: %s\nrate: 100\n' $dns "$work/pki/root.pem" > "$work/lab.yaml"
  (cd "$root" && SHOPCHECK_LAB=$work/lab.yaml "${GO:-go}" test -tags lab -count 1 -run '^TestWalks$' ./cmd/shopcheck ${LAB_UPDATE:+-update}) > "$work/walks.log" 2>&1 || {
    cat "$work/walks.log"
    return 1
  }
  echo "ok  	lab: the owners of the two shops walk through a check, and their reports read as recorded"
}
