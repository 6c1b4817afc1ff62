package mail

import (
	"slices"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/probes/mail/spf"
)

// maxKeyNames bounds the names of keys that a scan asks for, beside those that it
// is told of.
const maxKeyNames = 24

// A keyName is a name under which a key may lie (a selector: RFC 6376, section
// 3.1).
type keyName struct {
	name string
	// sure is set if mail is signed under this name: somebody says so, or it is what
	// a service that the domain uses has for all its customers.
	sure bool
	kept bool // and who signs under it does so for ever: one that is withdrawn has no successor
	told bool // somebody said so
}

// keyNames returns the names to ask for: first those told, then those of the
// services that the domain's mail goes through, then of those that it is a
// customer of, then those that many use.
func keyNames(told, hosts []string, list *spf.Node, texts []string) []keyName {
	var names []keyName
	add := func(name string, sure, kept bool) {
		i := slices.IndexFunc(names, func(k keyName) bool { return k.name == name })
		switch {
		case i >= 0:
			names[i].sure, names[i].kept = names[i].sure || sure, names[i].kept || kept
		case len(names) < maxKeyNames+len(told):
			names = append(names, keyName{name: name, sure: sure, kept: kept})
		}
	}
	for _, name := range told {
		names = append(names, keyName{name: name, sure: true, kept: true, told: true})
	}
	for _, m := range carriers(hosts, list) {
		for _, name := range m.Selectors {
			sure := !m.Varies && !m.Memory
			add(name, sure, sure && !m.Chosen)
		}
	}
	for _, text := range texts {
		if m, ok := facts.MailerOfText(text); ok {
			for _, name := range m.Selectors {
				add(name, false, false)
			}
		}
	}
	for _, name := range facts.UsualSelectors() {
		add(name, false, false)
	}
	return names
}

// carriers returns the known services that take a domain's mail or may send it.
func carriers(hosts []string, list *spf.Node) []facts.Mailer {
	var found []facts.Mailer
	for _, host := range hosts {
		if m, ok := facts.MailerOfMX(host); ok {
			found = append(found, m)
		}
	}
	return append(found, senders(list)...)
}

// senders returns the known services among the lists that a list of senders leads
// to. What a service's own list leads to is the service's affair.
func senders(list *spf.Node) []facts.Mailer {
	var found []facts.Mailer
	for _, step := range list.Steps {
		if step.Next == nil {
			continue
		}
		if m, ok := facts.MailerOfSPF(step.Target); ok {
			found = append(found, m)
		} else {
			found = append(found, senders(step.Next)...)
		}
	}
	return found
}
