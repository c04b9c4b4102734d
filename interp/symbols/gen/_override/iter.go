package iter

func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	next2, stop := Pull2(func(yield func(V, bool) bool) {
		seq(func(v V) bool { return yield(v, true) })
	})
	return func() (V, bool) {
		v, _, ok := next2()
		return v, ok
	}, stop
}

// Pull2 runs seq in a goroutine that works only while next or stop waits for
// it, so the two never run at the same time.
func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	var (
		k0                           K
		v0                           V
		ok0, started, done, finished bool
		failure                      any
		resume, suspended            = make(chan bool), make(chan bool)
	)
	run := func() {
		defer func() {
			if p := recover(); p != nil {
				failure = p
			} else if !finished {
				failure = "iter.Pull: seq called runtime.Goexit"
			}
			done = true
			suspended <- true
		}()
		<-resume
		seq(func(k K, v V) bool {
			if done {
				return false
			}
			k0, v0, ok0 = k, v, true
			suspended <- true
			<-resume
			return !done
		})
		finished = true
	}
	step := func() {
		resume <- true
		<-suspended
		if p := failure; p != nil {
			failure = nil
			panic(p)
		}
	}
	next = func() (k K, v V, ok bool) {
		if done {
			return k, v, false
		}
		if !started {
			started = true
			go run()
		}
		ok0 = false
		step()
		if !ok0 {
			return k, v, false
		}
		k, v = k0, v0
		return k, v, true
	}
	stop = func() {
		if done {
			return
		}
		done = true
		if started {
			step()
		}
	}
	return next, stop
}
