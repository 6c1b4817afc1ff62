package browser

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// prepare gives a browser its ends of the pipes as handles that it inherits and is
// told the numbers of (Chromium: content/public/common/content_switches.cc,
// remote-debugging-io-pipes).
func prepare(cmd *exec.Cmd, in, out *os.File, _ bool) {
	cmd.SysProcAttr = &syscall.SysProcAttr{AdditionalInheritedHandles: []syscall.Handle{syscall.Handle(in.Fd()), syscall.Handle(out.Fd())}}
	cmd.Args = append(cmd.Args, fmt.Sprintf("--remote-debugging-io-pipes=%d,%d", in.Fd(), out.Fd()))
}

// kill ends the browser; its helpers end when it does.
func kill(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
