# The lab's judges of the files that have shops looked at every night; sourced by run.

schedule_packages=(cron git systemd systemd-container)
actionlint=github.com/rhysd/actionlint/cmd/actionlint@v1.7.7

install_actionlint() {
  [ -x "$root/.bin/actionlint" ] && return 0
  echo "lab: installing $actionlint"
  (cd "$work" && GOBIN="$root/.bin" GOFLAGS=-mod=mod "${GO:-go}" install "$actionlint") > "$work/actionlint.log" 2>&1 \
    || { tail -5 "$work/actionlint.log"; skip "the judge of workflows could not be installed"; }
}

# schedule_stands FOLDER: what cron, systemd and a judge of workflows say of the files
schedule_stands() {
  crontab -n "$1/crontab" || return 1
  "$root/.bin/actionlint" "$1/github.yml" || return 1
  systemd-analyze security --offline=true --threshold=15 --no-pager "$1/shopcheck.service" || return 1 # of 100; 12 is the network that it needs
  systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' "$1/shopcheck.timer")" || return 1
}

# nights_are_looked_at: as the files say, on a pretend shop; and what is broken does
# not stand, or this would say nothing
nights_are_looked_at() {
  local files="$root/cmd/shopcheck/schedule" broken="$work/schedule" change
  schedule_stands "$files" > "$work/schedule.log" 2>&1 || { cat "$work/schedule.log"; echo "lab: a schedule does not stand"; return 1; }
  for change in crontab:'s/^24 /94 /' github.yml:'s/^    steps:/    stairs:/' shopcheck.service:/^SystemCallFilter/d shopcheck.timer:s/02:00/32:00/; do
    rm -rf "$broken"
    cp -r "$files" "$broken"
    sed -i "${change#*:}" "$broken/${change%%:*}"
    ! schedule_stands "$broken" > "$work/schedule.log" 2>&1 || { echo "lab: a broken ${change%%:*} stands too, so this says nothing"; return 1; }
  done
  (cd "$root" && "${GO:-go}" test -tags lab -count 1 -timeout 30m -run '^TestNights$' ./cmd/shopcheck) > "$work/nights.log" 2>&1 || { cat "$work/nights.log"; return 1; }
  echo "ok  	lab: a shop is looked at night by night by cron, systemd, the steps for GitHub and GitLab, and the image's program"
}
