package observe

import (
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"
)

// TestExplainConnect: why no connection comes about is told by the system. What this
// computer forbids, such as by its firewall, is no reply of anybody's.
func TestExplainConnect(t *testing.T) {
	for code, want := range map[syscall.Errno]Cause{
		syscall.ECONNREFUSED: Refused, syscall.ETIMEDOUT: Timeout, syscall.ECONNRESET: Reset,
		syscall.ENETUNREACH: Unreachable, syscall.EHOSTUNREACH: Unreachable, syscall.EADDRNOTAVAIL: Unreachable,
		syscall.EPERM: Unreachable, syscall.EACCES: Unreachable,
	} {
		err := fmt.Errorf("connecting: %w", &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", code)})
		if got, words := Explain(err); got != want || words == "" {
			t.Errorf("%v is %s (%s), want %s", code, got, words, want)
		}
	}
}
