// This file holds the size of a trampoline.

package rtype

const trampolineSize = 16
