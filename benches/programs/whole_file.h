/* Reads a file whole. */
#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include <stdio.h>
#include <stdlib.h>

static char *whole_file(const char *path, size_t *length)
{
  FILE *file = fopen(path, "rb");
  char *bytes = NULL;

  if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
    *length = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(*length + 1);
    if (bytes != NULL && fread(bytes, 1, *length, file) != *length) {
      bytes = NULL;
    }
  }
  if (bytes == NULL) {
    fprintf(stderr, "The file %s cannot be read.\n", path);
    exit(1);
  }
  fclose(file);
  return bytes;
}

#endif
