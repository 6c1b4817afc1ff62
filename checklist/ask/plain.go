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
	problem, shown := "", place{part: page}
	for !s.done {
		q := s.question()
		text := wrap(problem, 78)
		if problem == "" {
			text = s.plain(q, s.at == shown)
		}
		shown = s.at
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
	if len(q.rows) > 0 {
		return s.takeRow(q, line)
	}
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

// takeRow obeys one line where several parts are asked together: a mark, or to
// leave the part at hand as it is, to go back one, to tell more, to go on.
func (s *session) takeRow(q question, line string) (problem string, err error) {
	last := q.row == len(q.rows)-1
	switch strings.ToLower(line) {
	case "b":
		if s.notice = ""; q.row == 0 {
			s.back()
		} else {
			s.step(-1)
		}
		return "", nil
	case "e":
		return q.part.Ask + " " + q.help, nil
	case "n":
		return "", s.answer(asIs)
	case "":
	default:
		value, problem := q.pick(line)
		if problem != "" {
			return problem, nil
		}
		if err := s.mark(value); err != nil || !last {
			return "", err
		}
	}
	if last {
		notice := s.notice
		err = s.answer(asIs)
		s.notice = notice
		return "", err
	}
	if line == "" {
		s.notice = ""
		s.step(1)
	}
	return "", nil
}

// plain writes a question for the eye of a line printer and the ear of a screen
// reader. Of several parts that are asked together each but the first is a line.
func (s *session) plain(q question, again bool) string {
	if len(q.rows) > 0 {
		return s.plainRow(q, again)
	}
	var b strings.Builder
	b.WriteString("\n")
	paragraphs(&b, q.head, s.notice, q.ask)
	paragraphs(&b, q.saw(2)...)
	paragraphs(&b, q.others...)
	paragraphs(&b, q.help)
	for i, c := range q.choices {
		b.WriteString(fmt.Sprintf("%4d  ", i+1) + strings.ReplaceAll(wrap(c.label, 72), "\n", "\n      ") + "\n")
	}
	enter := q.keeps
	if !q.typed() {
		enter = q.choices[q.start].label
	}
	b.WriteString(wrap(q.hint()+" Enter alone: "+enter+". b goes back, q stops and keeps all answers.", 78))
	return b.String()
}

// plainRow writes one of several parts that are asked together, and before the
// first of them what they are about and what can be typed.
func (s *session) plainRow(q question, again bool) string {
	var b strings.Builder
	if !again {
		b.WriteString("\n")
		paragraphs(&b, q.head, s.notice, q.ask,
			fmt.Sprintf("%d short lines follow, one at a time. For each type a number: %s.", len(q.rows), strings.ReplaceAll(q.marks(), "   ", ", ")),
			"Enter alone leaves a line as it is. e explains it, b goes back, n goes on to the next question, q stops and keeps all answers.")
	} else {
		paragraphs(&b, s.notice)
	}
	r := q.rows[q.row]
	line := strings.Join(append([]string{fmt.Sprintf("%d of %d: %s: %s.", q.row+1, len(q.rows), r.title, r.mark)}, q.saw(1)...), " ")
	b.WriteString(wrap(strings.Join(append([]string{line}, q.others...), "\n"), 78))
	return b.String()
}

// paragraphs writes those texts that are not empty, each on lines of its own.
func paragraphs(b *strings.Builder, texts ...string) {
	for _, text := range texts {
		if text != "" {
			b.WriteString(wrap(text, 78) + "\n")
		}
	}
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
