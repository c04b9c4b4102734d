package host_test

import (
	"errors"
	"fmt"

	"github.com/ormsh/ormsh/interp/host"
)

// A lowered function with deferred calls runs its body under a frame.
func Example() {
	h := &host.Host{}
	frame := h.NewFrame()
	host.Run(frame, func() {
		frame.Defer(func() { fmt.Println("recovered:", frame.Recover()) })
		frame.Defer(func() { fmt.Println("deferred last, run first") })
		host.Panic(errors.New("no luck"))
	})
	// Output:
	// deferred last, run first
	// recovered: no luck
}
