package observe

import (
	"errors"
	"fmt"
	"slices"

	"github.com/miekg/dns"
)

// A mute is a resolver's reply that answers nothing, or the lack of one.
type mute struct {
	kind  muteKind
	extra string // what the resolver adds (RFC 8914), in words; never its own text
}

// A muteKind orders replies that answer nothing, the most telling first.
type muteKind int

const (
	muteBogus     muteKind = iota // the answer's signatures do not hold
	muteFailing                   // SERVFAIL, or another word that says the same
	muteBlocked                   // the resolver keeps names like this one back
	muteDeclining                 // REFUSED
	muteCut                       // too long for a packet, and there is no other way
	muteMalformed                 // no reply to this question
	muteSilent                    // nothing came
	muteNobody                    // nobody could be asked
)

func (m *mute) Error() string { return m.failure("the question").Words }

// final reports whether the same resolver, asked again, would say the same.
func (m *mute) final() bool {
	return m.kind == muteBogus || m.kind == muteBlocked || m.kind == muteDeclining || m.kind == muteMalformed
}

// muteOf finds out what ended a try.
func muteOf(err error) *mute {
	if m, ok := errors.AsType[*mute](err); ok {
		return m
	}
	if timedOut(err) {
		return &mute{kind: muteSilent}
	}
	return &mute{kind: muteNobody}
}

// failure puts a mute into words.
func (m *mute) failure(name string) *Failure {
	name = Printable(name)
	if name == "" || name == "." {
		name = "the start of the internet's address book (the root)"
	}
	cause, words := DNS, ""
	switch m.kind {
	case muteBogus:
		cause, words = DNSBogus, "resolvers keep the answer for %s back, because its signatures do not hold"
	case muteFailing:
		words = "the name servers answered with an error (SERVFAIL) for %s"
	case muteBlocked:
		cause, words = DNSRefused, "the resolver keeps the answer for %s back"
	case muteDeclining:
		cause, words = DNSRefused, "the resolver refuses to answer for %s"
	case muteCut:
		cause, words = PortFiltered, "the answer for %s is too long for one packet, and longer ones (over TCP) do not come through from here"
	case muteMalformed:
		cause, words = Malformed, "what the resolver sent is no answer to the question for %s"
	case muteSilent:
		cause, words = Timeout, "the name servers gave no answer in time for %s"
	case muteNobody:
		words = "no resolver could be asked for %s"
	}
	words = fmt.Sprintf(words, name)
	if m.extra != "" {
		words += ": " + m.extra
	}
	return &Failure{cause, words}
}

// An extra is what a code of RFC 8914 makes of a reply.
type extra struct {
	kind  muteKind
	words string
}

// extras are the codes that say something to an owner (IANA's registry of extended
// DNS errors). Those of the kind silent change nothing about the reply.
var extras = map[uint16]extra{
	dns.ExtendedErrorCodeDNSBogus:                    {muteBogus, "a check failed"},
	dns.ExtendedErrorCodeSignatureExpired:            {muteBogus, "a signature has run out"},
	dns.ExtendedErrorCodeSignatureNotYetValid:        {muteBogus, "a signature is not valid yet"},
	dns.ExtendedErrorCodeDNSKEYMissing:               {muteBogus, "no key is one that the zone above vouches for"},
	dns.ExtendedErrorCodeRRSIGsMissing:               {muteBogus, "signatures are missing"},
	dns.ExtendedErrorCodeNoZoneKeyBitSet:             {muteBogus, "no key is one of a zone"},
	dns.ExtendedErrorCodeNSECMissing:                 {muteBogus, "proofs are missing"},
	dns.ExtendedErrorCodeSignatureExpiredBeforeValid: {muteBogus, "a signature runs out before it begins"},
	dns.ExtendedErrorCodeForgedAnswer:                {muteBlocked, "it gives another answer in its place"},
	dns.ExtendedErrorCodeBlocked:                     {muteBlocked, "its operator blocks the name"},
	dns.ExtendedErrorCodeCensored:                    {muteBlocked, "somebody has ordered its operator to block the name"},
	dns.ExtendedErrorCodeFiltered:                    {muteBlocked, "it filters the name, as its user asked"},
	dns.ExtendedErrorCodeProhibited:                  {muteDeclining, "it does not serve this network"},
	dns.ExtendedErrorCodeCachedError:                 {muteFailing, "it remembers an earlier failure"},
	dns.ExtendedErrorCodeNotReady:                    {muteFailing, "it has only just started"},
	dns.ExtendedErrorCodeNoReachableAuthority:        {muteFailing, "none of the domain's own servers can be reached"},
	dns.ExtendedErrorCodeNetworkError:                {muteFailing, "the domain's own servers cannot be reached"},
	dns.ExtendedErrorCodeInvalidData:                 {muteFailing, "what the domain's own servers say cannot be understood"},
	dns.ExtendedErrorCodeNotAuthoritative:            {muteDeclining, "it answers for some names only"},
	dns.ExtendedErrorCodeStaleAnswer:                 {muteSilent, ""},
	dns.ExtendedErrorCodeStaleNXDOMAINAnswer:         {muteSilent, ""},
}

// extrasOf are the codes in a reply that are known, as sent.
func extrasOf(msg *dns.Msg) (codes []uint16) {
	opt := msg.IsEdns0()
	if opt == nil {
		return nil
	}
	for _, o := range opt.Option {
		if e, ok := o.(*dns.EDNS0_EDE); ok {
			if _, known := extras[e.InfoCode]; known {
				codes = append(codes, e.InfoCode)
			}
		}
	}
	return codes
}

// unusable returns why a reply is no answer to a query, or nil. What a resolver
// blocks comes with any code, and even with records.
func unusable(q, msg *dns.Msg) *mute {
	if len(msg.Question) != 1 || !msg.Response || msg.Opcode != dns.OpcodeQuery ||
		msg.Question[0].Qtype != q.Question[0].Qtype || !sameName(msg.Question[0].Name, q.Question[0].Name) {
		return &mute{kind: muteMalformed}
	}
	m := &mute{kind: muteSilent}
	switch {
	case msg.Rcode == dns.RcodeRefused:
		m.kind = muteDeclining
	case msg.Rcode != dns.RcodeSuccess && msg.Rcode != dns.RcodeNameError,
		len(msg.Answer) == 0 && !msg.RecursionAvailable && !msg.Authoritative: // a pointer elsewhere
		m.kind = muteFailing
	}
	for _, code := range extrasOf(msg) {
		if e := extras[code]; e.kind == muteBlocked || e.kind == m.kind && e.words != "" || e.kind == muteBogus && m.kind == muteFailing {
			m.kind, m.extra = e.kind, e.words
		}
	}
	if m.kind == muteSilent {
		return nil
	}
	return m
}

// stale reports whether a resolver says that its answer is past its time.
func stale(msg *dns.Msg) bool {
	codes := extrasOf(msg)
	return slices.Contains(codes, dns.ExtendedErrorCodeStaleAnswer) || slices.Contains(codes, dns.ExtendedErrorCodeStaleNXDOMAINAnswer)
}
