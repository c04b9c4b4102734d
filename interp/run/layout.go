// This file mirrors what the interpreter's nodes and frames look like in memory, so that this package can execute some of them itself.

//nolint:unused // fields are there for the sake of those that follow
package run

import (
	"fmt"
	"go/token"
	"reflect"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// step is what the interpreter compiles a node to: it acts on a frame and gives the step that follows.
type step func(*frame) step

// valuer reads a value in a frame.
type valuer = func(*frame) reflect.Value

// node is a node of the interpreter's syntax tree and control flow.
type node struct {
	debug                        unsafe.Pointer
	child                        []*node
	anc                          *node
	param                        []*itype
	start, tnext, fnext          *node
	interp                       unsafe.Pointer
	index                        int64
	findex, level, nleft, nright int
	kind                         uint
	pos                          token.Pos
	sym                          *symbol
	typ                          *itype
	recv                         unsafe.Pointer
	types                        []reflect.Type
	scope                        *scope
	action                       uint
	exec                         step
	gen                          func(*node)
	val                          any
	rval                         reflect.Value
	ident                        string
	redeclared                   bool
	meta                         any
}

// frame is the memory of a function's call.
type frame struct {
	id        uint64
	debug     unsafe.Pointer
	root, anc *frame
	data      []reflect.Value
	mutex     [24]byte
	deferred  [][]reflect.Value
	recovered any
	done      reflect.SelectCase
}

// symbol is what a name stands for.
type symbol struct {
	kind    uint
	typ     *itype
	node    *node
	from    []*node
	recv    unsafe.Pointer
	index   int
	rval    reflect.Value
	builtin func(*node)
	global  bool
}

// scope is where names are looked up.
type scope struct {
	anc               *scope
	child             []*scope
	def               *node
	loop, loopRestart *node
	pkgID, pkgName    string
	types             []reflect.Type
	level             int
	sym               map[string]*symbol
	global            bool
	iota              int
}

// itype is a type.
type itype struct {
	cat                                uint
	field                              []struct{}
	key, val, recv                     *itype
	arg, ret                           []*itype
	ptr                                *itype
	method                             []*node
	constraint, ulconstraint, instance []*itype
	name, path                         string
	length                             int
	rtype                              reflect.Type
	node                               *node
	scope                              *scope
	str                                string
	incomplete, untyped, isBinMethod   bool
}

// program is the result of a compilation.
type program struct {
	pkgName string
	root    *node
	init    []*node
}

// layoutFits compares the mirrors with the interpreter's own types.
func layoutFits() error {
	in := reflect.TypeFor[interp.Interpreter]()
	f, ok := in.FieldByName("frame")
	if !ok || f.Type.Kind() != reflect.Pointer {
		return fmt.Errorf("this version of the interpreter has no frame")
	}
	if err := sameLayout(f.Type.Elem(), reflect.TypeFor[frame]()); err != nil {
		return err
	}
	p := reflect.TypeFor[interp.Program]()
	if err := sameLayout(p, reflect.TypeFor[program]()); err != nil {
		return err
	}
	root, _ := p.FieldByName("root")
	n := root.Type.Elem()
	if err := sameLayout(n, reflect.TypeFor[node]()); err != nil {
		return err
	}
	for name, mine := range map[string]reflect.Type{
		"sym": reflect.TypeFor[symbol](), "typ": reflect.TypeFor[itype](), "scope": reflect.TypeFor[scope](),
	} {
		field, _ := n.FieldByName(name)
		if err := sameLayout(field.Type.Elem(), mine); err != nil {
			return err
		}
	}
	return nil
}

// sameLayout compares the fields of two structs: their names, places and sizes.
func sameLayout(theirs, mine reflect.Type) error {
	for i := range mine.NumField() {
		m := mine.Field(i)
		t, ok := theirs.FieldByName(m.Name)
		if !ok || t.Offset != m.Offset || t.Type.Size() != m.Type.Size() {
			return fmt.Errorf("this version of the interpreter has another %s.%s", theirs.Name(), m.Name)
		}
	}
	if theirs.NumField() != mine.NumField() || theirs.Size() != mine.Size() {
		return fmt.Errorf("this version of the interpreter has another %s", theirs.Name())
	}
	return nil
}

//go:linkname getExec github.com/traefik/yaegi/interp.getExec
func getExec(*node) step

//go:linkname genValue github.com/traefik/yaegi/interp.genValue
func genValue(*node) valuer

//go:linkname genDestValue github.com/traefik/yaegi/interp.genDestValue
func genDestValue(*itype, *node) valuer

//go:linkname genFuncValue github.com/traefik/yaegi/interp.genFuncValue
func genFuncValue(*node) valuer

//go:linkname convertLiteralValue github.com/traefik/yaegi/interp.convertLiteralValue
func convertLiteralValue(*node, reflect.Type)

//go:linkname isFuncSrc github.com/traefik/yaegi/interp.isFuncSrc
func isFuncSrc(*itype) bool

//go:linkname typeOf github.com/traefik/yaegi/interp.(*itype).TypeOf
func typeOf(*itype) reflect.Type

//go:linkname isRegularCall github.com/traefik/yaegi/interp.isRegularCall
func isRegularCall(*node) bool

//go:linkname isBinCall github.com/traefik/yaegi/interp.isBinCall
func isBinCall(*node, *scope) bool

//go:linkname runCfg github.com/traefik/yaegi/interp.runCfg
func runCfg(n *node, f *frame, funcNode, callNode *node)

//go:linkname kindName github.com/traefik/yaegi/interp.nkind.String
func kindName(uint) string
