package browser

import (
	"os"
	"syscall"
	"unsafe"
)

// namespaces puts a process into a network namespace, in which no interface is
// up, not even loopback. Who is not root needs a user namespace for that.
func namespaces(attr *syscall.SysProcAttr) {
	attr.Cloneflags = syscall.CLONE_NEWNET
	if uid, gid := os.Geteuid(), os.Getegid(); uid != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}}
	}
}

// maxMemory bounds what each of the browser's processes may fill, in bytes.
const maxMemory = 2 << 30

// limit sets that bound for a process and all that it is going to start. Without
// it a page can have all of the machine's memory within seconds.
func limit(pid int) {
	most := syscall.Rlimit{Cur: maxMemory, Max: maxMemory}
	_, _, _ = syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_DATA, uintptr(unsafe.Pointer(&most)), 0, 0, 0)
}
