// This file writes the types of lowered code as Go declarations.

package lower

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// typeWriter declares the types that a cell declares, and those of library code that are made at run time.
type typeWriter struct {
	*goForm
	names   typeutil.Map          // *types.Named -> its name
	list    []*types.Named        // in the order in which they were met
	taken   map[string]types.Type // by name
	methods map[*types.Func]string
	alias   map[string]string // name of an embedded field -> its type's
}

// typ is the text of a type.
func (w *typeWriter) typ(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return "unsafe.Pointer"
		}
		return types.Default(t).(*types.Basic).Name()
	case *types.Pointer:
		return "*" + w.typ(t.Elem())
	case *types.Slice:
		return "[]" + w.typ(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), w.typ(t.Elem()))
	case *types.Map:
		return "map[" + w.typ(t.Key()) + "]" + w.typ(t.Elem())
	case *types.Chan:
		return chanText(t) + "(" + w.typ(t.Elem()) + ")"
	case *types.Signature:
		return "func" + w.signature(t)
	case *types.Interface:
		return w.iface(t)
	case *types.Struct:
		return w.structure(t)
	case *types.Named:
		return w.named(t)
	}
	panic(fmt.Sprintf("a type %T", t))
}

func (w *typeWriter) signature(t *types.Signature) string {
	var ps, rs []string
	for i := range t.Params().Len() {
		p := w.typ(t.Params().At(i).Type())
		if t.Variadic() && i == t.Params().Len()-1 {
			p = "..." + strings.TrimPrefix(p, "[]")
		}
		ps = append(ps, p)
	}
	for v := range t.Results().Variables() {
		rs = append(rs, w.typ(v.Type()))
	}
	return "(" + strings.Join(ps, ", ") + ") (" + strings.Join(rs, ", ") + ")"
}

func (w *typeWriter) iface(t *types.Interface) string {
	var parts []string
	for m := range t.ExplicitMethods() {
		parts = append(parts, m.Name()+w.signature(m.Signature()))
	}
	for e := range t.EmbeddedTypes() {
		parts = append(parts, w.typ(e))
	}
	return "interface{" + strings.Join(parts, "; ") + "}"
}

func (w *typeWriter) structure(t *types.Struct) string {
	var parts []string
	for i := range t.NumFields() {
		f := t.Field(i)
		part := w.typ(f.Type())
		if f.Embedded() {
			w.embed(f, part)
			star := part[:len(part)-len(strings.TrimPrefix(part, "*"))]
			part = star + w.embedded(f, part[len(star):])
		} else {
			part = f.Name() + " " + part
		}
		if tag := t.Tag(i); tag != "" {
			part += fmt.Sprintf(" %q", tag)
		}
		parts = append(parts, part)
	}
	return "struct{" + strings.Join(parts, "; ") + "}"
}

// embedded is the text of an embedded type: one whose name isn't that of the field has an alias that is.
func (w *typeWriter) embedded(f *types.Var, text string) string {
	name, _, _ := strings.Cut(text[strings.LastIndex(strings.SplitN(text, "[", 2)[0], ".")+1:], "[")
	if name == f.Name() {
		return text
	}
	return f.Name()
}

func (w *typeWriter) embed(f *types.Var, text string) {
	text = strings.TrimPrefix(text, "*")
	if w.embedded(f, text) == text {
		return
	}
	if w.alias[f.Name()] == text {
		return
	}
	if w.alias[f.Name()] != "" || w.taken[f.Name()] != nil {
		w.left = ruleEmbedded
	}
	w.alias[f.Name()] = text
}

// named is the name of a named type, which is declared if no compiled package does.
func (w *typeWriter) named(t *types.Named) string {
	o := t.Obj()
	if o.Pkg() == nil {
		return o.Name()
	}
	if name, ok := w.names.At(t).(string); ok {
		return name
	}
	local := o.Parent() != nil && o.Parent() != o.Pkg().Scope()
	if !w.l.isOwn(o.Pkg()) && !local && (w.l.libOf[o.Pkg()] == nil || o.Exported()) {
		name := w.importName(o.Pkg().Path()) + "." + o.Name()
		var args []string
		for a := range t.TypeArgs().Types() {
			args = append(args, w.typ(a))
		}
		if args != nil {
			name += "[" + strings.Join(args, ", ") + "]"
		}
		return name
	}
	name := o.Name()
	if !token.IsIdentifier(name) || t.TypeArgs().Len() > 0 || w.taken[name] != nil || types.Universe.Lookup(name) != nil {
		name = fmt.Sprintf("%sø%d", identifier(name), len(w.list))
		w.display[name] = w.l.runtimeType(t).Name()
	}
	w.names.Set(t, name)
	w.taken[name] = t
	w.list = append(w.list, t)
	return name
}

