package report

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A Deadline is what is to be done by one day.
type Deadline struct {
	Heading string // "Within 7 days, by 1 December 2026"
	Errands []Errand
}

// An Errand is what one person or company does by one day. It stands alone, so
// that an owner can send it on.
type Errand struct {
	Who   string // "Ask your host, 2 things", or "You, 2 things"
	Tasks []Task
}

// A Task is one line of a plan.
type Task struct {
	Do    Prose  // one sentence of ours; empty if Say is not
	Say   string // one sentence that may hold a shop's words; empty if Do is not
	More  string // how long it takes, what it helps with and where more is said; may be empty
	Check Point  // the command that shows or says that it is done; zero if there is none
}

// deadlines are those that a plan may have, in days.
var deadlines = []int{7, 30, 90}

// maxTasks bounds the lines of a plan; there are fewer probes and questions.
const maxTasks = 200

func (s sources) plan() Section[Deadline] {
	out := Section[Deadline]{Heading: "Your plan"}
	steps, strange := s.steps()
	left := max(len(steps)-maxTasks, 0)
	steps = steps[:len(steps)-left]
	var counts []string
	all := 0
	for _, days := range deadlines {
		due := slices.DeleteFunc(slices.Clone(steps), func(t checklist.Step) bool { return t.Days != days })
		if len(due) > 0 {
			d, n := s.deadline(days, due)
			out.Entries = append(out.Entries, d)
			counts = append(counts, fmt.Sprintf("%d within %d days", n, days))
			all += n
		}
	}
	out.Intro = s.planless(strange)
	if len(counts) > 0 {
		there := map[bool]string{true: "There is ", false: "There are "}
		out.Intro = fmt.Sprintf("%s%s to do: %s. Under each date it is sorted by who can do it.", there[all == 1], counted(all, "thing"), listed(counts))
		if slices.ContainsFunc(steps, func(t checklist.Step) bool { return s.pointer(t.Key) != "" }) {
			out.Intro += " The number of a point is the one that it has under “What is not in order”, where all that was seen and the exact lines to change are. " +
				"So you can copy what stands under a name, with the points that it names, and send it there. Every line speaks to you, the owner: it says “your agency” also to your agency."
		}
	}
	if left > 0 {
		out.Intro += cropped(left)
	}
	if strange > 0 {
		out.Intro += fmt.Sprintf(" %s left out, because this program does not know what is meant.", are(strange, "step"))
	}
	return out
}

// planless says why there is no plan: a run from before there were any has faults
// that nobody accepted, and none; of another the strange steps cannot be told.
func (s sources) planless(strange int) string {
	faulty := slices.ContainsFunc(s.wrongs, func(group []scanner.Finding) bool {
		w, known := s.longest(group[0].Probe)
		return group[0].Severity != scanner.Info && (!known || s.over(w))
	})
	switch {
	case faulty, strange > 0:
		return "This run has no plan that can be told. Check the shop again, and the report of that will have one."
	case s.Assessment.Score.Proven < len(s.Run.Answers):
		return "Nothing is left to do that can be planned. What is still open stands with each answer below."
	}
	return "Nothing is left to do that this run knows of."
}

// steps returns the steps of the run's plan that can be told, each thing once,
// and how many cannot. The findings of one probe are one thing.
func (s sources) steps() (known []checklist.Step, strange int) {
	seen := map[string]bool{}
	for _, step := range s.Assessment.Plan {
		f, isFinding := s.byKey[step.Key]
		item, part, isPart := s.question(step.Key)
		name := partKey(item, part)
		switch {
		case isFinding && wrong(f):
			name = string(f.Probe)
		case !isPart:
			strange++
			continue
		}
		if !slices.Contains(deadlines, step.Days) {
			strange++
		} else if !seen[name] {
			seen[name] = true
			known = append(known, step)
		}
	}
	return known, strange
}

func partKey(item checklist.Item, part checklist.Part) string {
	return checklist.Statement{Item: item.ID, Part: part.ID}.Key()
}

// question returns what a key such as "Q4/written" or "Q4" names.
func (s sources) question(key string) (checklist.Item, checklist.Part, bool) {
	id, part, _ := strings.Cut(key, "/")
	item := s.Item(checklist.ItemID(id))
	p, ok := s.Part(item.ID, part)
	return item, p, ok && item.ID != "" && partKey(item, p) == key
}

// deadline gathers the steps of one day under who can do them, and returns how many
// things they are.
func (s sources) deadline(days int, due []checklist.Step) (out Deadline, all int) {
	out.Heading = fmt.Sprintf("Within %d days, %s", days, s.by(days))
	var doers []string
	for _, step := range due {
		if d := Doer(step.By); !slices.Contains(doers, d) {
			doers = append(doers, d)
		}
	}
	for _, d := range doers {
		theirs := slices.DeleteFunc(slices.Clone(due), func(t checklist.Step) bool { return Doer(t.By) != d })
		tasks := s.tasks(theirs)
		who := capital(d)
		if d != Doer(checklist.You) && d != Doer("") {
			who = "Ask " + d
		}
		out.Errands = append(out.Errands, Errand{Who: who + ", " + counted(len(tasks), "thing"), Tasks: tasks})
		all += len(tasks)
	}
	return out, all
}

