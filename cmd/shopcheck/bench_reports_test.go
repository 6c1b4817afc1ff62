package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"shopcheck/report"
	"shopcheck/scanner"
	"shopcheck/scanner/observe/browser"
)

const savedRun = "../../testdata/runs/typical.json"

// BenchmarkReport makes one shop's report and writes it, in each format, apart from
// the program's start and after a first time. The aim is less than 50 ms each; the
// ratio is to JSON, which is the run as it is.
func BenchmarkReport(b *testing.B) {
	cat, err := catalog()
	if err != nil {
		b.Fatal(err)
	}
	run, err := readRun(savedRun)
	if err != nil {
		b.Fatal(err)
	}
	per := make(map[report.Format]float64)
	for _, form := range append([]report.Form{{Format: report.JSON}}, report.Forms()...) {
		if per[form.Format] != 0 {
			continue
		}
		b.Run(string(form.Format), func(b *testing.B) {
			write := func() {
				if err := report.Write(io.Discard, form.Format, report.One(report.New(run, cat)), report.Settings{Style: "dark"}); err != nil {
					b.Fatal(err)
				}
			}
			write()
			b.ReportAllocs()
			for b.Loop() {
				write()
			}
			per[form.Format] = float64(b.Elapsed()) / float64(b.N)
			b.ReportMetric(per[form.Format]/float64(per[report.JSON]), "×json")
		})
	}
}

// shops is how many are reported on at once.
const shops = 1000

// BenchmarkReports has the program write many shops' report, in each format that
// takes them and has files. For HTML the aim is less than 2 s and 300 MB. The ratio
// is to JSON Lines: the cost of reading the runs is in all of them.
func BenchmarkReports(b *testing.B) {
	name, on := program(b), newScale(b)
	runs := filepath.Join(b.TempDir(), "runs.jsonl")
	saveMany(b, runs)
	var base float64
	for _, form := range append([]report.Form{{Format: report.JSONLines, Ending: ".jsonl"}}, report.Forms()...) {
		if form.Ending == "" || form.One || form.Format == report.JSONLines && base != 0 {
			continue
		}
		b.Run(string(form.Format), func(b *testing.B) {
			var s spent
			file := filepath.Join(b.TempDir(), "all"+form.Ending)
			for b.Loop() {
				s.add(b, on, name, "report", runs, "-o", file)
			}
			s.report(b)
			if base == 0 {
				base = float64(s.cpu) / float64(b.N)
			}
			b.ReportMetric(float64(s.cpu)/float64(b.N)/base, "×jsonl")
			info, err := os.Stat(file)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(info.Size())/(1<<20), "file-MB")
		})
	}
}

// saveMany writes as many runs as there are shops, one a line.
func saveMany(b *testing.B, name string) {
	b.Helper()
	run, err := readRun(savedRun)
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	for i := range shops {
		run.Target = scanner.Target{Domain: fmt.Sprintf("shop-%d.example", i)}
		if err := run.WriteLine(f); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPDF has the program write one shop's report as PDF, with the browser that
// is installed, beside HTML, which is what the browser is given. The largest process
// is the browser then.
func BenchmarkPDF(b *testing.B) {
	if _, err := browser.Find(); err != nil {
		b.Log(err)
		return
	}
	name, on := program(b), newScale(b)
	run, err := filepath.Abs(savedRun)
	if err != nil {
		b.Fatal(err)
	}
	for _, ending := range []string{".html", ".pdf"} {
		b.Run(ending, func(b *testing.B) {
			var s spent
			for b.Loop() {
				s.add(b, on, name, "report", run, "-o", filepath.Join(b.TempDir(), "report"+ending))
			}
			s.report(b)
		})
	}
}