// declarations declares the types met so far, those met on the way as well.
func (w *typeWriter) declarations() string {
	var b strings.Builder
	for i := 0; i < len(w.list); i++ {
		t := w.list[i]
		name := w.named(t)
		fmt.Fprintf(&b, "type %s %s\n", name, w.underlying(t))
		if _, ok := t.Underlying().(*types.Interface); ok {
			continue
		}
		for m := range t.Methods() {
			if m.Name() != "_" {
				w.method(&b, name, t, m)
			}
		}
	}
	for name, text := range w.alias {
		fmt.Fprintf(&b, "type %s = %s\n", name, text)
	}
	return b.String()
}

// underlying is what a type is declared as: a compiled struct whose fields nobody else can name goes by its name.
func (w *typeWriter) underlying(t *types.Named) string {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return w.typ(t.Underlying())
	}
	for f := range s.Fields() {
		if f.Exported() || w.l.isOwn(f.Pkg()) || w.l.libOf[f.Pkg()] != nil {
			continue
		}
		for _, name := range f.Pkg().Scope().Names() {
			if tn, ok := f.Pkg().Scope().Lookup(name).(*types.TypeName); ok && !tn.IsAlias() && tn.Type().Underlying() == t.Underlying() {
				return w.typ(tn.Type())
			}
		}
	}
	return w.typ(t.Underlying())
}

// method calls the lowered function of a method.
func (w *typeWriter) method(b *strings.Builder, name string, t *types.Named, m *types.Func) {
	sig := m.Signature()
	recv := name
	if _, ptr := types.Unalias(sig.Recv().Type()).(*types.Pointer); ptr {
		recv = "*" + name
	}
	params, results, args := w.flat(sig)
	if sig.Variadic() { // a lowered function takes a slice
		args[len(args)-1] = strings.TrimSuffix(args[len(args)-1], "...")
	}
	fmt.Fprintf(b, "func (r %s) %s(%s) (%s) { %s%s(%s) }\n", recv, m.Name(), strings.Join(params, ", "), strings.Join(results, ", "), returning(results),
		w.implementation(t, m), strings.Join(append([]string{"r"}, args...), ", "))
}

// flat are the parameters q0, q1, ... of a signature, its results, and the parameters as the arguments of a call.
func (w *typeWriter) flat(sig *types.Signature) (params, results, args []string) {
	for i := range sig.Params().Len() {
		p, a := w.typ(sig.Params().At(i).Type()), fmt.Sprintf("q%d", i)
		if sig.Variadic() && i == sig.Params().Len()-1 {
			p, a = "..."+strings.TrimPrefix(p, "[]"), a+"..."
		}
		params = append(params, fmt.Sprintf("q%d %s", i, p))
		args = append(args, a)
	}
	for v := range sig.Results().Variables() {
		results = append(results, w.typ(v.Type()))
	}
	return params, results, args
}

// implementation is the function that a method calls. Those of instances are lowered now: a session lowers them at their first dynamic call.
func (w *typeWriter) implementation(t *types.Named, m *types.Func) string {
	if t.TypeArgs().Len() == 0 {
		return "(*" + strings.Replace(w.l.slotOf(m).name, ".", "_", 1) + ")"
	}
	if text, ok := w.methods[m]; ok {
		return text
	}
	l := w.l
	l.begin(l.pkg)
	entry := l.newFn(&source{name: "late/_.go", number: -1}, nil, nil, l.fresh("late"))
	i := l.instance(m.Origin(), listArgs(t.TypeArgs()))
	w.addFirst(l.finish(entry, ""))
	text := i.name // and not its slot, which a later unit may be the first to point
	w.methods[m] = text
	return text
}
