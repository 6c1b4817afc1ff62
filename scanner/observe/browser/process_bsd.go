//go:build unix && !linux

package browser

import "syscall"

// namespaces does nothing: only Linux has them.
func namespaces(*syscall.SysProcAttr) {}
