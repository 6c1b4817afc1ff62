# The lab's browser; sourced by run after servers.sh.

browser_packages=(chromium)

# as_nobody CMD...: run a command as the least of users, in a folder of its own
as_nobody() {
  mkdir -p "$work/nobody"
  chown nobody "$work/nobody"
  (cd "$work/nobody" && TMPDIR=$work/nobody setpriv --reuid=nobody --regid=nogroup --clear-groups "$@")
}

# Whether pages are rendered as they should, and nothing gets out: for root, whose
# browser has no sandbox, and for others, whose browser has one.
render_pages() {
  (cd "$root" && "${GO:-go}" test -c -o "$work/browser.test" ./testdata/lab/browser) || return 1
  local failed=0
  "$work/browser.test" > "$work/browser.log" 2>&1 || { cat "$work/browser.log"; failed=1; }
  if as_nobody unshare --user --net true 2>/dev/null; then
    as_nobody "$work/browser.test" -test.run 'PageOfScripts|NothingGetsOut|LeavesNothing|Print' > "$work/browser.log" 2>&1 || {
      echo "lab: as nobody:"
      cat "$work/browser.log"
      failed=1
    }
  else
    echo "lab: this kernel gives namespaces to nobody but root: the browser was not tried in its sandbox"
  fi
  [ $failed = 0 ] && echo "ok  	lab: an installed browser renders pages, and nothing that they do with it gets out"
  return $failed
}
