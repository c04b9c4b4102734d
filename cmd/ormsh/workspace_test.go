// This file tests loading a package whose needs are found by go.work and replace.

package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

const workspace = `
-- go.work --
go 1.26

use (
	./app
	./lib
)
-- app/go.mod --
module example.com/app

go 1.26

require (
	example.com/ext v1.2.3
	example.com/other v0.0.0
)

replace example.com/ext v1.2.3 => ../ext

replace (
	"example.com/other" => ../other // quoted
)
-- lib/go.mod --
module example.com/lib

go 1.26
-- lib/lib.go --
package lib

type T struct{ N int }

func (t T) String() string { return "lib.T" }
-- ext/go.mod --
module example.com/ext

go 1.26
-- ext/ext.go --
package ext

const Name = "ext"
-- other/go.mod --
module example.com/other

go 1.26
-- other/sub/sub.go --
package sub

import "example.com/lib"

func Make() lib.T { return lib.T{N: 3} }
-- app/models/models.go --
package models

import (
	"example.com/ext"
	"example.com/lib"
	"example.com/other/sub"
)

var Name = ext.Name

func Make() lib.T { return sub.Make() }
-- app/main.go --
package main

import (
	"fmt"

	"example.com/app/models"
)

func main() { fmt.Println(models.Name, models.Make(), models.Make().N) }
-- use.cells --
fmt.Println(models.Name, models.Make(), models.Make().N)
import "example.com/lib"
lib.T{N: 3} == models.Make()
`

func TestLoadInWorkspace(t *testing.T) {
	dir := unpack(t, workspace)
	stdout, stderr, code := ormsh(t, dir, "", "run", "--load", "./app/models", "use.cells")
	if stdout != "ext lib.T 3\ntrue\n" || stderr != "" || code != 0 {
		t.Errorf("%s\n%s\n%d", stdout, stderr, code)
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no Go toolchain here")
	}
	app := filepath.Join(dir, "app")
	sameAsGo(t, app, build(t, app, "."), []string{"."}, "")
}
