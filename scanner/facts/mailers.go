package facts

import (
	"strings"
	"sync"
)

// A Mailer is a service that sends mail for shops.
type Mailer struct {
	Name      string   // "Google Workspace"
	MX        []string // servers that take its customers' mail, these and all below them
	SPF       []string // what customers include in their list of senders, likewise
	Texts     []string // how texts begin by which a domain is shown to be a customer's
	Keys      []string // where customers' key names lead, these and all below them
	Selectors []string // names under which it keeps the keys that sign mail (RFC 6376, section 3.1), the same for all customers
	Varies    bool     // it has other such names too, different for each customer
	Chosen    bool     // it proposes its name for a customer's first key, and takes another for the next
	Memory    bool     // no source was read for its names
}

type mailerTable struct {
	Source  string
	Usual   []string
	Mailers []Mailer
}

var mailers = sync.OnceValue(func() mailerTable { return load[mailerTable]("mailers.yaml") })

// Mailers returns the known services.
func Mailers() []Mailer { return mailers().Mailers }

// UsualSelectors are the names of keys that many servers use.
func UsualSelectors() []string { return mailers().Usual }

// mailersBy indexes the services by the names that some field has.
func mailersBy(field func(Mailer) []string) func() map[string]Mailer {
	return sync.OnceValue(func() map[string]Mailer {
		by := make(map[string]Mailer)
		for _, m := range Mailers() {
			for _, name := range field(m) {
				by[name] = m
			}
		}
		return by
	})
}

var (
	mailersByMX   = mailersBy(func(m Mailer) []string { return m.MX })
	mailersBySPF  = mailersBy(func(m Mailer) []string { return m.SPF })
	mailersByKeys = mailersBy(func(m Mailer) []string { return m.Keys })
)

// MailerOfMX returns whose a mail server is, and false if that is not known.
func MailerOfMX(host string) (Mailer, bool) { return nearest(mailersByMX(), host) }

// MailerOfSPF returns whose list of senders a name holds, and false if that is not
// known.
func MailerOfSPF(name string) (Mailer, bool) { return nearest(mailersBySPF(), name) }

// MailerOfKey returns who keeps a key at a name, and false if that is not known.
func MailerOfKey(name string) (Mailer, bool) { return nearest(mailersByKeys(), name) }

// MailerOfText returns for whom a domain has a text, and false if it is for nobody
// that is known.
func MailerOfText(text string) (Mailer, bool) {
	for _, m := range Mailers() {
		for _, begin := range m.Texts {
			if len(text) > len(begin) && strings.EqualFold(text[:len(begin)], begin) {
				return m, true
			}
		}
	}
	return Mailer{}, false
}
