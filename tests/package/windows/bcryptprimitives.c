/* Stands in for the bcryptprimitives.dll that Windows has and Wine 8.0 does not.
 * Rust's standard library takes its random numbers from there. Never shipped. */
#include <windows.h>

#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T size)
{
  return RtlGenRandom(buffer, (ULONG)size);
}
