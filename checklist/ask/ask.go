// Package ask puts the checklist's open questions to a person, one a screen.
//
// A session holds what was said and which question comes next; it knows no
// terminal. Two front ends drive it: a full screen (screen.go) made of huh's
// fields, and plain lines (plain.go) for screen readers and simple terminals.
// huh's own forms are not used: they answer a key with messages to themselves,
// so that quick typing lands in the wrong question, and their accessible mode
// takes the end of input for "yes".
//
// First comes who answers, if nobody said so, and what the checklist asks about
// the shop itself; then its items: those that nobody has settled, those that the
// checks have settled, to be confirmed, and of the others what is still open. To
// leave an item's own question open leaves its parts open too, and so does a NO
// of the checks, unless the person chooses to go through them; else those parts
// are asked that can still change the item's answer, or what the report says
// beside it. Whoever does not know the answer to an item gets its parts, which
// are easier, until they do not know one of them either: where nobody knows
// anything the interview is to take ten minutes at most. Whoever runs the shop
// alone is asked the parts at once. An answer that counts is not asked for again:
// that is how an interview goes on where one was stopped.
//
// At the end, all answers can be reviewed, item by item and part by part, and
// each can be given anew. Each person's answers are kept beside those of others:
// to answer as Ben changes nothing that Ana said.
//
// Progress is a bar beside the item's number, a step for each item. Minutes are
// not shown: nobody can tell how long somebody looks for a date, and which parts
// are asked hangs on the answers, so that they would jump.
//
// Pressing Enter alone never says anything: it leaves a question as it was.
package ask

import (
	"context"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"shopcheck/checklist"
	"shopcheck/checklist/ask/quiet"
	"shopcheck/scanner"
)

func init() { quiet.Restore() }

// Questions say what to ask about which shop.
type Questions struct {
	Catalog  checklist.Catalog
	Target   scanner.Target
	Findings []scanner.Finding     // what the checks saw; empty before any scan
	Earlier  []checklist.Statement // said before, by anybody

	// Assess answers the items from the findings and these statements. It is
	// asked again after every answer and must be set.
	Assess func([]checklist.Statement) []checklist.Answer
	// Save keeps the statements. It is called after every answer that changes
	// them, so that nothing said is ever lost; nil means nobody keeps them.
	Save func([]checklist.Statement) error

	By         string    // who answers: name or role; if empty, that is asked
	Now        time.Time // the time of every statement made
	Accessible bool      // plain lines instead of a screen; always so without a terminal
	NoColor    bool
}

// A Terminal is where questions are put and answers typed. Out is standard
// error's, never standard output, which carries the report.
type Terminal struct {
	In  io.Reader
	Out io.Writer
}

// A Result is what is known after an interview.
type Result struct {
	Statements []checklist.Statement // everybody's, earlier ones too, in the catalog's order
	Complete   bool                  // the person went through all questions and finished
}

// Interview asks until the person finishes or stops, the input ends or ctx does.
// The result holds whatever was said, also beside an error: ctx's own when it
// ended, or that of saving or of the terminal. Stopping is no error.
func Interview(ctx context.Context, in Questions, tty Terminal) (Result, error) {
	s := newSession(in)
	err := run(ctx, s, tty)
	if ctx.Err() != nil && !s.done {
		err = context.Cause(ctx)
	}
	return Result{Statements: s.said, Complete: s.done}, err
}

func run(ctx context.Context, s *session, tty Terminal) error {
	typed, isFile := tty.In.(*os.File)
	shown, isFileToo := tty.Out.(*os.File)
	if s.in.Accessible || !isFile || !isFileToo || !CanAsk(typed, shown) {
		return runPlain(ctx, s, tty)
	}
	return runScreen(ctx, s, typed, shown)
}

// CanAsk reports whether a person can be asked: in and out are both terminals.
// A nil file is none.
func CanAsk(in, out *os.File) bool {
	return in != nil && out != nil && term.IsTerminal(int(in.Fd())) && term.IsTerminal(int(out.Fd()))
}
