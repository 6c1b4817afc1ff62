package browser

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// names are those of Chromium, and of browsers made from it, on PATH.
var names = []string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
	"microsoft-edge", "microsoft-edge-stable", "msedge",
}

// places are where they lie on systems that do not use PATH for programs with
// windows. On Windows they are below the folders for programs.
var places = map[string][]string{
	"darwin": {
		"/Applications/Chromium.app/Contents/MacOS/Chromium",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
	},
	"windows": {
		`Chromium\Application\chrome.exe`,
		`Google\Chrome\Application\chrome.exe`,
		`Microsoft\Edge\Application\msedge.exe`,
	},
}

// ErrNone says that there is no browser that could be used.
var ErrNone = errors.New("neither Chromium, Google Chrome nor Microsoft Edge is installed here")

// Find returns where an installed browser is.
func Find() (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return filepath.Abs(path)
		}
	}
	roots := []string{""}
	if runtime.GOOS == "windows" {
		roots = []string{os.Getenv("ProgramFiles"), os.Getenv("ProgramFiles(x86)"), os.Getenv("LocalAppData")}
	}
	for _, place := range places[runtime.GOOS] {
		for _, root := range roots {
			path := filepath.Join(root, place)
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				return path, nil
			}
		}
	}
	return "", ErrNone
}
