/* What a program can see of itself under /proc. */
#ifndef PROCESS_H
#define PROCESS_H

#include <dirent.h>

#include "check.h"

static int entries_of(const char *path) {
  DIR *folder = opendir(path);
  int count = 0;

  CHECK(folder != NULL);
  while (readdir(folder) != NULL) {
    count++;
  }
  closedir(folder);
  return count;
}

MAYBE_UNUSED static int open_descriptors(void) { return entries_of("/proc/self/fd"); }

MAYBE_UNUSED static int running_threads(void) { return entries_of("/proc/self/task"); }

#endif
