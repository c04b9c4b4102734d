// This file keeps locks that aren't locked from ending the process when they are unlocked.

package run

import (
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/ormsh/ormsh/interp/host"
)

// pendingWriter is what a RWMutex takes from its count of readers while one writes.
const pendingWriter = 1 << 30

// unlocks are the methods of package sync that Go's runtime ends the process for where nothing is locked. They look first; a lock whose inside isn't
// as it was when this was written is taken as it is.
func unlocks() map[string]reflect.Value {
	state, hasState := counterAt(reflect.TypeFor[sync.Mutex](), "mu", "state")
	readers, hasReaders := counterAt(reflect.TypeFor[sync.RWMutex](), "readerCount", "v")
	wrong := func(is bool, msg string) {
		if is {
			panic(&host.Fatal{Msg: "sync: " + msg})
		}
	}
	return map[string]reflect.Value{
		"sync.Mutex.Unlock": reflect.ValueOf(func(mu *sync.Mutex) {
			wrong(mu != nil && hasState && state(unsafe.Pointer(mu))&1 == 0, "unlock of unlocked mutex")
			mu.Unlock()
		}),
		"sync.RWMutex.Unlock": reflect.ValueOf(func(mu *sync.RWMutex) {
			wrong(mu != nil && hasReaders && readers(unsafe.Pointer(mu)) >= 0, "Unlock of unlocked RWMutex")
			mu.Unlock()
		}),
		"sync.RWMutex.RUnlock": reflect.ValueOf(func(mu *sync.RWMutex) {
			if mu != nil && hasReaders {
				n := readers(unsafe.Pointer(mu))
				wrong(n == 0 || n == -pendingWriter, "RUnlock of unlocked RWMutex")
			}
			mu.RUnlock()
		}),
	}
}

// counterAt reads an int32 inside a struct; path are the names of the fields that lead there.
func counterAt(t reflect.Type, path ...string) (read func(unsafe.Pointer) int32, ok bool) {
	var offset uintptr
	for _, name := range path {
		f, found := t.FieldByName(name)
		if !found {
			return nil, false
		}
		offset, t = offset+f.Offset, f.Type
	}
	return func(p unsafe.Pointer) int32 { return atomic.LoadInt32((*int32)(unsafe.Add(p, offset))) }, t.Kind() == reflect.Int32
}
