package report

import "shopcheck/scanner"

// list is the probe whose evidence is a list to be read whole.
const list scanner.ProbeID = "tls.versions-listed"

// maxLines bounds what is shown of one server's.
const maxLines = 100

// encryption lists what the shop's servers accept, for whoever looks after them.
func (s sources) encryption() Section[Point] {
	var out Section[Point]
	for _, group := range s.groups {
		for _, f := range group {
			if f.Probe != list || f.Outcome != scanner.Pass {
				continue
			}
			for i, e := range f.Evidence[:min(len(f.Evidence), maxLines)] {
				p := Point{Label: "Seen", Quote: e.Quote}
				if i == 0 {
					p.Text = "at " + f.Subject
				}
				out.Entries = append(out.Entries, p)
			}
		}
	}
	if len(out.Entries) > 0 {
		out.Heading = "The encryption in full"
		out.Intro = "For your host or agency: everything that the shop's servers accept. What of it is not in order stands further up, in plain words."
	}
	return out
}
