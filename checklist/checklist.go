// Package checklist turns findings and a person's statements into the answers
// of an eleven-item security checklist.
package checklist

import (
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// An ItemID names one of the eleven items for ever: "Q1" to "Q11".
type ItemID string

// About stands for no item but for the shop itself: statements that decide which
// questions are asked, and how, are about it.
const About ItemID = "about"

// Says is one of the three answers.
type Says string

// The answers.
const (
	Yes      Says = "YES"
	No       Says = "NO"
	DontKnow Says = "DONT_KNOW" // printed as I DON'T KNOW
)

// A Strength says what stands behind an answer.
type Strength string

// The strengths. Verified: probes saw it. Declared: a person says so. Carried:
// a person said so in an earlier run and it is still fresh. None: nobody knows.
const (
	Verified Strength = "verified"
	Declared Strength = "declared"
	Carried  Strength = "carried"
	None     Strength = "none"
)

// An Item is one of the checklist's eleven questions.
type Item struct {
	ID       ItemID            `yaml:"id" json:"id"`
	Title    string            `yaml:"title"`    // three or four words for tables: "Encrypted shopping"
	Ask      string            `yaml:"ask"`      // the question, as put to the owner
	Why      string            `yaml:"why"`      // one or two sentences: why it is asked
	ForceNo  []scanner.ProbeID `yaml:"force-no"` // their fail answers NO
	Required []scanner.ProbeID `yaml:"required"` // they must pass, warn or not apply for a YES
	Weakness []scanner.ProbeID `yaml:"weakness"` // their warn or fail makes a YES weak
	Support  []scanner.ProbeID `yaml:"support"`  // shown beside the item; they decide nothing
	Parts    []Part            `yaml:"parts"`
	Together bool              `yaml:"together"` // all parts have the same choices and are asked on one screen
	Tips     []int             `yaml:"tips"`
}

// A Kind says how a part is answered.
type Kind string

// The kinds. Every part can also be left unanswered, or answered "unknown".
const (
	YesNo  Kind = "yes-no" // yes, no
	Number Kind = "number" // a whole number, 0 or more
	Date   Kind = "date"   // 2026-11-24 or 2026-11, or "never"
	Choice Kind = "choice" // one of Choices
	Text   Kind = "text"   // free text, one line, at most 200 characters
)

// A Part is one thing an item asks a person, in words an owner understands.
type Part struct {
	ID      string   `yaml:"id"`    // "second-step": in answer files for ever
	Title   string   `yaml:"title"` // a few words for lists; empty where Ask is short enough
	Ask     string   `yaml:"ask"`
	Help    string   `yaml:"help"` // what a good answer looks like
	Kind    Kind     `yaml:"kind"`
	Choices []Option `yaml:"choices"`
	// Alone is the question for somebody who runs the shop alone. Skip means that it
	// is not asked then, and counts as well answered; empty means that it is Ask.
	Alone string `yaml:"alone"`
	// Do is what to do where the part has no good answer.
	Do Task `yaml:"do"`
	// Signs are probes whose warn or fail makes the question pressing; may be empty.
	Signs []scanner.ProbeID `yaml:"signs"`
}

// An Option is one value a Choice part may take.
type Option struct {
	Value string `yaml:"value"`
	Label string `yaml:"label"`
	// Alone is the label for somebody who runs the shop alone. If one of a part's
	// options has it, those without are not offered then.
	Alone string `yaml:"alone"`
}

// Skip stands in [Part.Alone] for a question that nobody needs who works alone.
const Skip = "skip"

// A Task is one thing to do, in words for the owner.
type Task struct {
	Say    string `yaml:"say"` // one sentence: "Write one page that says who does what when data leaks."
	By     Doer   `yaml:"by"`
	Effort Effort `yaml:"effort"`
	Days   int    `yaml:"days"` // 7, 30 or 90: by when
}

// A Doer says who can do something.
type Doer string

// The doers. What a host or agency would do, the platform does of a rented shop.
const (
	You      Doer = "you"
	Agency   Doer = "agency"   // or whoever builds the shop's pages
	Host     Doer = "host"     // or whoever looks after its server
	Registry Doer = "domain"   // the company that keeps the domain and its records
	Mail     Doer = "mail"     // the company that handles the shop's mail
	Payment  Doer = "payment"  // the payment provider
	Platform Doer = "platform" // the service that rents the shop out
)

// An Effort says how long something takes whoever can do it.
type Effort string

// The efforts.
const (
	Minutes Effort = "minutes"
	Hours   Effort = "hours"
	Days    Effort = "days"
)

// A Step is one thing of a plan: what is to be done, by whom and by when.
type Step struct {
	Key    string   `json:"key"`    // of the finding, or "Q4/written" of the part, or "Q4"
	Days   int      `json:"days"`   // 7, 30 or 90: by when
	By     Doer     `json:"by"`     // who can do it at this shop
	Effort Effort   `json:"effort"` // how long it takes
	Items  []ItemID `json:"items"`  // the answers that it helps; may be empty
}

// A Statement is what a person says about one part of an item. Part "" is the
// item's own question, answered yes, no or unknown.
type Statement struct {
	Item  ItemID    `json:"item"`
	Part  string    `json:"part"`
	Value string    `json:"value"` // as its Kind says; "unknown" for I don't know
	By    string    `json:"by"`    // name or role; empty if not given
	At    time.Time `json:"at"`    // when it was said
}

// An Answer is one item's, with who says so and how strongly.
type Answer struct {
	Item     ItemID    `json:"item"`
	Says     Says      `json:"says"`
	Strength Strength  `json:"strength"`
	Weak     bool      `json:"weak"`           // YES, with weaknesses
	Because  []string  `json:"because"`        // keys of findings and ids of parts ("Q2/second-step") that decided
	Against  []string  `json:"against"`        // sentences: what contradicts it; shown, never averaged
	Missing  []string  `json:"missing"`        // sentences: what would settle an I DON'T KNOW
	Waived   *Waiver   `json:"waived"`         // a NO accepted for now; nil otherwise
	At       time.Time `json:"at"`             // of the newest thing it rests on
	Since    time.Time `json:"since,omitzero"` // of the oldest statement it rests on; zero if it rests on none
	Until    time.Time `json:"until,omitzero"` // the last day on which what people said still counts; zero if it has no end
}

// A Waiver is a failed probe accepted for now, by a person, with a reason and
// an end. It never turns a NO into a YES.
type Waiver struct {
	Probe  scanner.ProbeID `json:"probe" yaml:"probe"`
	Reason string          `json:"reason" yaml:"reason"`
	By     string          `json:"by" yaml:"by"`
	Until  time.Time       `json:"until" yaml:"until"`
}

// A Score counts the eleven items: Proven are YES, Possible are YES or
// I DON'T KNOW, Of is always eleven.
type Score struct {
	Proven   int `json:"proven"`
	Possible int `json:"possible"`
	Of       int `json:"of"`
}

// An Assessment is a shop measured against the eleven items.
type Assessment struct {
	Answers   []Answer `json:"-"` // the run shows them beside the assessment; eleven, in order
	Score     Score    `json:"score"`
	Hardening int      `json:"hardening"` // percent of what probes could judge, weighed by severity; -1 if nothing was judged
	Verdict   string   `json:"verdict"`   // two or three plain sentences
	First     []string `json:"first"`     // keys of the steps to take first, three at most
	Plan      []Step   `json:"plan"`      // all that is to be done, by when and then by what matters most
	Tips      []int    `json:"tips"`      // all ten, those this shop's answers call for first
}

// An Input is everything an assessment depends on.
type Input struct {
	Catalog    Catalog
	Problem    *observe.Failure // why the shop's home page could not be seen; nil if it was
	Findings   []scanner.Finding
	Statements []Statement
	Waivers    []Waiver
	At         time.Time // judged as of this moment
}

// A Run is one shop assessed once: the document of record.
type Run struct {
	Schema     int             `json:"schema"` // 1
	ID         string          `json:"id"`
	Tool       Tool            `json:"tool"`
	Target     scanner.Target  `json:"target"`
	Vantage    observe.Vantage `json:"vantage"`
	Scan       scanner.Scan    `json:"scan"`
	Statements []Statement     `json:"statements"`
	Answers    []Answer        `json:"answers"`
	Assessment Assessment      `json:"assessment"`
	Waivers    []Waiver        `json:"waivers"`
	Seen       Seen            `json:"seen,omitzero"`  // what later runs compare besides findings
	Since      Since           `json:"since,omitzero"` // what changed since an earlier run; zero if none was compared
}

// A Tool says what made a run.
type Tool struct {
	Version string `json:"version"`
	Rules   string `json:"rules"` // a digest of probes and items: changes when judging may change
	Facts   string `json:"facts"` // the date of the embedded facts, 2026-11-22

	Refreshed []Refreshed `json:"refreshed,omitempty"` // those in use that are newer; none in most runs
}

// Refreshed are facts that were fetched after the program was made.
type Refreshed struct {
	Facts  string `json:"facts"`            // "release lines of software"
	Source string `json:"source"`           // "endoflife.date"
	Day    string `json:"day"`              // 2027-01-15
	Digest string `json:"digest,omitempty"` // of what they say; empty in runs of an older program
}
