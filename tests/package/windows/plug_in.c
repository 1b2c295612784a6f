/* A plug-in with the library inside. */
#include <smsp.h>

__declspec(dllexport) int plug_in_version(void);

int plug_in_version(void)
{
  return (int)smsp_version_number();
}
