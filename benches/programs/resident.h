/* The memory that a process holds. */
#ifndef RESIDENT_H
#define RESIDENT_H

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints the resident memory, and the part that only this process has, in KiB. */
static void print_resident(void)
{
  FILE *file = fopen("/proc/self/smaps_rollup", "r");
  char line[256];
  long resident = 0;
  long own = 0;

  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    sscanf(line, "Rss: %ld", &resident);
    sscanf(line, "Private_Dirty: %ld", &own);
  }
  if (file != NULL) {
    fclose(file);
  }
  printf("%ld %ld\n", resident, own);
}

static void *load(const char *library)
{
  void *loaded = dlopen(library, RTLD_NOW);

  if (loaded == NULL) {
    fprintf(stderr, "%s.\n", dlerror());
    exit(1);
  }
  return loaded;
}

static void *function(void *library, const char *name)
{
  void *found = dlsym(library, name);

  if (found == NULL) {
    fprintf(stderr, "%s.\n", dlerror());
    exit(1);
  }
  return found;
}

#endif
