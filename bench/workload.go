// This file holds the workloads: what is timed, how much of it, and how the result is checked.

package main

// contestant is a library. Each function prepares, untimed, and returns the work; nil where the library has no such way.
type contestant struct {
	name string
	// insert stores users in one transaction and returns a view of its objects, whose ids are to be set: object by object,
	// the library's natural way. insertMany is its way for batches.
	insert, insertMany func(*Env) func([]User) view
	load               func(*Env) func() view
	get                func(*Env) func(id int64) int64 // returns the id of the object found
	getHeld            func(*Env) func(id int64) int64 // of an object that the session holds
	getEcho            func(*Env) func(id int64) int64 // with every statement logged to nowhere
	save               func(*Env, int) func()          // the age of each of n loaded users was raised by one
	flushClean         func(*Env, int) func()          // nothing was changed
	insertTree         func(*Env) func([]User)         // with ten addresses each
	loadTree           func(*Env) func() tree
	remove             func(*Env, int) func() // each of n loaded users
	filter             func(*Env) func(id, age int64, nickname string) int
}

// view shows a library's objects as users.
type view struct {
	n  int
	at func(int) User
}

// tree shows how many addresses each of the loaded users has.
type tree struct {
	n         int
	addresses func(int) int
}

// workload is a function of a contestant with its preparation and its check. run is nil where the contestant lacks it.
type workload struct {
	name, about string
	run         func(*contestant) func(*Env)
}

// The nominal counts, and how many rows lookups go over.
const (
	manyInserts, manyLoads, manyGets, manySaves, manyParents, manyRemoves, manyFilters = 100_000, 200_000, 50_000, 50_000, 10_000, 50_000, 20_000

	stored = 10_000
)

func workloads() []workload {
	return []workload{
		{"insert", "100k users in one transaction, ids read back, the natural way", func(c *contestant) func(*Env) { return runInsert(c.insert) }},
		{"insert-many", "the same by the library's way for batches", func(c *contestant) func(*Env) { return runInsert(c.insertMany) }},
		{"load", "200k users as objects", func(c *contestant) func(*Env) { return runLoad(c.load) }},
		{"get", "50k users by key", func(c *contestant) func(*Env) { return runGet(c.get) }},
		{"get-held", "50k users by key that the session holds", func(c *contestant) func(*Env) { return runGet(c.getHeld) }},
		{"get-echo", "50k users by key, each statement logged to nowhere", func(c *contestant) func(*Env) { return runGet(c.getEcho) }},
		{"save", "50k loaded users with a changed field, saved", func(c *contestant) func(*Env) { return runSave(c.save, 1) }},
		{"flush-clean", "a flush of 50k users of which none was changed", func(c *contestant) func(*Env) { return runSave(c.flushClean, 0) }},
		{"tree-insert", "10k users with ten addresses each", func(c *contestant) func(*Env) { return runInsertTree(c.insertTree) }},
		{"tree-load", "the same, loaded by select-in or preload", func(c *contestant) func(*Env) { return runLoadTree(c.loadTree) }},
		{"remove", "50k loaded users deleted", func(c *contestant) func(*Env) { return runRemove(c.remove) }},
		{"filter", "20k queries with three conditions, order and limit 5, built and run", func(c *contestant) func(*Env) { return runFilter(c.filter) }},
	}
}

func runInsert(prepare func(*Env) func([]User) view) func(*Env) {
	if prepare == nil {
		return nil
	}
	return func(e *Env) {
		users := e.users(e.n(manyInserts))
		e.schema()
		work := prepare(e)
		var v view
		e.timed(func() { v = work(users) })
		e.result.Rows = len(users)
		e.checkUsers(v, len(users))
		e.count("SELECT count(*) FROM users", len(users))
	}
}

// checkUsers compares objects with what they were made of, and adds their ids up.
func (e *Env) checkUsers(v view, n int) {
	assert(v.n == n, "%d objects, not %d", v.n, n)
	var sum int64
	for i, want := range e.users(n) {
		u := v.at(i)
		assert(u.Age == want.Age && u.Name == want.Name && u.Created.Equal(want.Created), "object %d is %v, not %v", i, u, want)
		sum += u.ID
	}
	assert(sum >= int64(n)*int64(n+1)/2, "the ids add up to %d: not all were read back", sum)
}

func runLoad(prepare func(*Env) func() view) func(*Env) {
	if prepare == nil {
		return nil
	}
	return func(e *Env) {
		n := e.n(manyLoads)
		e.seed(n, 0)
		work := prepare(e)
		var v view
		e.timed(func() { v = work() })
		e.result.Rows = n
		e.checkUsers(v, n)
	}
}

func runGet(prepare func(*Env) func(int64) int64) func(*Env) {
	if prepare == nil {
		return nil
	}
	return func(e *Env) {
		n := e.n(manyGets)
		e.seed(stored, 0)
		work := prepare(e)
		var sum, want int64
		e.timed(func() {
			for i := range n {
				sum += work(scattered(i, stored))
			}
		})
		for i := range n {
			want += scattered(i, stored)
		}
		assert(sum == want, "the ids found add up to %d, not %d", sum, want)
		e.result.Rows = n
	}
}

func runSave(prepare func(*Env, int) func(), raised int) func(*Env) {
	if prepare == nil {
		return nil
	}
	return func(e *Env) {
		n := e.n(manySaves)
		e.seed(n, 0)
		e.timed(prepare(e, n))
		e.result.Rows = n
		want := n * raised
		for _, u := range e.users(n) {
			want += int(u.Age)
		}
		e.count("SELECT sum(age) FROM users", want)
	}
}

func runInsertTree(prepare func(*Env) func([]User)) func(*Env) {
	if prepare == nil {
		return nil
	}
	return func(e *Env) {
		users := e.users(e.n(manyParents))
		e.schema()
		work := prepare(e)
		e.timed(func() { work(users) })
		e.result.Rows = len(users) * (1 + children)
		e.count("SELECT count(*) FROM addresses JOIN users ON users.id = addresses.user_id", len(users)*children)
	}
}

func runLoadTree(prepare func(*Env) func() tree) func(*Env) {
	if prepare == nil {
		return nil
	}
	return func(e *Env) {
		n := e.n(manyParents)
		e.seed(n, children)
		work := prepare(e)
		var t tree
		e.timed(func() { t = work() })
		e.result.Rows = n * (1 + children)
		assert(t.n == n, "%d users, not %d", t.n, n)
		for i := range n {
			assert(t.addresses(i) == children, "user %d has %d addresses", i, t.addresses(i))
		}
	}
}

func runRemove(prepare func(*Env, int) func()) func(*Env) {
	if prepare == nil {
		return nil
	}
	return func(e *Env) {
		n := e.n(manyRemoves)
		e.seed(n, 0)
		e.timed(prepare(e, n))
		e.result.Rows = n
		e.count("SELECT count(*) FROM users", 0)
	}
}

func runFilter(prepare func(*Env) func(int64, int64, string) int) func(*Env) {
	if prepare == nil {
		return nil
	}
	return func(e *Env) {
		n := e.n(manyFilters)
		e.seed(stored, 0)
		work := prepare(e)
		rows := 0
		e.timed(func() {
			for i := range n {
				rows += work(scattered(i, 9000), int64(i%18), nicknames[i%len(nicknames)])
			}
		})
		e.result.Rows = n
		assert(rows == 5*n, "%d rows, not %d", rows, 5*n)
	}
}

// nicknames that no user has.
var nicknames = [...]string{"xa", "xb", "xc", "xd", "xe", "xf", "xg"}
