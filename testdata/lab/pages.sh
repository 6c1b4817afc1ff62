# The lab's shops for what their pages tell browsers; sourced by run after servers.sh.

observatory=@mdn/mdn-http-observatory@1.4.8

install_observatory() {
  command -v npm >/dev/null || skip "it needs Node.js and npm for MDN HTTP Observatory"
  [ -d "$root/.bin/observatory/node_modules/@mdn" ] && return 0
  echo "lab: installing $observatory"
  # its scripts would fetch lists from the network that no comparison here needs
  npm install --prefix "$root/.bin/observatory" --ignore-scripts --no-audit --no-fund --silent "$observatory" \
    > "$work/npm.log" 2>&1 || { tail -5 "$work/npm.log"; skip "MDN HTTP Observatory could not be installed"; }
  echo '{}' > "$root/.bin/observatory/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json" # no shop of the lab is in it
}

make_pages_certificate() {
  cd "$work/pki"
  certificate pages 90 '*.pages-lab.test'
  cd - >/dev/null
}

start_pages() {
  mkdir -p "$work/pages"
  cp -r "$here/pages/www" "$work/pages/www"
  "$work/agree" -nginx $pages "$here" "$work" > "$work/pages/sets.conf"
  sed "s|@WORK@|$work|g; s|@IP@|$pages|g" "$here/pages/nginx.conf" > "$work/pages/nginx.conf"
  background pages-nginx nginx -c "$work/pages/nginx.conf"
  reachable $pages 443
}

# probes of which the comparison speaks
of_pages=header.csp,header.csp-quality,cookie.secure,cookie.http-only,cookie.same-site,header.cors,https.redirect,header.referrer,hsts.present,hsts.age,thirdparty.sri,header.nosniff,header.frame,header.isolation

sets() { sed -n 's/^\[\(.*\)\]$/\1/p' "$here/pages/sets"; }

# look_at_pages: what shopcheck and MDN HTTP Observatory say of each set
look_at_pages() {
  local name
  mkdir -p "$work/pages/said"
  for name in $(sets); do
    scan "$name.pages-lab.test" root --only $of_pages > "$work/pages/said/$name.run.json" || { echo "lab: the scan of $name.pages-lab.test ended with $?"; failed=1; }
  done
  NODE_EXTRA_CA_CERTS="$work/pki/root.pem" node "$here/pages/observatory.mjs" "$root/.bin/observatory/node_modules" "$work/pages/said" $pages $(sets | sed "s/$/.pages-lab.test/") \
    > "$work/observatory.log" 2>&1 || { echo "lab: MDN HTTP Observatory failed"; tail -5 "$work/observatory.log"; failed=1; }
}

agree_on_pages() {
  local all=
  [ "${LAB_PEERS:-}" != all ] || all=-all
  "$work/agree" -pages $all "$here" "$work/pages/said"
}

# tell_checkouts_apart: how four shops take money; what a script draws, only a
# browser shows
tell_checkouts_apart() {
  local shop flag outcome words got
  while read -r shop flag outcome words; do
    got=$(scan "$shop.pages-lab.test" root --only payment.mode ${flag#-} | jq -r '.scan.findings[] | select(.probe == "payment.mode") | .outcome + " " + .message')
    [[ $got == "$outcome "*$words* ]] || { echo "lab: payment.mode of $shop.pages-lab.test should be $outcome with \"$words\", is $got"; failed=1; }
  done <<'SHOPS'
redirect - pass hands customers over to Stripe
fields - warn single fields of Stripe in the checkout page
own - fail a form of the shop's own
built - unknown built by a script in the visitor's browser
built ---browser fail a form of the shop's own
SHOPS
}
