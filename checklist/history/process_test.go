package history

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// TestMain lets the test's own program be another process that uses a store.
func TestMain(m *testing.M) {
	if task, ok := tasks[os.Getenv("HISTORY_TASK")]; ok {
		if err := task(context.Background(), os.Args[len(os.Args)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// tasks are what other processes do with the store at a place. Those that only Linux
// can do are added there.
var tasks = map[string]func(ctx context.Context, place string) error{"add": addMany}

// another starts another process with a task and a word about it.
func another(ctx context.Context, task, word, place string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^$", place)
	cmd.Env = append(os.Environ(), "HISTORY_TASK="+task, "HISTORY_WORD="+word)
	return cmd
}

// addMany adds runs and tells of each once it is kept. The word is the domain and how
// many there are.
func addMany(ctx context.Context, place string) error {
	domain, many, _ := strings.Cut(os.Getenv("HISTORY_WORD"), " ")
	n, err := strconv.Atoi(many)
	if err != nil {
		return err
	}
	s, err := Open(ctx, place)
	if err != nil {
		return err
	}
	for range n {
		run := ownRun(domain)
		if err := s.Add(ctx, run); err != nil {
			return err
		}
		fmt.Println(run.ID)
	}
	return s.Close()
}

// ownRun is a run that no other process makes.
func ownRun(domain string) checklist.Run {
	run := withLooks(runOn(domain, 1, fail, pass))
	run.Scan.Started = time.Now().UTC()
	run.ID = checklist.NewID(domain, run.Scan.Started) + "-" + strconv.Itoa(os.Getpid())
	run.Scan.Findings[1].Outcome = []scanner.Outcome{pass, fail}[run.Scan.Started.UnixMicro()%2]
	return run
}

// testAtOnce holds that processes that keep runs at once, of one shop and of several,
// lose nothing.
func testAtOnce(t *testing.T, place string) {
	const many = 40
	var all []*exec.Cmd
	var outs []*strings.Builder
	domains := []string{shop, shop, shop, "other.example"}
	for _, domain := range domains {
		cmd := another(t.Context(), "add", fmt.Sprint(domain, " ", many), place)
		out := new(strings.Builder)
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		all, outs = append(all, cmd), append(outs, out)
	}
	for i, cmd := range all {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %s", err, outs[i])
		}
	}
	s := opened(t, place)
	for i, out := range outs {
		ids := strings.Fields(out.String())
		if len(ids) != many {
			t.Errorf("%d of %d were kept", len(ids), many)
		}
		there(t, s, domains[i], ids)
	}
	if list, err := s.Runs(t.Context(), shop, 0); len(list) != 3*many || err != nil {
		t.Errorf("%d runs of one shop, %v", len(list), err)
	}
	whole(t, s, shop)
}

// there holds that a store has runs.
func there(t *testing.T, s *Store, domain string, ids []string) {
	t.Helper()
	for _, id := range ids {
		if run, ok, err := s.Run(t.Context(), domain, id); !ok || err != nil || run.ID != id {
			t.Errorf("%s was kept, and now %t, %v", id, ok, err)
		}
	}
}

// whole holds that a store is sound, and that what it remembers is what its runs say.
func whole(t *testing.T, s *Store, domain string) {
	t.Helper()
	if st, err := s.Status(t.Context()); st.Damage != "" || err != nil {
		t.Errorf("damage %q, %v", st.Damage, err)
	}
	tx, err := s.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	m, err := s.memory(t.Context(), tx, domain, "states")
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.recall(t.Context(), tx, domain, "")
	if err != nil || fmt.Sprint(m) != fmt.Sprint(want) {
		t.Errorf("what is remembered is not what the runs say: %v\n%v\n%v", err, m, want)
	}
}

// testKilled holds that a process that is killed, at whatever moment, loses nothing
// of what it told was kept, and leaves a sound store.
func testKilled(t *testing.T, place string) {
	kills := 50
	if strings.Contains(place, "://") {
		kills = 15 // a server has its own ways, and others test them
	}
	var ids []string
	for i := range kills {
		ids = append(ids, killedAfter(t, place, i%7)...)
		s, err := Open(t.Context(), place)
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		there(t, s, shop, ids)
		list, err := s.Runs(t.Context(), shop, 0)
		if err != nil || len(list) < len(ids) || len(list) > len(ids)+i+1 {
			t.Fatalf("kill %d: %d runs were told of and %d are there, %v", i, len(ids), len(list), err)
		}
		for _, e := range list { // one may have been kept and not told of
			if !slices.Contains(ids, e.ID) {
				ids = append(ids, e.ID)
			}
		}
		whole(t, s, shop)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(ids) < 2*kills {
		t.Errorf("only %d runs were kept", len(ids))
	}
}

// killedAfter returns the runs that a process told of before it was killed, which
// was as soon as it told of some.
func killedAfter(t *testing.T, place string, told int) (ids []string) {
	t.Helper()
	cmd := another(t.Context(), "add", shop+" 100000", place)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for len(ids) < told && lines.Scan() {
		ids = append(ids, lines.Text())
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // what it told until it was gone
		ids = append(ids, lines.Text())
	}
	if err := cmd.Wait(); err == nil {
		t.Error("it was not killed")
	}
	return ids
}

// testOpenAtOnce holds that all get a store who make it at once.
func testOpenAtOnce(t *testing.T, place string) {
	for range 5 {
		_ = emptied(t, place).Close()
		start, all := make(chan bool), make(chan error)
		const many = 8
		for range many {
			go func() {
				<-start
				all <- openOnly(t.Context(), place)
			}()
		}
		close(start)
		for range many {
			if err := <-all; err != nil {
				t.Error(err)
			}
		}
	}
	add(t, opened(t, place), runOn(shop, 1, fail))
}

func openOnly(ctx context.Context, place string) error {
	s, err := Open(ctx, place)
	if err != nil {
		return err
	}
	return s.Close()
}
