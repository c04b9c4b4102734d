// This file shows how a package on board is used.

package symbols_test

import (
	"fmt"
	"reflect"

	"github.com/ormsh/ormsh/interp/symbols"
)

func Example() {
	strings, _ := symbols.All().ByName("strings")
	upper := strings.Symbols()["ToUpper"]
	fmt.Println(upper.Call([]reflect.Value{reflect.ValueOf("hello")})[0])
	// Output: HELLO
}
