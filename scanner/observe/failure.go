package observe

// A Cause says why a look got no reply, in one word that programs can test.
type Cause string

// The causes. The empty cause belongs to looks that succeeded.
const (
	Blocked      Cause = "blocked"       // a challenge, a refusal page, too many requests
	DNS          Cause = "dns"           // the name servers fail, and say so (SERVFAIL), or nobody can ask them
	DNSBogus     Cause = "dns-bogus"     // there is an answer, and resolvers keep it back because its signatures do not hold
	DNSRefused   Cause = "dns-refused"   // the resolver itself will not answer: it refuses, or blocks the name
	NoName       Cause = "no-name"       // the name does not exist, or has no address
	Timeout      Cause = "timeout"       // nobody answered in time
	Refused      Cause = "refused"       // nothing listens there
	Reset        Cause = "reset"         // somebody listens, and cut the connection without an answer
	Unreachable  Cause = "unreachable"   // no route from here
	TLS          Cause = "tls"           // the encrypted connection could not be agreed
	Malformed    Cause = "malformed"     // the reply breaks the protocol
	ErrorPage    Cause = "error-page"    // the shop answers this page with an error status
	OtherCompany Cause = "other-company" // the shop sends visitors to a domain that is not its own
	Private      Cause = "private"       // the address is not a public one
	BudgetSpent  Cause = "budget"        // asking would exceed what this scan may send
	NotPermitted Cause = "not-permitted" // the scan has no permission for this class of probe
	LeftOut      Cause = "left-out"      // this scan's profile does not ask: only the thorough one does
	OptedOut     Cause = "opted-out"     // the shop asks shopcheck to stay away
	NeedsLogin   Cause = "needs-login"   // only visible to somebody who is logged in
	NeedsBrowser Cause = "needs-browser" // scripts build the page in the visitor's browser: its HTML says nothing
	PortFiltered Cause = "port-filtered" // this network lets nobody out on that port
	NotFound     Cause = "not-found"     // the thing to judge was not found: no such page, no version shown
	Inconsistent Cause = "inconsistent"  // two looks disagree
	NotRecorded  Cause = "not-recorded"  // a replayed scan has no such look
	Cancelled    Cause = "cancelled"     // the user interrupted
	Internal     Cause = "internal"      // shopcheck's own fault
)

// A Failure is a look that got no reply: the cause for programs and words for
// the shop's owner. It is the only error type that a Site's looks return.
type Failure struct {
	Cause Cause  `json:"cause"`
	Words string `json:"words"` // "the shop did not answer in time"; no capital, no full stop, printable
}

func (f *Failure) Error() string { return f.Words }
