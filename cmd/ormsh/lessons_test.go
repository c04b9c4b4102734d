// This file replays the lessons and the README's tour as a reader would.

package main

import (
	"strings"
	"testing"
)

// TestLessons runs `ormsh test scripts docs README.md` at the top of the repository. A block for a server that is not there is skipped, and
// the output says why; ORMSH_TEST_REQUIRE makes that a failure.
func TestLessons(t *testing.T) {
	stdout, stderr, code := ormsh(t, "../..", "", "test", "scripts", "docs", "README.md")
	if code != 0 || !strings.Contains(stdout, " 0 failed") {
		t.Fatalf("exit code %d\n%s%s", code, stdout, stderr)
	}
	t.Log(stdout)
}
