package observe

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// TestPrivateDirectories: scans that begin together have each a directory of its
// own, that does not go when another's goes.
func TestPrivateDirectories(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	outer := os.TempDir()
	var scans sync.WaitGroup
	for range 16 {
		scans.Go(func() {
			site := Open(t.Context(), "shop.test", Options{})
			defer site.Close()
			w, err := site.net.web()
			if err != nil {
				t.Error(err)
				return
			}
			if parent := filepath.Dir(w.dir); parent != outer {
				t.Errorf("%s is in another scan's directory", w.dir)
			}
		})
	}
	scans.Wait()
}
