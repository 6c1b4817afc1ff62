package facts

import "sync"

// A Bypass is a host whose scripts a stranger can turn against any page that lets
// them in, though the host itself means well.
type Bypass struct {
	Host  string
	Paths []string // addresses by which it is done; a page that lets none of them in is safe from it
	Way   Way
	Eval  bool // only on pages that also let text become a script ('unsafe-eval')
	// Source names an entry of the table's sources.
	Source string
	Memory bool // nobody tried lately whether it can still be done: then it is only noted
}

// A Way says how a stranger gets a script of his own from a host.
type Way string

// The ways.
const (
	Anybody Way = "anybody" // it serves files that anybody can upload or publish
	JSONP   Way = "jsonp"   // it answers with a script that calls what the address names
	Angular Way = "angular" // it serves AngularJS, which runs expressions that stand in the page
)

type bypassTable struct {
	Sources  map[string]string
	Bypasses []Bypass
}

var bypasses = sync.OnceValue(func() bypassTable { return load[bypassTable]("bypasses.yaml") })

// Bypasses returns the known bypasses.
func Bypasses() []Bypass { return bypasses().Bypasses }
