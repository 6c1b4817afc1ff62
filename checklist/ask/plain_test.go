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

	"shopcheck/checklist"
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
		for _, end := range []string{"", "q\n", "Q"} {
			result, out := plainly(t, questions(), typed+end)
			if diff := cmp.Diff(want, result.Statements); diff != "" || result.Complete {
				t.Errorf("%q: complete %t (-want +got):\n%s", typed+end, result.Complete, diff)
			}
			if !strings.Contains(out, step.head) {
				t.Errorf("%q: %q was not asked:\n%s", typed+end, step.head, out)
			}
		}
		typed += strings.TrimSpace(step.typed) + "\n"
		want = append(want, step.said...)
	}
	result, _ := plainly(t, questions(), typed)
	if diff := cmp.Diff(want, result.Statements); diff != "" || !result.Complete {
		t.Errorf("complete %t (-want +got):\n%s", result.Complete, diff)
	}
}

func TestPlainScreen(t *testing.T) {
	result, out := plainly(t, questions(), "2\n1\ntwelve\n12\nb\n")
	want := `
Q1 of 4: Encrypted shopping
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
