package ask

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// plainly holds an interview in plain lines.
func plainly(t *testing.T, in Questions, typed string) (Result, string) {
	t.Helper()
	in.Accessible = true
	var out bytes.Buffer
	result, err := Interview(t.Context(), in, Terminal{In: strings.NewReader(typed), Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	return result, out.String()
}

// TestPlainEndsAnywhere ends the input after each line in turn, and in the
// middle of the next: what was answered until then is kept, no more and no less.
func TestPlainEndsAnywhere(t *testing.T) {
	typed, want := "", []checklist.Statement(nil)
	for _, step := range good {
		if step.screen {
			continue
		}
		for _, end := range []string{"", "q\n", "Q"} {
			result, out := plainly(t, opening(), typed+end)
			if diff := cmp.Diff(want, result.Statements, cmpopts.EquateEmpty()); diff != "" || result.Complete {
				t.Errorf("%q: complete %t (-want +got):\n%s", typed+end, result.Complete, diff)
			}
			if !strings.Contains(out, spoken(step.see)) {
				t.Errorf("%q: %q was not asked:\n%s", typed+end, step.see, out)
			}
		}
		typed += strings.TrimSpace(step.typed) + "\n"
		want = append(want, step.said...)
	}
	result, _ := plainly(t, opening(), typed)
	if diff := cmp.Diff(want, result.Statements); diff != "" || !result.Complete {
		t.Errorf("complete %t (-want +got):\n%s", result.Complete, diff)
	}
}

func TestPlainScreen(t *testing.T) {
	result, out := plainly(t, questions(), "2\n1\ntwelve\n12\nb\n")
	want := `
Q1 of 4: Encrypted shopping
This takes ten minutes, or some more if you know the shop well. Every answer
is kept at once: stop at any time and go on later.
Is everything encrypted? The checks say NO. Is that right?
They say so because they saw:
- The sign-up form is sent without encryption. Seen in GET https://shop.test/:
  “<form action="http://shop.test/join">”
Strangers could read along.
   1  Keep NO
   2  I see it differently
   3  I don't know
   4  Go through the details
Type a number from 1 to 4. Enter alone: Keep NO. b goes back, q stops and
keeps all answers.
> 
Q2 of 4: Strong passwords
Noted: you see Q1 differently. The answer stays NO, because the checks saw it;
the report shows both views.
Are passwords strong?
Guessing is easy.
   1  Yes
   2  No
   3  I don't know
   4  Go through the details
   5  Leave it open for now
Type a number from 1 to 5. Enter alone: Leave it open for now. b goes back, q
stops and keeps all answers.
> 
Q2 of 4, detail 1 of 2: Strong passwords
What is the shortest password?
Twelve is good.
Type a whole number, such as 12, or ? if you do not know. Enter alone: Leave
it open for now. b goes back, q stops and keeps all answers.
> "twelve" is not an answer here; try a whole number, 0 or more, or unknown.
> 
Q2 of 4, detail 2 of 2: Strong passwords
Who needs a second step?
Everyone is good.
   1  Everyone
   2  Nobody
   3  I don't know
   4  Leave it open for now
Type a number from 1 to 4. Enter alone: Leave it open for now. b goes back, q
stops and keeps all answers.
> 
Q2 of 4, detail 1 of 2: Strong passwords
What is the shortest password?
Twelve is good.
Type a whole number, such as 12, or ? if you do not know. Enter alone: Keep
what was said on 24 November 2026: 12. b goes back, q stops and keeps all
answers.
> `
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(result.Statements) != 3 {
		t.Errorf("said %v", result.Statements)
	}
}

// TestPlainRows hears how parts that are asked together sound.
// What the last line contradicts is told above the next question.
func TestPlainLastRowContradicts(t *testing.T) {
	in := questions()
	in.Earlier = []checklist.Statement{says("Q2", "", "no"), says("Q3", "", "no"), says("Q5", "", "no"), old("Q5/leak", "in-plan", "Ana", now.AddDate(-2, 0, 0)), old("Q5/leak", "in-plan", "Ben", now)}
	_, out := plainly(t, in, "1\n2\n")
	if want := "Review\nNoted, but Ben said on 24 November 2026: In our plan. The report shows both.\n"; !strings.Contains(out, want) {
		t.Errorf("%q is not in\n%s", want, out)
	}
}

func TestPlainRows(t *testing.T) {
	in := questions()
	in.Earlier = []checklist.Statement{says("Q2", "", "no"), says("Q3", "", "no"), says("Q5", "", "no")}
	in.Findings = append(in.Findings, scanner.Finding{Probe: "exposed.dump", Outcome: scanner.Fail, Message: "A copy of the database can be downloaded."})
	result, out := plainly(t, in, "e\n9\n2\n\nb\n1\n")
	_, out, _ = strings.Cut(out, "still open.\n")
	want := `Are all risks planned for, and which not?
2 short lines follow, one at a time. For each type a number: 1 In our plan, 2
Not in our plan, 3 I don't know.
Enter alone leaves a line as it is. e explains it, b goes back, n goes on to
the next question, q stops and keeps all answers.
1 of 2: Leak: not answered. The checks saw: A copy of the database can be
downloaded.
> Is a leak planned for? Written down is good.
> “9” is not one of the choices. Type a number from 1 to 3.
> 2 of 2: Fraud: not answered.
> 
Review
This is how the checklist stands. Finish, or choose a line to read and change
all that was said about it.
   1  Q1   Encrypted shopping        NO, say the checks
   2  Q2   Strong passwords          NO, you say
   3  Q3   Software kept up to date  NO, you say
   4  Q5   All risks planned for     NO, you say
   5       About the shop            answered by owner
   6  Finish
Type a number from 1 to 6. Enter alone: Finish. b goes back, q stops and keeps
all answers.
> 
Q5 of 4: All risks planned for
Are all risks planned for, and which not?
2 short lines follow, one at a time. For each type a number: 1 In our plan, 2
Not in our plan, 3 I don't know.
Enter alone leaves a line as it is. e explains it, b goes back, n goes on to
the next question, q stops and keeps all answers.
2 of 2: Fraud: not answered.
> `
	if got, _, _ := strings.Cut(strings.TrimPrefix(out, want), "\nReview"); !strings.HasPrefix(out, want) || got != "" {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, out))
	}
	if diff := cmp.Diff(append(in.Earlier, says("Q5", "fraud", "in-plan"), says("Q5", "leak", "not-in-plan")), result.Statements); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPlainIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	in := questions()
	in.Accessible = true
	why := errors.New("the person pressed ctrl+c")
	in.Save = func([]checklist.Statement) error { cancel(why); return nil }
	typed, w := io.Pipe()
	defer w.Close()
	go io.WriteString(w, "2\n")
	result, err := Interview(ctx, in, Terminal{In: typed, Out: io.Discard})
	if !errors.Is(err, why) || result.Complete || len(result.Statements) != 1 {
		t.Errorf("%+v, %v", result, err)
	}
}

