package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/cert"
	"shopcheck/scanner/probes/inventory"
)

// seen returns what later runs compare besides findings. Pages are taken as they
// came from the server, so that runs with and without a browser compare.
func seen(ctx context.Context, t scanner.Target, looks observe.Looks) checklist.Seen {
	site := observe.Replay(t.Domain, looks.Plain())
	out := checklist.Seen{Scripts: inventory.Remember(ctx, site).Payment}
	for host, leaf := range cert.Shown(ctx, site) {
		sum := sha256.Sum256(leaf.Raw)
		issuer := cmp.Or(strings.Join(leaf.Issuer.Organization, ", "), leaf.Issuer.CommonName)
		out.Certificates = append(out.Certificates, checklist.Certificate{
			Host: host, Digest: hex.EncodeToString(sum[:]), Issuer: observe.Printable(issuer), Until: leaf.NotAfter.UTC(),
		})
	}
	slices.SortFunc(out.Certificates, func(a, b checklist.Certificate) int { return cmp.Compare(a.Host, b.Host) })
	return out
}
