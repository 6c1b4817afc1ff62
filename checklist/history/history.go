// Package history keeps runs over time: in a file of SQLite, or on a server of
// PostgreSQL. It is the only package with SQL, and one text of it serves both.
//
// # What is kept
//
// Of each run, its report, compressed, without what was seen on the way; what
// changed in it; and a line for lists, the [Entry]. The looks, which are bulky,
// are kept of a shop's newest runs only, and of the run that was accepted. Of each
// shop, what is remembered of its findings ([State], [Failure]) and what ends when
// ([Ending]), both packed, as they are always read and written whole. Of a shop with
// 100 findings that is 1.4 KB, where a row for each was 12 KB and a third more work.
//
// What came from a shop or a person stands in JSON and in blobs, never in text
// columns: PostgreSQL refuses some of what may be in it, such as NUL. Text that is
// not UTF-8 is mended as JSON mends it, as in a saved run.
//
// # Order
//
// Runs are ordered by when their scan began, then by ID, and never by when they
// were stored. So it is all the same in which order runs come, from several
// machines or from an old export, and what is remembered of a shop is a function
// of its runs. The price: a run made by a clock that was wrong stands where the
// clock put it.
//
// Only runs that saw the shop count for what is remembered. A finding that could
// not be judged leaves what was known of it as it was.
//
// # What may be relied on
//
// When Add returns without an error, the run is on the disk: the transaction is
// one, and synced. A process that is killed loses at most the run it was writing,
// and what was there stays whole. Several processes may use a store at once; they
// wait for each other. A file that holds something else is never written to. If a
// store cannot be opened or written, the error says so in words for its owner,
// and never holds a password.
package history

import (
	"database/sql"
	"errors"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A Store keeps runs. Make one with [Open]. It may be used by several goroutines.
type Store struct {
	// Looks is of how many of a shop's newest runs Add keeps the looks. Zero means
	// three.
	Looks int

	db    *sql.DB
	place place
	packer
}

// keepLooks is of how many of a shop's newest runs looks are kept.
const keepLooks = 3

var (
	// ErrNewer means that a newer shopcheck made the store.
	ErrNewer = errors.New("the store was made by a newer shopcheck")
	// ErrForeign means that the file or the database holds something else than runs.
	ErrForeign = errors.New("this is no store of runs")
	// ErrRefused means that a run, or the name of one, cannot be in a store.
	ErrRefused = errors.New("not a run that can be kept")
	// ErrAmbiguous means that several runs' IDs begin so.
	ErrAmbiguous = errors.New("several runs begin so")
)

// An Entry is one run in a list.
type Entry struct {
	ID        string           `json:"id"`
	Started   time.Time        `json:"started"` // the scan
	Score     checklist.Score  `json:"score"`
	Hardening int              `json:"hardening"` // percent; -1 if nothing was judged
	Problem   *observe.Failure `json:"problem"`   // why the shop could not be seen; nil if it was
	Tool      checklist.Tool   `json:"tool"`
	// Changes counts what changed since an earlier run, by kind; nil if nothing did,
	// or if none was compared.
	Changes  map[checklist.ChangeKind]int `json:"changes,omitempty"`
	Looks    bool                         `json:"-"` // its looks are kept
	Accepted bool                         `json:"-"` // it is the shop's baseline
}

// A State is what is remembered of one finding.
type State struct {
	Outcome  scanner.Outcome   `json:"outcome"`          // when it was known last; never unknown. It does not apply once it is gone
	Severity scanner.Severity  `json:"severity"`         // likewise
	Failing  time.Time         `json:"failing,omitzero"` // when the scan began since which it fails; zero if it does not
	Recent   []scanner.Outcome `json:"recent"`           // in the last runs that knew, oldest first, eight at most
	Run      string            `json:"run"`              // the run that made the outcome what it is
}

// A Failure is one time that a finding of high or critical severity failed.
type Failure struct {
	Key      string           `json:"key"` // the finding's
	Severity scanner.Severity `json:"severity"`
	Began    time.Time        `json:"began"`          // the scan that saw it first
	Ended    time.Time        `json:"ended,omitzero"` // the first scan that saw it no more; zero: it fails still
}

// A Baseline is a state of a shop that a person has accepted: what later runs are
// compared with.
type Baseline struct {
	Run    string    `json:"run"` // its ID
	Reason string    `json:"reason"`
	By     string    `json:"by"` // may be empty
	At     time.Time `json:"at"`
}

// A Standing is how a shop stood in its newest run that saw it, or in its newest
// if none did.
type Standing struct {
	Domain      string
	Latest      Entry
	Regressions []checklist.Change // what got worse in that run, by the shop; see [checklist.Change.Regression]
}

// An Ending is something of one shop that ends on a day.
type Ending struct {
	Domain string
	checklist.Ending
}
