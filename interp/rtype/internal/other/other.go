// Package other has types with methods that only it can call. Tests embed them
// in types made at run time.
package other

// Sealed is an interface that only types of this package, and those that embed
// them, implement.
type Sealed interface{ seal(n int) (string, error) }

// Base implements Sealed.
type Base struct{ Name string }

func (b *Base) seal(n int) (string, error) {
	if n > 1 {
		return b.Name + b.Name, nil
	}
	return b.Name, nil
}

// plan has a parameter of a type that is nowhere to be seen.
func (b *Base) plan(d *draft) int { return d.n }

type draft struct{ n int }

// Seal calls the unexported method.
func Seal(s Sealed) string {
	text, err := s.seal(2)
	if err != nil {
		return err.Error()
	}
	return text
}

// Plan keeps the method plan from being unused.
func Plan(b *Base) int { return b.plan(&draft{1}) }
