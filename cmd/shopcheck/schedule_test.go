package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
)

// nightly are the lines of the files in schedule that look at shops, by file.
func nightly(t *testing.T) map[string]string {
	t.Helper()
	lines := map[string]string{
		"crontab":           crontabLine(t),
		"shopcheck.service": setting(t, "shopcheck.service", "ExecStart"),
	}
	for _, step := range workflow(t).Jobs["scan"].Steps {
		if strings.Contains(step.Run, "shopcheck scan") {
			lines["github.yml"] = step.Run
		}
	}
	for _, line := range pipeline(t).Shopcheck.Script {
		if strings.Contains(line, "shopcheck scan") {
			lines["gitlab.yml"] = line
		}
	}
	if len(lines) != 4 {
		t.Fatalf("only these files look at shops: %v", lines)
	}
	return lines
}

func scheduleFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("schedule", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// crontabLine returns the command of the only job in the crontab.
func crontabLine(t *testing.T) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^(?:[\d*/,-]+ ){5}(.*)$`).FindAllStringSubmatch(scheduleFile(t, "crontab"), -1)
	if len(found) != 1 {
		t.Fatalf("the crontab has %d jobs, want 1", len(found))
	}
	return found[0][1]
}

// setting returns what a unit says of a key, or "".
func setting(t *testing.T, unit, key string) string {
	t.Helper()
	for line := range strings.Lines(scheduleFile(t, unit)) {
		if value, ok := strings.CutPrefix(line, key+"="); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// A workflowFile is a workflow of GitHub's, as far as these tests need it.
type workflowFile struct {
	Permissions map[string]string
	Jobs        map[string]struct {
		Permissions map[string]string
		Steps       []struct {
			Uses, If, Run string
			With          map[string]string
		}
	}
}

func workflow(t *testing.T) (w workflowFile) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(scheduleFile(t, "github.yml")), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// A pipelineFile is a pipeline of GitLab's, as far as these tests need it.
type pipelineFile struct {
	Shopcheck struct {
		Image string
		Cache []struct {
			Key, When string
			Paths     []string
		}
		Before    []string `yaml:"before_script"`
		Script    []string
		Artifacts struct {
			When    string
			Paths   []string
			Reports map[string]string
		}
	}
}

func pipeline(t *testing.T) (p pipelineFile) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(scheduleFile(t, "gitlab.yml")), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// arguments returns those of the call of shopcheck in a line of a shell.
func arguments(t *testing.T, line string) []string {
	t.Helper()
	words := strings.Fields(line)
	at := slices.IndexFunc(words, func(w string) bool { return filepath.Base(w) == "shopcheck" })
	if at < 0 {
		t.Fatalf("%q does not call shopcheck", line)
	}
	args := words[at+1:]
	if end := slices.IndexFunc(args, func(w string) bool { return strings.ContainsAny(w, ">|&;") }); end >= 0 {
		args = args[:end]
	}
	return args
}

// tried runs the arguments as far as all flags and files are read, in a folder with
// the files that lie beside the schedules.
func tried(t *testing.T, args []string) (got cli.Scan) {
	t.Helper()
	shops, config := scheduleFile(t, "shops.txt"), scheduleFile(t, "shopcheck.yaml")
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"shops.txt": shops, "shopcheck.yaml": config} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a := &app{in: os.Stdin, out: os.Stdout, errOut: os.Stderr, now: time.Now}
	work := a.work()
	work.Scan = func(ctx context.Context, o cli.Scan) error {
		got = o
		targets, shops := a.targets(ctx, o)
		if shops == nil && len(targets) != 2 {
			t.Errorf("%d shops are looked at, want those of shops.txt", len(targets))
		}
		_, profile := request(o.Network, scanner.Target{})
		_, network := options(o.Network)
		_, places := a.output(ctx, o.Output, true)
		_, baseline := a.gate(o.Gate, o.FailOn)
		return errors.Join(shops, profile, network, places, baseline, contradiction(o.Storing))
	}
	root := cli.Tree(work)
	root.PersistentPreRunE = a.configure
	root.SetArgs(args)
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("shopcheck %s: %v", strings.Join(args, " "), err)
	}
	return got
}

// TestScheduleLines has every schedule flag what got worse, say no word of its own about
// permission, and keep what the next run is compared with.
func TestScheduleLines(t *testing.T) {
	for file, line := range nightly(t) {
		t.Run(file, func(t *testing.T) {
			o := tried(t, arguments(t, line))
			switch {
			case o.FailOn != onRegression:
				t.Errorf("it fails on %q", o.FailOn)
			case o.Authorized:
				t.Error("it says that somebody permitted the scan")
			case !o.Quiet:
				t.Error("it shows progress to nobody")
			case o.NoStore:
				t.Error("it keeps no history")
			case len(o.Files) == 0:
				t.Error("it leaves no report")
			}
		})
	}
}

// TestScheduleIsExplained has README's words on schedules name every file, and each code
// that a scan ends with.
func TestScheduleIsExplained(t *testing.T) {
	_, words, found := strings.Cut(scheduleFile(t, "../../../README.md"), "\n## Run it on a schedule\n")
	words, _, _ = strings.Cut(words, "\n## ")
	if !found {
		t.Fatal("README.md has no part on schedules")
	}
	files, err := os.ReadDir("schedule")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.Contains(words, "`"+f.Name()+"`") {
			t.Errorf("README.md does not say what %s is for", f.Name())
		}
	}
	for _, code := range []int{exitDone, exitPolicy, exitWrong, exitNotAssessed} {
		if !strings.Contains(words, fmt.Sprintf("| %d |", code)) {
			t.Errorf("README.md does not say what %d means", code)
		}
	}
}

// TestScheduleKeepsFailures has a run that fails stay in the history, and its reports be
// handed out: the next one is compared with it.
func TestScheduleKeepsFailures(t *testing.T) {
	lines := nightly(t)
	always := make(map[string]string) // what steps that always run hand on, by action
	for _, s := range workflow(t).Jobs["scan"].Steps {
		if strings.HasPrefix(s.If, "always()") {
			action, _, _ := strings.Cut(s.Uses, "@")
			always[action] = s.With["path"] + s.With["sarif_file"]
		}
	}
	if always["actions/cache/save"] != "data" || always["github/codeql-action/upload-sarif"] != "shops.sarif" {
		t.Errorf("GitHub always keeps only %v", always)
	}
	job := pipeline(t).Shopcheck
	if job.Cache[0].When != "always" || !slices.Equal(job.Cache[0].Paths, []string{"data/"}) || job.Artifacts.When != "always" {
		t.Errorf("GitLab keeps %+v and %+v", job.Cache[0], job.Artifacts)
	}
	for file, kept := range map[string][]string{
		"github.yml": append(strings.Fields(always["actions/upload-artifact"]), always["github/codeql-action/upload-sarif"]),
		"gitlab.yml": append(job.Artifacts.Paths, job.Artifacts.Reports["junit"]),
	} {
		t.Run(file, func(t *testing.T) {
			written := tried(t, arguments(t, lines[file])).Files
			slices.Sort(written)
			slices.Sort(kept)
			if !slices.Equal(written, kept) {
				t.Errorf("it writes %v and hands out %v", written, kept)
			}
		})
	}
}

// TestScheduleUnit has the unit fail with every code but 0, and run as nobody special.
func TestScheduleUnit(t *testing.T) {
	for key, want := range map[string]string{
		"Type": "oneshot", "User": "shopcheck", "StateDirectory": "shopcheck", "WorkingDirectory": "%S/shopcheck",
		"ProtectSystem": "strict", "CapabilityBoundingSet": "", "NoNewPrivileges": "yes", "SuccessExitStatus": "",
	} {
		if got := setting(t, "shopcheck.service", key); got != want {
			t.Errorf("%s=%s, want %s", key, got, want)
		}
	}
	if setting(t, "shopcheck.timer", "Persistent") != "yes" || setting(t, "shopcheck.timer", "RandomizedDelaySec") == "" {
		t.Error("the timer forgets a night that was missed, or has all machines ask at once")
	}
}

// TestScheduleVersions builds with the Go of go.mod everywhere, and takes actions by
// their versions.
func TestScheduleVersions(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	image := "golang:" + regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(mod))[1]
	if got := pipeline(t).Shopcheck.Image; got != image {
		t.Errorf("gitlab.yml builds with %s, want %s", got, image)
	}
	if text := scheduleFile(t, "../Dockerfile"); !strings.Contains(text, "\nFROM "+image+" AS build\n") {
		t.Errorf("the Dockerfile does not build with %s", image)
	}
	for _, s := range workflow(t).Jobs["scan"].Steps {
		if s.Uses != "" && !regexp.MustCompile(`^(actions|github)/[\w/-]+@v\d+$`).MatchString(s.Uses) {
			t.Errorf("github.yml uses %s", s.Uses)
		}
	}
}

// TestScheduleRights has the workflow begin with none, and no file hold or take a
// secret.
func TestScheduleRights(t *testing.T) {
	w := workflow(t)
	if w.Permissions == nil || len(w.Permissions) != 0 {
		t.Errorf("the workflow may %v", w.Permissions)
	}
	for what, may := range w.Jobs["scan"].Permissions {
		if may == "write" && what != "security-events" {
			t.Errorf("the job may write %s", what)
		}
	}
	for _, s := range w.Jobs["scan"].Steps {
		if strings.HasPrefix(s.Uses, "actions/checkout@") && s.With["persist-credentials"] != "false" {
			t.Error("a checkout leaves its token to the steps behind it")
		}
	}
	for _, file := range []string{"crontab", "shopcheck.service", "shopcheck.timer", "github.yml", "gitlab.yml", "../Dockerfile"} {
		if found := regexp.MustCompile(`(?i)secrets?\.|password|token|\w:\w+@`).FindString(scheduleFile(t, file)); found != "" {
			t.Errorf("%s has %q", file, found)
		}
	}
}
