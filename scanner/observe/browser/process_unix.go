//go:build unix

package browser

import (
	"os"
	"os/exec"
	"syscall"
)

// prepare gives a browser its ends of the pipes as files 3 and 4, where Chromium
// expects them, and a process group of its own.
func prepare(cmd *exec.Cmd, in, out *os.File, apart bool) {
	cmd.ExtraFiles = []*os.File{in, out}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if apart {
		namespaces(cmd.SysProcAttr)
	}
}

// kill ends the browser and all that it started.
func kill(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
