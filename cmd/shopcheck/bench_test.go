package main

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"shopcheck/scanner/pretend"
)

// program builds shopcheck as users have it.
func program(b *testing.B) string {
	b.Helper()
	return built(b, ".")
}

func built(b *testing.B, pkg string) string {
	b.Helper()
	name := filepath.Join(b.TempDir(), "program")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-o", name, pkg).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return name
}

// spent is what a finished process used, with all of its own that it waited for.
type spent struct {
	wall, cpu time.Duration
	peak      int64 // KB, of the largest process
}

// A scale runs programs and weighs what they use.
type scale struct{ weigh string }

func newScale(b *testing.B) scale {
	b.Helper()
	return scale{built(b, "./testdata/weigh")}
}

// run returns what a program used and printed. The error is an
// [*exec.ExitError] if it ended with another code than 0.
func (s scale) run(b *testing.B, name string, args ...string) (used spent, out, errOut []byte, err error) {
	b.Helper()
	note := filepath.Join(b.TempDir(), "note")
	cmd := exec.CommandContext(b.Context(), s.weigh, append([]string{note, name}, args...)...)
	cmd.Dir = b.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+b.TempDir(), "TERM=dumb")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	text, missing := os.ReadFile(note)
	if missing != nil {
		b.Fatalf("%v: %s", err, &stderr)
	}
	if _, bad := fmt.Sscan(string(text), &used.wall, &used.cpu, &used.peak); bad != nil {
		b.Fatal(bad)
	}
	return used, stdout.Bytes(), stderr.Bytes(), err
}

// add sums what a program used that must end well; the peak is the largest.
func (s *spent) add(b *testing.B, on scale, name string, args ...string) {
	b.Helper()
	used, _, errOut, err := on.run(b, name, args...)
	if err != nil {
		b.Fatalf("%v: %s", err, errOut)
	}
	s.wall += used.wall
	s.cpu += used.cpu
	s.peak = max(s.peak, used.peak)
}

func (s *spent) report(b *testing.B) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(s.cpu.Milliseconds())/float64(b.N), "cpu-ms")
	b.ReportMetric(float64(s.wall.Milliseconds())/float64(b.N), "wall-ms")
	b.ReportMetric(float64(s.peak)/1024, "peak-MB")
}

func BenchmarkStart(b *testing.B) {
	name, on := program(b), newScale(b)
	for _, arg := range []string{"version", "--help", "explain"} {
		b.Run(arg, func(b *testing.B) {
			var s spent
			for b.Loop() {
				s.add(b, on, name, arg)
			}
			s.report(b)
		})
	}
}

// BenchmarkScan scans the demo's shop. The round trips on the critical path are
// what the delay added to the wall clock, divided by the delay.
func BenchmarkScan(b *testing.B) {
	name, on := program(b), newScale(b)
	var base time.Duration
	for _, delay := range []time.Duration{0, 50 * time.Millisecond} {
		b.Run(fmt.Sprintf("rtt=%s", delay), func(b *testing.B) {
			shop, err := pretend.Start(pretend.Demo(), pretend.Settings{Delay: delay})
			if err != nil {
				b.Fatal(err)
			}
			defer shop.Close()
			args := append([]string{"scan", shop.Domain(), "--authorized", "-q", "--format", "json"}, flags(b, shop)...)
			var s spent
			for b.Loop() {
				s.add(b, on, name, args...)
			}
			s.report(b)
			b.ReportMetric(float64(len(shop.Requests()))/float64(b.N), "requests")
			b.ReportMetric(float64(shop.Connections())/float64(b.N), "connections")
			wall := s.wall / time.Duration(b.N)
			if delay > 0 {
				b.ReportMetric(float64(wall-base)/float64(delay), "round-trips")
			} else {
				base = wall
			}
		})
	}
}

// flags lead a scan to a pretend shop.
func flags(b *testing.B, shop *pretend.Shop) []string {
	b.Helper()
	opts := shop.Options()
	var pems bytes.Buffer
	for _, c := range opts.Roots {
		if err := pem.Encode(&pems, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}); err != nil {
			b.Fatal(err)
		}
	}
	ca := filepath.Join(b.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pems.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	args := []string{"--ca-file", ca, "--rate", "1000000", "--resolver", opts.Resolvers[0]}
	for _, r := range opts.ConnectTo {
		args = append(args, "--connect-to", fmt.Sprintf("%s:%d:%s", r.Host, r.Port, r.Addr))
	}
	return args
}