// by words a deadline, counted from the day of the answers: "by 1 December 2026".
func (s sources) by(days int) string { return "by " + date(s.judged().AddDate(0, 0, days)) }

// tasks words steps. The questions that are only to be answered are one line,
// where the first of them was.
func (s sources) tasks(steps []checklist.Step) []Task {
	var out []Task
	var open []checklist.ItemID
	var effort checklist.Effort // the longest of theirs
	at := 0
	for _, step := range steps {
		item, part, isPart := s.question(step.Key)
		switch {
		case !isPart:
			out = append(out, s.mend(step))
		case part.ID == "":
			if len(open) == 0 {
				at = len(out)
				out = append(out, Task{})
			}
			if slices.Index(efforts, step.Effort) > slices.Index(efforts, effort) {
				effort = step.Effort
			}
			open = append(open, item.ID)
		default:
			out = append(out, s.settle(step, part))
		}
	}
	if len(open) > 0 {
		out[at] = Task{Say: "Answer what is still open in " + listed(s.titled(open)) + ".", More: lasts(effort), Check: s.answering()}
	}
	return out
}

// titled names items, in the order of the checklist.
func (s sources) titled(ids []checklist.ItemID) []string {
	var out []string
	for _, item := range s.Items {
		if slices.Contains(ids, item.ID) {
			out = append(out, fmt.Sprintf("%s “%s”", item.ID, item.Title))
		}
	}
	return out
}

// mend words the step for a finding.
func (s sources) mend(step checklist.Step) Task {
	f := s.byKey[step.Key]
	out := Task{Do: s.prose(f.Probe, "What to do").sentence(), More: s.more(step), Check: s.check(f)}
	if out.Do == "" {
		out.Say = "Put in order: " + standing(f)
	}
	return out
}

// settle words the step for a part of an item.
func (s sources) settle(step checklist.Step, part checklist.Part) Task {
	out := Task{Do: Prose(part.Do.Say), More: s.more(step), Check: s.confirm(step.Key, part)}
	if out.Do == "" {
		out.Say = "See to it that this has a good answer: “" + part.Ask + "” " + part.Help
	}
	return out
}

// more says how long a step takes, which answers it helps, and where more is said
// about it.
func (s sources) more(step checklist.Step) string {
	var words []string
	if slices.Contains(efforts, step.Effort) {
		words = append(words, "takes "+string(step.Effort))
	}
	var helps []string
	for _, id := range step.Items {
		if s.Item(id).ID != "" && !slices.Contains(helps, string(id)) {
			helps = append(helps, string(id))
		}
	}
	if len(helps) > 0 {
		words = append(words, "helps with "+listed(helps))
	}
	out := ""
	if len(words) > 0 {
		out = "It " + listed(words) + ". "
	}
	return strings.TrimSpace(out + s.pointer(step.Key))
}

// pointer says where a finding is told in full; empty for anything else.
func (s sources) pointer(key string) string {
	if n := s.points[s.byKey[key].Probe]; n > 0 {
		return fmt.Sprintf("See point %d.", n)
	}
	return ""
}

// work says who can mend what a step is about, how long that takes and by when;
// empty if the plan does not have it.
func (s sources) work(match func(checklist.Step) bool) string {
	i := slices.IndexFunc(s.Assessment.Plan, match)
	if i < 0 {
		return ""
	}
	step := s.Assessment.Plan[i]
	out := strings.TrimSpace(capital(Doer(step.By)) + ". " + lasts(step.Effort))
	if slices.Contains(deadlines, step.Days) {
		out += " Have it done " + s.by(step.Days) + " at the latest."
	}
	return out
}

// Doer says who can do something: "your host".
func Doer(d checklist.Doer) string {
	switch d {
	case checklist.You:
		return "you"
	case checklist.Agency:
		return "your agency"
	case checklist.Host:
		return "your host"
	case checklist.Registry:
		return "the company that keeps your domain"
	case checklist.Mail:
		return "your mail provider"
	case checklist.Payment:
		return "your payment provider"
	case checklist.Platform:
		return "your platform"
	}
	return "somebody, this run does not say who"
}

// efforts are how long things take, in words too, the shortest first.
var efforts = []checklist.Effort{checklist.Minutes, checklist.Hours, checklist.Days}

// lasts says how long something takes; empty if that is not known.
func lasts(e checklist.Effort) string {
	if !slices.Contains(efforts, e) {
		return ""
	}
	return "It takes " + string(e) + "."
}
