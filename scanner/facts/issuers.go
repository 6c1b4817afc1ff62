package facts

import (
	"slices"
	"strings"
	"sync"
)

// A CAAIssuer is a certificate authority as CAA records name it.
type CAAIssuer struct {
	Name    string   // "Let's Encrypt"
	Domains []string // what it accepts in a CAA record (RFC 8659, section 4.2)
	// Organizations are the O= of the issuers of its certificates. Empty if not
	// known: then a certificate cannot be matched to it.
	Organizations []string
	Distrusted    bool // browsers no longer accept its certificates for web sites
}

type issuerTable struct {
	Source  string
	Issuers []CAAIssuer
}

var issuers = sync.OnceValue(func() issuerTable { return load[issuerTable]("issuers.yaml") })

// CAAIssuers returns the known certificate authorities.
func CAAIssuers() []CAAIssuer { return issuers().Issuers }

// PublicAuthority reports whether a company, as certificates name their issuer,
// is an authority whose certificates browsers accept. False means that it is not
// known.
func PublicAuthority(organization string) bool {
	return slices.ContainsFunc(CAAIssuers(), func(i CAAIssuer) bool {
		return !i.Distrusted && slices.ContainsFunc(i.Organizations, func(o string) bool { return strings.EqualFold(o, organization) })
	})
}
