package reflect

func TypeFor[T any]() Type {
	var p *T
	return TypeOf(p).Elem()
}

func TypeAssert[T any](v Value) (T, bool) {
	x, ok := v.Interface().(T)
	return x, ok
}
