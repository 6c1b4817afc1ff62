//go:build lab

package main

import (
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/pretend"
)

// A nightlyWay is one of the files in schedule, carried out.
type nightlyWay struct {
	file string
	run  func(t *testing.T, dir string) (code int, said string)
}

// TestNights has a pretend shop looked at night by night as each of the files says, by
// those who would carry them out as far as they are here: a shell as cron starts one,
// systemd as the init of a machine of its own, shells with the variables of GitHub and
// GitLab, and the image's program in a folder with nothing else. testdata/lab/run
// installs what that needs.
func TestNights(t *testing.T) {
	if os.Getuid() != 0 {
		t.Fatal("these nights need root; run LAB_PARTS=schedule testdata/lab/run")
	}
	image := builtImage(t)
	ways := []nightlyWay{
		{"crontab", cronNight(image)},
		{"shopcheck.service", unitNight(image)},
		{"github.yml", gitHubNight},
		{"gitlab.yml", gitLabNight},
		{"Dockerfile", imageNight(image)},
		{baselineFile, baselineNight(image)},
	}
	dirs := make(map[string]string)
	for _, w := range ways {
		dirs[w.file] = t.TempDir()
	}
	worse, err := txtar.ParseFile("../../testdata/shops/header.csp/absent.txtar")
	if err != nil {
		t.Fatal(err)
	}
	says := map[int]string{exitDone: "", exitPolicy: "header.csp .*fails now", exitNotAssessed: "reaches nobody|could not be assessed"}
	var shop *pretend.Shop
	for _, night := range []struct {
		name   string
		shop   *txtar.Archive // nil: nothing answers
		before int            // the code if it is held against the night before
		file   int            // and if it is held against the first, kept as a file
	}{
		{"the first", &txtar.Archive{}, exitDone, exitDone},
		{"nothing happened", &txtar.Archive{}, exitDone, exitDone},
		{"a header was dropped", worse, exitPolicy, exitPolicy},
		{"it is still dropped", worse, exitDone, exitPolicy},
		{"nothing answers", nil, exitNotAssessed, exitNotAssessed},
	} {
		config := nextShop(t, &shop, night.shop)
		for _, w := range ways {
			t.Run(night.name+"/"+w.file, func(t *testing.T) {
				for name, text := range config {
					if err := os.WriteFile(filepath.Join(dirs[w.file], name), []byte(text), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				report := filepath.Join(dirs[w.file], "shops.html")
				_ = os.Remove(report) // the night's before
				code, said := w.run(t, dirs[w.file])
				want := night.before
				if w.file == baselineFile {
					want = night.file
				}
				if code != want || !regexp.MustCompile(says[want]).MatchString(said) {
					t.Errorf("it ended with %d, want %d, and said:\n%s", code, want, said)
				}
				if _, err := os.Stat(report); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// nextShop lets the shop become another, and returns the files that lead to it.
func nextShop(t *testing.T, shop **pretend.Shop, next *txtar.Archive) map[string]string {
	t.Helper()
	before := *shop
	if next == nil {
		before.Close()
		return shopFiles(t, before)
	}
	now, err := pretend.Start(next, pretend.Settings{Now: nightsNow, Before: before})
	if err != nil {
		t.Fatal(err)
	}
	if before != nil {
		before.Close()
	}
	t.Cleanup(now.Close)
	*shop = now
	return shopFiles(t, now)
}

// nightsNow is when the shop's certificates are issued.
var nightsNow = time.Now()

// shopFiles are the files that lie beside a schedule, and lead to the shop.
func shopFiles(t *testing.T, shop *pretend.Shop) map[string]string {
	t.Helper()
	opts := shop.Options()
	var b, roots strings.Builder
	fmt.Fprintf(&b, "resolver: [%q]\nrate: 1000000\ntimeout: 2s\nca-file: ca.pem\nconnect-to:\n", nightsResolver(opts.Resolvers))
	for _, r := range opts.ConnectTo {
		fmt.Fprintf(&b, "  - %q\n", fmt.Sprintf("%s:%d:%s", r.Host, r.Port, r.Addr))
	}
	for _, c := range opts.Roots {
		if err := pem.Encode(&roots, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}); err != nil {
			t.Fatal(err)
		}
	}
	return map[string]string{"shops.txt": shop.Domain() + "\n", "shopcheck.yaml": b.String(), "ca.pem": roots.String()}
}

// nightsResolver is the shop's, or a port where nothing is once it is closed.
func nightsResolver(of []string) string {
	if len(of) == 0 {
		return "127.0.0.1:1"
	}
	return of[0]
}

// ended runs a command and returns its code and all that it said.
func ended(t *testing.T, cmd *exec.Cmd) (code int, said string) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if _, isExit := errors.AsType[*exec.ExitError](err); err != nil && !isExit {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// builtImage builds the image's files as the Dockerfile's RUN lines do, and returns the
// folder that holds them.
func builtImage(t *testing.T) string {
	t.Helper()
	image := t.TempDir()
	lines := regexp.MustCompile(`(?m)^RUN (.*)$`).FindAllStringSubmatch(scheduleFile(t, "../Dockerfile"), -1)
	for _, line := range lines {
		cmd := exec.Command("sh", "-ec", strings.ReplaceAll(line[1], "/image", image))
		cmd.Dir = "../.."
		if code, said := ended(t, cmd); code != 0 {
			t.Fatalf("%s ended with %d: %s", line[1], code, said)
		}
	}
	return image
}

// imageNight runs the image's program as its user, where nothing is but what the image
// copies, and the night's files.
func imageNight(image string) func(*testing.T, string) (int, string) {
	const nobody = 65532
	return func(t *testing.T, dir string) (int, string) {
		root := filepath.Join(dir, "root")
		data := filepath.Join(root, "data")
		if _, err := os.Stat(root); err != nil {
			err := errors.Join(os.CopyFS(root, os.DirFS(filepath.Join(image, "own"))),
				os.Link(filepath.Join(image, "shopcheck"), filepath.Join(root, "shopcheck")),
				os.Chmod(root+"/tmp", 0o777|os.ModeSticky), os.Chown(root+"/tmp", nobody, nobody), os.Chown(data, nobody, nobody), os.Chmod(dir, 0o755))
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"shops.txt", "shopcheck.yaml", "ca.pem"} {
			copied(t, filepath.Join(dir, name), filepath.Join(data, name))
		}
		in := func(args ...string) *exec.Cmd {
			cmd := exec.Command("/shopcheck", args...)
			cmd.Dir, cmd.Env = "/data", []string{"HOME=/data"}
			cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
			return cmd
		}
		if code, said := ended(t, in("demo", "--summary", "-q")); code != 0 {
			t.Errorf("its demo ended with %d: %s", code, said)
		}
		code, said := ended(t, in(arguments(t, nightly(t)["shopcheck.service"])...))
		if err := os.Rename(filepath.Join(data, "shops.html"), filepath.Join(dir, "shops.html")); err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(root + "/tmp"); err != nil || len(left) > 0 {
			t.Errorf("/tmp holds %v (%v)", left, err)
		}
		return code, said
	}
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// baselineFile is what README.md calls a state that is kept in a repository.
const baselineFile = "baseline.jsonl"

// baselineNight keeps the first night's runs in a file, and holds the others against it.
func baselineNight(image string) func(*testing.T, string) (int, string) {
	return func(t *testing.T, dir string) (int, string) {
		args := append(arguments(t, nightly(t)["shopcheck.service"]), "--no-store", "--baseline", baselineFile)
		if _, err := os.Stat(filepath.Join(dir, baselineFile)); err != nil {
			args = append(args[:len(args)-2], "-o", baselineFile)
		}
		cmd := exec.Command(filepath.Join(image, "shopcheck"), args...)
		cmd.Dir, cmd.Env = dir, []string{"HOME=" + dir}
		return ended(t, cmd)
	}
}

// cronNight runs the crontab's line as cron does. What it prints is what cron mails,
// which has to be nothing if nothing happened; the code is read in the shell.
func cronNight(image string) func(*testing.T, string) (int, string) {
	return func(t *testing.T, dir string) (int, string) {
		cmd := exec.Command("sh", "-c", strings.Replace(crontabLine(t), " || ", "; code=$?; echo $code > code; [ $code = 0 ] || ", 1))
		cmd.Dir, cmd.Env = dir, []string{"HOME=" + dir, "PATH=" + image + ":/usr/bin:/bin", "SHELL=/bin/sh"}
		_, mail := ended(t, cmd)
		code, err := strconv.Atoi(strings.TrimSpace(fileText(t, filepath.Join(dir, "code"))))
		if err != nil {
			t.Fatal(err)
		}
		if (code == 0) != (mail == "") {
			t.Errorf("it ended with %d, and cron would mail: %q", code, mail)
		}
		return code, fileText(t, filepath.Join(dir, "shopcheck.log"))
	}
}

func fileText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// gitHubNight runs the workflow's own steps, as GitHub's runner does.
func gitHubNight(t *testing.T, dir string) (code int, said string) {
	linked(t, dir)
	path, summary := filepath.Join(dir, "path"), filepath.Join(dir, "summary.md")
	_ = os.Remove(summary)
	for _, step := range workflow(t).Jobs["scan"].Steps {
		if step.Run == "" || code != 0 {
			continue
		}
		cmd := exec.Command("bash", "-e", "-c", step.Run)
		added, _ := os.ReadFile(path)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "RUNNER_TEMP="+dir+"/temp", "GITHUB_ACTIONS=true", "CI=true", "GITHUB_PATH="+path,
			"GITHUB_STEP_SUMMARY="+summary, "PATH="+strings.TrimSpace(string(added))+":"+os.Getenv("PATH"))
		_ = os.Remove(path)
		code, said = ended(t, cmd)
	}
	for _, name := range []string{"shops.sarif", "runs.jsonl", "data/history.db", "summary.md"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	return code, said
}

// linked puts the source where a workflow has checked it out.
func linked(t *testing.T, dir string) string {
	t.Helper()
	source, err := filepath.Abs("../..")
	if err == nil {
		err = os.Symlink(source, filepath.Join(dir, "source"))
	}
	if err != nil && !errors.Is(err, os.ErrExist) {
		t.Fatal(err)
	}
	return source
}

// gitLabNight runs the job's lines as GitLab's runner does, but for the caches of Go,
// which are this machine's, and for the place of the program.
func gitLabNight(t *testing.T, dir string) (code int, said string) {
	source, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	job := pipeline(t).Shopcheck
	for _, line := range append(job.Before, job.Script...) {
		if code != 0 {
			break
		}
		cmd := exec.Command("bash", "-eo", "pipefail", "-c", strings.ReplaceAll(line, "/usr/local/bin/", dir+"/bin/"))
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "CI=true", "GITLAB_CI=true", "SOURCE=file://"+source, "PATH="+dir+"/bin:"+os.Getenv("PATH"))
		code, said = ended(t, cmd)
	}
	for _, name := range []string{"shops.xml", "runs.jsonl", "data/history.db"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	return code, said
}

// A guest is a machine's folder /etc: it does what the comment of the unit says, then
// runs it, and tells how that ended.
var guest = map[string]string{
	"os-release":                   "ID=night\n",
	"machine-id":                   strings.Repeat("1", 32) + "\n",
	"systemd/system/guest.service": "[Service]\nType=oneshot\nExecStart=-/bin/bash -ex /etc/guest.sh\nExecStart=systemctl exit\n",
	"guest.sh": `exec > /var/lib/shopcheck/guest.log 2>&1
sed -n 's/^#   \(useradd\|install\)/\1/p' /etc/systemd/system/shopcheck.service > /etc/setup.sh
bash -ex /etc/setup.sh
systemd-analyze verify --man=no shopcheck.service shopcheck.timer
systemctl enable --now shopcheck.timer
systemctl list-timers --no-legend shopcheck.timer | grep shopcheck.service
systemctl start shopcheck.service || true
systemctl show -P Result -P ExecMainStatus shopcheck.service > /var/lib/shopcheck/result
journalctl --sync
journalctl -o cat -u shopcheck.service > /var/lib/shopcheck/said
`,
}

// unitNight boots systemd on a machine of its own, which has this one's programs and
// network, and nothing else of it.
func unitNight(image string) func(*testing.T, string) (int, string) {
	return func(t *testing.T, dir string) (int, string) {
		root := t.TempDir()
		files := maps.Clone(guest)
		for _, unit := range []string{"shopcheck.service", "shopcheck.timer"} {
			files["systemd/system/"+unit] = scheduleFile(t, unit)
		}
		for name, text := range files {
			file := filepath.Join(root, "etc", name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"bin", "sbin", "lib", "lib64"} {
			if err := os.Symlink("usr/"+name, filepath.Join(root, name)); err != nil {
				t.Fatal(err)
			}
		}
		result := filepath.Join(dir, "result")
		if err := errors.Join(os.WriteFile(result, nil, 0o644), os.Mkdir(filepath.Join(root, "usr"), 0o755), os.Chmod(root, 0o755)); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.Remove("/run/systemd/nspawn/propagate/nights") }() // which it leaves behind where /run is on a disk
		_, boot := ended(t, exec.Command("systemd-nspawn", "--register=no", "--keep-unit", "--machine=nights", "--directory="+root,
			"--bind-ro=/usr", "--bind-ro="+image+":/usr/local/bin", "--bind="+dir+":/var/lib/shopcheck",
			"--console=pipe", "--boot", "systemd.unit=guest.service"))
		ended := strings.Fields(fileText(t, result))
		if len(ended) != 2 || (ended[0] == "success") != (ended[1] == "0") {
			t.Fatalf("the unit ended with %q; the machine said:\n%s\n%s", ended, boot, fileText(t, filepath.Join(dir, "guest.log")))
		}
		code, err := strconv.Atoi(ended[1])
		if err != nil {
			t.Fatal(err)
		}
		return code, fileText(t, filepath.Join(dir, "said"))
	}
}
