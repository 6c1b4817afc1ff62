// Command weigh runs a program and writes down what it took: weigh FILE PROGRAM
// ARGUMENT... A process begins with the peak memory of the one that started it,
// so whoever measures memory must be small.
package main

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

func main() {
	env, std := os.Environ(), []uintptr{0, 1, 2}
	begun := time.Now()
	pid, err := syscall.ForkExec(os.Args[2], os.Args[2:], &syscall.ProcAttr{Env: env, Files: std})
	if err != nil {
		fail(err)
	}
	var status syscall.WaitStatus
	var used syscall.Rusage
	for _, err = syscall.Wait4(pid, &status, 0, &used); err == syscall.EINTR; {
		_, err = syscall.Wait4(pid, &status, 0, &used)
	}
	if err != nil {
		fail(err)
	}
	took := fmt.Sprintf("%d %d %d\n", time.Since(begun), used.Utime.Nano()+used.Stime.Nano(), used.Maxrss)
	if err := os.WriteFile(os.Args[1], []byte(took), 0o600); err != nil {
		fail(err)
	}
	os.Exit(status.ExitStatus())
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "weigh:", err)
	os.Exit(125)
}
