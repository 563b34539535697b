// Go programs ask bcryptprimitives.dll for random numbers, since Go 1.22; wine 8 has no such library. This one hands the
// request on to the older call (RtlGenRandom, by its exported name), as Windows itself did before. For tests only.
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
	while (length > 0) {
		ULONG part = length > 0x40000000 ? 0x40000000 : (ULONG)length;
		if (!SystemFunction036(buffer, part)) return FALSE;
		buffer += part;
		length -= part;
	}
	return TRUE;
}
