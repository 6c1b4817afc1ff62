package facts

import "sync"

// A Guideline is one level of a public guideline for TLS on servers: all that
// may be accepted there.
type Guideline struct {
	Name        string   // "intermediate"
	Versions    []string // "TLS 1.2": all of them, and no other
	Suites      []string // IANA names
	Groups      []string // IANA names, the best first
	Curves      []string // of the certificate's key: "P-256"
	RSABits     int      `yaml:"rsa-bits"` // at least; zero: no RSA key will do
	Signatures  []string // under the certificate, as x509.SignatureAlgorithm writes them
	MaxDays     int      `yaml:"max-days"`     // of the certificate
	AdvisedDays int      `yaml:"advised-days"` // likewise, not required
	Order       string   // whose order of suites had better decide: "client" or "server"
}

type guidelineTable struct {
	Title  string
	Source string
	Levels []Guideline
}

var guidelines = sync.OnceValue(func() guidelineTable { return load[guidelineTable]("guidelines.yaml") })

// Guidelines returns the levels of the guideline that servers are compared with,
// the strictest first.
func Guidelines() []Guideline { return guidelines().Levels }

// GuidelineTitle names the guideline, with its version.
func GuidelineTitle() string { return guidelines().Title }
