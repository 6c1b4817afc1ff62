package mail

import (
	"context"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/spf"
)

// spfRecords returns the SPF records among a name's texts.
func spfRecords(r *observe.Records) []string { return spf.Records(r.Values()) }

// lookTree follows the apex's SPF record through all that it leads to, once per
// scan. A domain whose texts nobody tells has no tree; further down it is for the
// judges to say what silence means.
func lookTree(ctx context.Context, site *observe.Site) (*spf.Tree, error) {
	return observe.Derived(ctx, site, "mail spf tree", func(ctx context.Context) (*spf.Tree, error) {
		tree := spf.Walk(ctx, resolver(site), site.Apex())
		return tree, tree.Root.Err
	})
}

// resolver asks by way of a site, which remembers what was asked and keeps to the
// scan's budget.
func resolver(site *observe.Site) spf.Resolver {
	return func(ctx context.Context, typ, name string) ([]string, spf.State, error) {
		r, err := site.Records(ctx, typ, name)
		if err != nil {
			return nil, "", err
		}
		found := r.Values()
		if typ == "MX" {
			found = nil
			for _, a := range byPreference(r.Answers) {
				found = append(found, a.Fields[1])
			}
		}
		return found, spf.State(r.State), nil
	}
}

// quoteSPF is the evidence of one record of a tree: the text, or that there is
// none. It asks nothing: what was found the site remembers.
func quoteSPF(ctx context.Context, site *observe.Site, n *spf.Node) []observe.Evidence {
	if n.State == "" {
		return nil
	}
	r, err := site.Records(ctx, "TXT", n.Name)
	if err != nil {
		return nil
	}
	if len(n.Texts) == 0 {
		return []observe.Evidence{r.Evidence()}
	}
	var out []observe.Evidence
	for _, text := range n.Texts[:min(len(n.Texts), maxTexts)] {
		out = append(out, quote(r, text))
	}
	return out
}

// maxTexts bounds the records quoted of one name that has several.
const maxTexts = 4