func TestPlainTellsOfErrors(t *testing.T) {
	in := questions()
	in.Accessible = true
	if _, err := Interview(t.Context(), in, Terminal{In: strings.NewReader(""), Out: broken{}}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("a terminal that is gone: %v", err)
	}
	full := errors.New("disk full")
	in.Save = func([]checklist.Statement) error { return full }
	result, err := Interview(t.Context(), in, Terminal{In: strings.NewReader("2\n"), Out: io.Discard})
	if !errors.Is(err, full) || len(result.Statements) != 1 {
		t.Errorf("%v, %v", result, err)
	}
}

// A line that does not fit, or a terminal that breaks, is no end like any other.
func TestPlainTellsOfBrokenInput(t *testing.T) {
	in := questions()
	in.Accessible = true
	gone := errors.New("gone")
	for _, tt := range []struct {
		typed io.Reader
		want  error
	}{
		{strings.NewReader("2\n" + strings.Repeat("x", 1<<20)), bufio.ErrTooLong},
		{io.MultiReader(strings.NewReader("2\n"), iotest.ErrReader(gone)), gone},
	} {
		result, err := Interview(t.Context(), in, Terminal{In: tt.typed, Out: io.Discard})
		if !errors.Is(err, tt.want) || len(result.Statements) != 1 {
			t.Errorf("%v, %v; want %v and what was said before", result, err, tt.want)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
