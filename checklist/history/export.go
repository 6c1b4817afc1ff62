package history

import (
	"context"
	"encoding/json"
	"errors"
	"io"
)

// A note is a line of an export that is no run: what a store knows of a shop beside
// its runs. It comes before them.
type note struct {
	Shop     string    `json:"shop"`               // its domain
	Accepted *Baseline `json:"accepted,omitempty"` // nil: nothing was
	Pruned   *memory   `json:"pruned,omitempty"`   // what is remembered of runs that are gone; nil: none is
}

// Export writes all that is kept as JSON Lines: each run, as [checklist.Run] writes
// it, with its looks if they are kept, and a line before a shop's runs if something
// was accepted or pruned. The order is by domain, start and ID, so that the same
// runs are the same bytes. What others add meanwhile may be missing.
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	shops, err := s.Shops(ctx)
	if err != nil {
		return err
	}
	for _, domain := range shops {
		if err := s.exportShop(ctx, w, domain); err != nil {
			return s.explain("exporting the runs of "+domain, err)
		}
	}
	return nil
}

func (s *Store) exportShop(ctx context.Context, w io.Writer, domain string) error {
	n := note{Shop: domain}
	b, ok, err := s.accepted(ctx, s.db, domain)
	if ok {
		n.Accepted = &b
	}
	base, wrong := s.memory(ctx, s.db, domain, "base")
	if base.Run != "" {
		n.Pruned = &base
	}
	if err := errors.Join(err, wrong); err != nil {
		return err
	}
	if n.Accepted != nil || n.Pruned != nil {
		if err := json.NewEncoder(w).Encode(n); err != nil {
			return err
		}
	}
	ids, err := query(ctx, s.db, scanOne[string], "SELECT id FROM run WHERE domain = $1 ORDER BY started, id", domain)
	if err != nil {
		return err
	}
	for _, id := range ids {
		run, ok, err := s.one(ctx, domain, "r.id = $2", id)
		if err == nil && ok {
			err = run.WriteLine(w)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Copy keeps in one store all that is in another, as Export and Import do.
func Copy(ctx context.Context, to, from *Store) (n int, err error) {
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(from.Export(ctx, w)) }()
	n, err = to.Import(ctx, r)
	_ = r.CloseWithError(err) // ends the export if it is not done
	return n, err
}
