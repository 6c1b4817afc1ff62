//go:build !linux

package browser

// limit does nothing: only Linux can bound another process.
func limit(int) {}
