// This file holds the trampolines: 16384 pieces of code, 16 bytes each. The one
// at i loads the closure pointer closures[i] into the context register and
// jumps to the closure's code, leaving all arguments as they are.

#include "textflag.h"

#define T1(i) PCALIGN $16; MOVQ ·closures+((i)*8)(SB), DX; JMP (DX)
#define T8(i) T1(i); T1(i+1); T1(i+2); T1(i+3); T1(i+4); T1(i+5); T1(i+6); T1(i+7)
#define T64(i) T8(i); T8(i+8); T8(i+16); T8(i+24); T8(i+32); T8(i+40); T8(i+48); T8(i+56)
#define T512(i) T64(i); T64(i+64); T64(i+128); T64(i+192); T64(i+256); T64(i+320); T64(i+384); T64(i+448)
#define T4096(i) T512(i); T512(i+512); T512(i+1024); T512(i+1536); T512(i+2048); T512(i+2560); T512(i+3072); T512(i+3584)

TEXT ·trampolines(SB),NOSPLIT|NOFRAME,$0-0
	T4096(0)
	T4096(4096)
	T4096(8192)
	T4096(12288)
	RET

// func trampolineBase() uintptr
TEXT ·trampolineBase(SB),NOSPLIT,$0-8
	LEAQ ·trampolines(SB), AX
	MOVQ AX, ret+0(FP)
	RET
