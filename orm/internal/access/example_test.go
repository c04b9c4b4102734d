package access_test

import (
	"fmt"
	"reflect"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// A snapshot tells later which fields were assigned.
func Example() {
	type Pet struct {
		Name string
		Age  int
	}
	s, err := access.Describe(reflect.TypeFor[Pet](), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	tracker := s.Track(s.Fields)
	pet := &Pet{Name: "Marshmallow", Age: 4}
	p, _, _ := access.PtrOf(pet)
	snapshot := access.New(s.Type)
	tracker.Copy(snapshot, p)

	pet.Age++
	for _, i := range tracker.Changed(p, snapshot, nil) {
		fmt.Println(s.Fields[i].Name)
	}
	// Output: Age
}
