package exposed

import (
	_ "embed"
	"regexp"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed phpinfo.md
var phpinfoDoc string

// PHPInfo asks whether pages that describe the server to its makers are open to
// everybody.
var PHPInfo = scanner.Probe{
	ID:       "exposed.phpinfo",
	Severity: scanner.Medium,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Doc:      phpinfoDoc,
	Run: hunt{
		topic: facts.PHPInfo, quotes: title, once: true,
		clean: "No page that describes the server to its makers is open to everybody",
	}.run,
}

var titles = regexp.MustCompile(`(?is)<title>\s*([^<]{1,100})</title>`)

// title quotes a page's title, or its first line.
func title(body string) string {
	if m := titles.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return beginning(body)
}
