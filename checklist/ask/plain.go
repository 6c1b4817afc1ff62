package ask

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
)

// runPlain leads s through plain lines, without a single control sequence, until
// it is done, the person stops, or the input ends. The reader of tty.In outlives
// it by the line that it waits for.
func runPlain(ctx context.Context, s *session, tty Terminal) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	typed, broken := lines(ctx, tty.In)
	problem := ""
	for !s.done {
		q := s.question()
		text := wrap(problem, 78)
		if problem == "" {
			text = s.plain(q)
		}
		if _, err := io.WriteString(tty.Out, text+"\n> "); err != nil {
			return fmt.Errorf("asking: %w", err)
		}
		line, more := next(ctx, typed)
		if !more && ctx.Err() == nil {
			return broken()
		}
		if !more || strings.EqualFold(line, "q") {
			return nil
		}
		var err error
		if problem, err = s.take(q, line); err != nil {
			return err
		}
	}
	return nil
}

// take obeys one line: back, or an answer. It returns what was wrong with it.
func (s *session) take(q question, line string) (problem string, err error) {
	if strings.EqualFold(line, "b") {
		s.back()
		return "", nil
	}
	value, problem := q.read(line, s.in.Now)
	if problem != "" {
		return problem, nil
	}
	return "", s.answer(value)
}

// plain writes a question for the eye of a line printer and the ear of a screen
// reader.
func (s *session) plain(q question) string {
	var b strings.Builder
	for _, text := range append([]string{q.head, s.notice, q.ask}, append(q.saw(2), q.help)...) {
		if text != "" {
			b.WriteString(wrap(text, 78) + "\n")
		}
	}
	for i, c := range q.choices {
		fmt.Fprintf(&b, "%4d  %s\n", i+1, c.label)
	}
	enter := q.keeps
	if !q.typed() {
		enter = q.choices[q.start].label
	}
	b.WriteString(wrap(q.hint()+" Enter alone: "+enter+". b goes back, q stops and keeps all answers.", 78))
	return "\n" + b.String()
}

// lines sends what is typed, line by line, and closes at the end of the input.
// Once it has, broken says whether that came too early.
func lines(ctx context.Context, in io.Reader) (lines <-chan string, broken func() error) {
	typed, scan := make(chan string), bufio.NewScanner(in)
	go func() {
		defer close(typed)
		for scan.Scan() {
			select {
			case typed <- strings.TrimSpace(scan.Text()):
			case <-ctx.Done():
				return
			}
		}
	}()
	return typed, func() error {
		if err := scan.Err(); err != nil {
			return fmt.Errorf("reading what was typed: %w", err)
		}
		return nil
	}
}

// next waits for a line; false means that there is none to come.
func next(ctx context.Context, typed <-chan string) (string, bool) {
	select {
	case line, more := <-typed:
		return line, more
	case <-ctx.Done():
		return "", false
	}
}
