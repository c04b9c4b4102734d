package display_test

import (
	"fmt"
	"os"
	"reflect"

	"github.com/ormsh/ormsh/repl/display"
)

func Example() {
	fmt.Println(display.Printer{}.Sprint(reflect.ValueOf(map[string][]int{"a": {1, 2}})))

	rows := display.Rows{Columns: []string{"user_id", "user_name"}, Values: [][]any{{1, "Mary"}, {2, nil}}}
	if err := rows.Write(os.Stdout, display.Layout{Format: display.Table}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// map[string][]int{"a": {1, 2}}
	//  user_id | user_name
	// ---------+-----------
	//        1 | Mary
	//        2 | NULL
	// (2 rows)
}
