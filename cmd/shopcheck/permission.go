package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"shopcheck/cmd/shopcheck/cli"
)

// A permission is what somebody said when asked whether they may check a shop.
type permission struct {
	Allowed bool      `yaml:"allowed"`
	By      string    `yaml:"by"`
	At      time.Time `yaml:"at"` // zero: nobody was asked yet
}

// maxPermission bounds the file of a permission.
const maxPermission = 4 << 10

// permission returns what was said about the shop before. A file that cannot be
// read says nothing: then a person is asked again.
func (k keep) permission() permission {
	data, err := readFile(k.path("permission.yaml"), maxPermission)
	if err != nil {
		return permission{}
	}
	var p permission
	if yaml.Unmarshal(data, &p) != nil {
		return permission{}
	}
	return p
}

func (k keep) permit(p permission) error {
	return k.save("permission.yaml", func(w io.Writer) error { return yaml.NewEncoder(w).Encode(p) })
}

// permission finds out whether this shop may be looked at closely: by flag, by
// what was said before, or by asking once. What is said is remembered.
func (a *app) permission(ctx context.Context, kept keep, o cli.Check, canAsk bool) (bool, error) {
	before, t := kept.permission(), kept.shop
	say := permission{Allowed: o.Authorized, By: o.By, At: a.now().UTC()}
	switch {
	case before.Allowed:
		return true, nil
	case o.Authorized:
		a.say("Remembered: you may check %s (%s).", t, kept.path("permission.yaml"))
		return true, kept.permit(say)
	case !before.At.IsZero():
		a.say("On %s you said that you may not check %s closely; --authorized changes that.", before.At.Format("2 January 2006"), t)
		return false, nil
	case !canAsk:
		return false, nil
	}
	a.say("A full check also asks %s for pages nobody links to, such as forgotten backups.", t)
	a.say("That needs the permission of the shop's owner. Your answer is remembered for this shop.")
	_, _ = fmt.Fprint(a.errOut, "Do you own this shop, or may you check it? [yes/No] ")
	line, err := readLine(untilDone{ctx, a.in})
	if err != nil {
		a.say("")
		return false, errStopped
	}
	word := strings.ToLower(strings.TrimSpace(line))
	if say.Allowed = word == "y" || word == "yes"; !say.Allowed {
		a.say("Then only what every visitor's browser sees is looked at. Should that change: --authorized")
	}
	return say.Allowed, kept.permit(say)
}
