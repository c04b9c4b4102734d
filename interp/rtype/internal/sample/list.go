// This file lists the types for tests.

package sample

import (
	"reflect"
	"time"
)

// Types are all declared types, in an order that tests can rely on.
func Types() []reflect.Type {
	return []reflect.Type{
		of[Bool](), of[Int](), of[Level](), of[Float](), of[Complex](), of[Text](), of[Bytes](), of[Ints](),
		of[Names](), of[Pairs](), of[Done](), of[Recv](), of[Send](), of[Grid](), of[One](), of[Handler](),
		of[NodePtr](), of[Empty](), of[Shape](), of[Named](), of[Any](), of[Stamp](), of[Point](), of[Node](),
		of[Tree](), of[base](), of[Embeds](), of[EmbedsPtr](), of[Deep](), of[EmbedsIface](), of[EmbedsCompiled](),
		of[Marker](), of[OnlyPointer](), of[OnlyMap](), of[Floats](), of[NotFound](), of[Code](), of[Big](), of[Many](),
		of[Pair[string, Point]](), of[List[map[string]any]](), of[Pair[time.Time, *Node]](), of[UsesGeneric](),
		of[hidden](), of[Hides](), of[EmbedsHidden](), of[Literal](),
		of[RecSlice](), of[RecMap](), of[RecFunc](), of[RecChan](), of[RecPtr](), of[RecArr](), of[RecIface](), of[EmbedsAlias](),
		of[ZeroTail](), of[Shadows](), of[Ambiguous](), of[Umlaut](), of[HugeMask](), of[Words](), of[Small](), of[Cycle](), of[Back](), of[UsesNested](), of[Wide](), of[WideEmbeds](), of[OneWord](), of[Mapped](),
	}
}

func of[T any]() reflect.Type { return reflect.TypeFor[T]() }

// HiddenMethods are the unexported methods, which reflect does not give.
func HiddenMethods() map[string]reflect.Value {
	return map[string]reflect.Value{
		"Point.sum":      reflect.ValueOf(Point.sum),
		"Hides.hide":     reflect.ValueOf(Hides.hide),
		"Umlaut.überall": reflect.ValueOf(Umlaut.überall),
		"Umlaut._x":      reflect.ValueOf((*Umlaut)._x),
	}
}
