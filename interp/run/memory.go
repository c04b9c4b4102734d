// This file knows how much memory cells may use.

package run

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
)

// ErrMemory says that a cell was stopped because the process came near the end
// of the machine's memory, which would have ended it.
var ErrMemory = errors.New("out of memory")

// memory is the soft limit of a machine.
type memory struct {
	limit  uint64 // what the process may use
	warned bool   // once for a session
}

// newMemory takes the given limit, or three quarters of what the machine, its
// control group or GOMEMLIMIT allow.
func newMemory(limit uint64) *memory {
	if limit == 0 {
		limit = available() / 4 * 3
	}
	return &memory{limit: limit}
}

// available is the smallest bound that can be found, and 4 GB if there is none.
func available() uint64 {
	bound := uint64(math.MaxUint64)
	if set := debug.SetMemoryLimit(-1); set != math.MaxInt64 {
		bound = uint64(set)
	}
	if b, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if n, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64); err == nil {
			bound = min(bound, n)
		}
	}
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		if _, rest, ok := bytes.Cut(b, []byte("MemTotal:")); ok {
			var kb uint64
			if _, err := fmt.Sscan(string(rest), &kb); err == nil {
				bound = min(bound, kb<<10)
			}
		}
	}
	if bound == math.MaxUint64 {
		return 4 << 30
	}
	return bound
}

// use is what the process holds of the machine's memory.
func use() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}

// exceeds reports whether more than ceiling is in use even without garbage, and
// how much.
func exceeds(ceiling uint64) (used uint64, over bool) {
	if used = use(); used <= ceiling {
		return used, false
	}
	debug.FreeOSMemory()
	used = use()
	return used, used > ceiling
}

// ceiling is where a run that begins now is stopped. A session that is over the
// limit already may run on, as long as it takes little more: it must be able to
// let go of what it holds.
func (m *memory) ceiling() uint64 {
	return max(m.limit, use()+m.limit/10)
}

// warning says, once, that half of the limit is in use.
func (m *memory) warning(used uint64) (string, bool) {
	if m.warned || used < m.limit/2 {
		return "", false
	}
	m.warned = true
	return fmt.Sprintf("memory: %d MB are in use; cells are stopped at %d MB", used>>20, m.limit>>20), true
}
