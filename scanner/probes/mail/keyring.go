package mail

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dkim"
)

// A keyring is what was found of the keys with which mail services check a
// domain's mail.
type keyring struct {
	use    use
	unused bool      // the domain sends no mail, and nobody said that it does: no key was looked for
	keys   []heldKey // one for each name asked for, in that order, and one for a wildcard that is a key
	place  *observe.Records
	beside *observe.Records // at a name beside the place that nobody made
	below  *observe.Records // at a name in it that nobody made
	err    error            // why one of the last three had no answer; nil otherwise
}

// A heldKey is what lies under one name. Its other fields are empty if nothing
// does that is a key or was meant to be one.
type heldKey struct {
	keyName
	answer    *observe.Records
	err       error      // why there was no answer; nil otherwise
	good      []dkim.Key // that mail services can use
	records   int        // key records under the name; one is right
	withdrawn bool       // all of them are
	broken    string     // why none can be used, as what it has or does
	astray    string     // where the name leads, and no key is; empty if nowhere
}

// everyName is how a wildcard's key is called.
const everyName = "*"

// keysAtOnce bounds the questions for keys that are on their way.
const keysAtOnce = 12

// lookKeys asks for the domain's keys, all names at the same time, once per scan.
func lookKeys(ctx context.Context, site *observe.Site) (*keyring, error) {
	return observe.Derived(ctx, site, "mail dkim keys", func(ctx context.Context) (*keyring, error) {
		u, err := lookUse(ctx, site)
		if err != nil {
			return nil, err
		}
		told := site.Told(ctx).Selectors
		if u.silent() && len(told) == 0 {
			return &keyring{use: u, unused: true}, nil
		}
		tree, err := lookTree(ctx, site)
		if err != nil {
			return nil, err
		}
		texts, err := site.Records(ctx, "TXT", u.domain)
		if err != nil {
			return nil, err
		}
		k := &keyring{use: u}
		k.ask(ctx, site, keyNames(told, u.hosts, tree.Root, texts.Values()))
		return k, nil
	})
}

// ask puts all questions: first about the place that all keys lie in, then for the
// keys, unless nobody answers for that place. Whether it exists (RFC 8020) tells
// something if no key is found, except where name servers say so of every name; and
// what they say of a name in it that nobody made is a wildcard's.
func (k *keyring) ask(ctx context.Context, site *observe.Site, names []keyName) {
	domain, place := k.use.domain, "_domainkey."+k.use.domain
	var errs [3]error
	together(
		func() { k.place, errs[0] = site.Records(ctx, "TXT", place) },
		func() { k.beside, errs[1] = site.Wildcard(ctx, "TXT", domain) },
		func() { k.below, errs[2] = site.Wildcard(ctx, "TXT", place) },
	)
	k.err = cmp.Or(errs[:]...)
	if k.place == nil && k.below == nil {
		return // what is asked in vain is asked often
	}
	k.keys = make([]heldKey, len(names))
	var questions []func()
	for i, name := range names {
		h := &k.keys[i]
		h.keyName = name
		questions = append(questions, func() { h.answer, h.err = site.Records(ctx, "TXT", name.name+"."+place) })
	}
	together(questions...)
	for i := range k.keys {
		k.keys[i].read(k.below)
	}
	every := heldKey{keyName: keyName{name: everyName}, answer: k.below}
	if every.read(nil); len(every.good) > 0 {
		k.keys = append(k.keys, every)
	}
}

// together runs functions at the same time, some of them if there are many.
func together(fs ...func()) {
	turns := make(chan struct{}, keysAtOnce)
	var all sync.WaitGroup
	for _, f := range fs {
		turns <- struct{}{}
		all.Go(func() {
			f()
			<-turns
		})
	}
	all.Wait()
}

// read reads what lies under a name, unless it is what a wildcard has for every
// name.
func (h *heldKey) read(wildcard *observe.Records) {
	r := h.answer
	if r == nil || wildcard != nil && wildcard.State == r.State &&
		slices.Equal(wildcard.Aliases, r.Aliases) && slices.Equal(wildcard.Values(), r.Values()) {
		return
	}
	texts := dkim.Keys(r.Values())
	if h.records = len(texts); h.records == 0 && len(r.Aliases) > 0 {
		h.astray = r.Aliases[len(r.Aliases)-1]
	}
	for _, text := range texts {
		key, err := dkim.Parse(text)
		switch {
		case err != nil && h.broken == "":
			h.broken = err.Error()
		case err == nil && !key.Revoked:
			h.good = append(h.good, key)
		}
	}
	if len(h.good) > 0 {
		h.broken = ""
	}
	h.withdrawn = h.records > 0 && len(h.good) == 0 && h.broken == ""
}

// useless reports whether there is a key, and mail services cannot use it.
func (h *heldKey) useless() bool { return h.withdrawn || h.broken != "" }

// testing reports whether mail services are asked to take no notice of the key.
func (h *heldKey) testing() bool {
	return len(h.good) > 0 && !slices.ContainsFunc(h.good, func(k dkim.Key) bool { return !k.Testing })
}

// found returns the keys of which something holds.
func (k *keyring) found(holds func(*heldKey) bool) []*heldKey {
	var out []*heldKey
	for i := range k.keys {
		if h := &k.keys[i]; holds(h) {
			out = append(out, h)
		}
	}
	return out
}

// usable returns the keys that mail services can use.
func (k *keyring) usable() []*heldKey {
	return k.found(func(h *heldKey) bool { return len(h.good) > 0 })
}

// silence returns why a question had no answer; nil if all had one.
func (k *keyring) silence() error {
	for i := range k.keys {
		if err := k.keys[i].err; err != nil {
			return err
		}
	}
	return k.err
}

// placed reports whether something lies where keys do, under a name that is not
// known: the name exists, or holds a record of its own, such as an old policy
// (RFC 4870), and the name servers do not say so of names that nobody made.
func (k *keyring) placed() bool {
	switch {
	case k.place == nil || k.beside == nil || k.below == nil || k.place.State == observe.NoDomain || k.below.State == observe.Found:
		return false
	case k.beside.State == observe.NoDomain:
		return true
	}
	// A wildcard beside the place says yes to every name, but not to those below a
	// name that exists (RFC 4592, section 3.3.1).
	return k.below.State == observe.NoDomain
}

// placeless reports whether the name servers say that nothing lies where keys do.
func (k *keyring) placeless() bool { return k.place != nil && k.place.State == observe.NoDomain }
