// This file tests that the generated files are up to date.

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestUpToDate(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles orm")
	}
	if runtime.GOOS != "linux" {
		t.Skip("tables are generated on linux")
	}
	files, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if got, err := os.ReadFile(filepath.Join("..", name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go generate ./interp/symbols", name)
		}
	}
}
