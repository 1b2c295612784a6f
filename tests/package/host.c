/* Loads a plug-in and asks it for a report. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments)
{
  int (*report)(const char *, const char *);
  void *plugin;
  void *symbol;

  if (count != 4) {
    fprintf(stderr, "usage: host PLUGIN API_KEY MESSAGE_ID\n");
    return 2;
  }
  plugin = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (plugin == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  symbol = dlsym(plugin, "report");
  memcpy(&report, &symbol, sizeof report);
  return report(arguments[2], arguments[3]);
}
