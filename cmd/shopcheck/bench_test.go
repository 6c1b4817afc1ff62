package main

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"shopcheck/scanner/pretend"
)

// program builds shopcheck as users have it.
func program(b *testing.B) string {
	b.Helper()
	name := filepath.Join(b.TempDir(), "shopcheck")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-o", name, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return name
}

// spent sums what finished processes used.
type spent struct {
	cpu, wall time.Duration
	peak      int64 // KB, of the largest
}

func (s *spent) run(b *testing.B, name string, args ...string) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), name, args...)
	cmd.Env = append(os.Environ(), "HOME="+b.TempDir())
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	begun := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatalf("%v: %s", err, errOut.String())
	}
	s.wall += time.Since(begun)
	s.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	s.peak = max(s.peak, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
}

func (s *spent) report(b *testing.B) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(s.cpu.Milliseconds())/float64(b.N), "cpu-ms")
	b.ReportMetric(float64(s.wall.Milliseconds())/float64(b.N), "wall-ms")
	b.ReportMetric(float64(s.peak)/1024, "peak-MB")
}

func BenchmarkStart(b *testing.B) {
	name := program(b)
	for _, arg := range []string{"version", "--help", "explain"} {
		b.Run(arg, func(b *testing.B) {
			var s spent
			for b.Loop() {
				s.run(b, name, arg)
			}
			s.report(b)
		})
	}
}

// BenchmarkScan scans the demo's shop. The round trips on the critical path are
// what the delay added to the wall clock, divided by the delay.
func BenchmarkScan(b *testing.B) {
	name := program(b)
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
				s.run(b, name, args...)
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
