package browser

import (
	"fmt"
	"testing"
)

// TestMemory: what a browser's processes may fill is bounded.
func TestMemory(t *testing.T) {
	short(t)
	b, err := Start(t.Context(), program(t, `sleep 0.2; printf '{"id": 1, "result": {"product": "%s"}}\000' "$(ulimit -d)" >&4; cat <&3 >/dev/null`))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if want := fmt.Sprint(maxMemory >> 10); b.Version != want {
		t.Errorf("%s KB, want %s", b.Version, want)
	}
}
