/* Once it has been used, the DLL stays in memory when the program lets it go, so
 * that a name look-up that outlives its call runs code that is still there.
 *
 *   unload LIBRARY
 */
#include <windows.h>

#include <smsp.h>

#include "check.h"

int main(int argc, char **argv)
{
  typedef smsp_options *new_options(void);
  typedef void free_options(smsp_options *);
  HMODULE library;
  new_options *options_new;
  free_options *options_free;

  CHECK(argc == 2);
  library = LoadLibraryA(argv[1]);
  CHECK(library != NULL);
  options_new = (new_options *)(void (*)(void))GetProcAddress(library, "smsp_options_new");
  options_free = (free_options *)(void (*)(void))GetProcAddress(library, "smsp_options_free");
  CHECK(options_new != NULL && options_free != NULL);
  options_free(options_new());
  CHECK(FreeLibrary(library));
  CHECK(GetModuleHandleA(argv[1]) == library);
  options_free(options_new());
  return 0;
}
