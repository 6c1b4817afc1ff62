package observe

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBeside: a field for a password has the text that is about it, and none of
// its neighbours'.
func TestBeside(t *testing.T) {
	for _, tt := range []struct {
		name, body               string
		before, after, described string
	}{
		{"a label before, a hint behind", `<label for=p>Password</label><input type=password id=p><small>At least <b>8</b> characters.</small>`, "Password", "At least\n8\ncharacters.", ""},
		{"in its label", `<form><label>Password <input type=password> 8 or more</label></form><p>Contact`, "Password", "8 or more", ""},
		{"between other fields", `<form><label>Name</label><input name=n> 6 or more <label>Password</label><p>Long</p><input type=password> 12 or more <label>Phone</label><input type=tel> 9 digits`, "6 or more\nPassword\nLong", "12 or more", ""},
		{"no label behind", `<form>Name<input> Password <input type=password> Again <input type=password> done</form>`, "Password", "Again", ""},
		{"outside of its form", `Find it <form><input type=password></form> At least 8 characters`, "", "", ""},
		{"past what nobody types into", `<form>Password <input type=password><button type=button>show</button><input type=hidden> Long <input type=submit> ago</form>`, "Password", "show\nLong\nago", ""},
		{"described elsewhere", `<form><input name=n aria-describedby=h><input type=password aria-describedby="no h"></form><p id=h>At least <i>8</i></p><form></form>rest`, "", "", "At least\n8"},
		{"described before", `<p id=h>At least 8</p><input><input type=password aria-describedby=h>`, "", "", "At least 8"},
		{"described by nothing", `<p id=h></p><label>Name, at least 6</label><input type=password aria-describedby=h>`, "Name, at least 6", "", ""},
		{"named into a form", `<form id=f></form><p>Password<input type=password form=f>Long`, "Password", "Long", ""},
		{"nothing", `<input type=password>`, "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, f := range read(tt.body).Forms {
				for _, in := range f.Inputs {
					if in.Type != "password" {
						if in.Before+in.After+in.Described != "" {
							t.Errorf("another field has text: %+v", in)
						}
						continue
					}
					got := [3]string{in.Before, in.After, in.Described}
					if diff := cmp.Diff([3]string{tt.before, tt.after, tt.described}, got); diff != "" {
						t.Errorf("want -, got +:\n%s", diff)
					}
					return
				}
			}
			t.Error("no field for a password was read")
		})
	}
}

func TestBesideIsBounded(t *testing.T) {
	long := strings.Repeat("\u00e9 ", 5000)
	d := read(long + strings.Repeat(`<input type=password id=p aria-describedby="p p p p p p p">`+long, 60) + strings.Repeat(`<label>`, 9000) + `<input type=password>`)
	for _, f := range d.Forms {
		for _, in := range f.Inputs {
			if len(in.Before) > maxBeside || len(in.After) > maxBeside || len(in.Described) > (maxBeside+1)*maxIDs {
				t.Fatalf("%d, %d and %d bytes beside a field", len(in.Before), len(in.After), len(in.Described))
			}
		}
	}
}

func TestFieldNumbers(t *testing.T) {
	in := read(`<input data-min="8" data-max=" 72 " data-word=eight data-below="-1" data-huge="70000" maxlength=40 title=T>`).Forms[0].Inputs[0]
	if diff := cmp.Diff(map[string]int{"data-min": 8, "data-max": 72}, in.Numbers); diff != "" || in.MaxLength != "40" || in.Title != "T" {
		t.Errorf("%+v; want -, got +:\n%s", in, diff)
	}
}
