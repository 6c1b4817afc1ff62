# The lab's readers of reports for people; sourced by run after servers.sh.

html_packages=(chromium poppler-utils fonts-dejavu-core)
html_modules=(playwright-core@1.65.1 axe-core@4.14.1)

install_readers() {
  local into="$root/.bin/html"
  command -v npm >/dev/null || skip "it needs Node.js and npm for axe-core"
  [ -d "$into/node_modules/playwright-core" ] && [ -d "$into/node_modules/axe-core" ] && return 0
  echo "lab: installing ${html_modules[*]}"
  # its scripts would fetch a browser, and one is installed
  npm install --prefix "$into" --ignore-scripts --no-audit --no-fund --silent "${html_modules[@]}" \
    > "$work/npm.log" 2>&1 || { tail -5 "$work/npm.log"; skip "what reads reports could not be installed"; }
}

# print_report NAME RUN...: 3 says that a shop was not seen, which is no fault here
print_report() {
  local ended=0
  "$work/shopcheck" report "${@:2}" --data "$work/data" -o "$1.html" -o "$1.pdf" > "$work/print.log" 2>&1 || ended=$?
  [ $ended = 0 ] || [ $ended = 3 ] || { cat "$work/print.log"; return 1; }
}

# reports_are_readable: whether the reports of the saved runs can be read by
# everybody, on any screen and on paper, and do nothing; and whether a PDF is the
# same each time
reports_are_readable() {
  local runs="$root/testdata/runs" into="$work/html" name
  mkdir -p "$into"
  cp "$here/html/bad.html" "$into/"
  (cd "$root" && "${GO:-go}" build -o "$work" ./cmd/shopcheck) || return 1
  printf 'brand: {name: Harbour Web Agency, contact: ana@harbour.example, color: "#0a5c8f", logo: %s}\nnotes:\n  - {shop: tea-shop.example, text: We move your shop in spring.}\n' \
    "$root/testdata/pictures/report-terminal.png" > "$work/brand.yaml"
  sed 's/2026-11-24T/2026-08-24T/g; s/"id": "/&earlier-/' "$runs/typical.json" > "$work/earlier.json"
  for name in "$runs"/*.json; do
    print_report "$into/$(basename "$name" .json)" "$name" || return 1
  done
  print_report "$into/many" "$runs"/{typical,unreachable,hostile}.json || return 1
  print_report "$work/again" "$runs/typical.json" || return 1
  print_report "$into/branded" "$runs/typical.json" --config "$work/brand.yaml" --earlier "$work/earlier.json" || return 1
  cmp "$into/typical.pdf" "$work/again.pdf" || return 1
  node "$here/html/check.mjs" "$root/.bin/html/node_modules" "$(command -v chromium)" "$into" || return 1
  echo "ok  	lab: reports can be read by everybody, on any screen and on paper, and do nothing"
}

# take_pictures: of a saved run's reports, for README.md: the same run gives the same
# pictures, as far as the same Chromium and fonts are there
take_pictures() {
  local run="$root/testdata/runs/typical.json" name
  (cd "$root" && "${GO:-go}" build -o "$work" ./cmd/shopcheck) || return 1
  print_report "$work/picture" "$run" || return 1
  "$work/shopcheck" report "$run" --data "$work/data" --format terminal --style dark --width 92 > "$work/picture.ansi" || return 1
  node "$here/html/pictures.mjs" "$root/.bin/html/node_modules" "$(command -v chromium)" "$work/picture.html" "$work/picture.ansi" "$work" || return 1
  for name in report-html report-terminal; do
    pngquant --strip --quality 60-95 --force --output "$root/testdata/pictures/$name.png" "$work/$name.png" || return 1
  done
  ls -l "$root"/testdata/pictures
}
