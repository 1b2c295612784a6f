#include "ids.h"

#include <stdlib.h>
#include <string.h>

void *allocate(void *old, size_t count, size_t size)
{
  void *memory = count <= SIZE_MAX / size ? realloc(old, count * size) : NULL;

  if (memory == NULL) {
    fprintf(stderr, "smsp-status: There is not enough memory.\n");
    exit(1);
  }
  return memory;
}

static void add(struct ids *ids, const char *text, size_t length)
{
  char *copy = allocate(NULL, length + 1, 1);

  memcpy(copy, text, length);
  copy[length] = '\0';
  if (ids->count == ids->capacity) {
    ids->capacity = ids->capacity < INT32_MAX / 2 ? ids->capacity * 2 + 16 : INT32_MAX;
    ids->texts = allocate(ids->texts, (size_t)ids->capacity, sizeof *ids->texts);
  }
  ids->texts[ids->count++] = copy;
}

void ids_add(struct ids *ids, const char *text)
{
  add(ids, text, strlen(text));
}

/* Adds a line. A NUL inside would make another ID of it. */
static int add_line(struct ids *ids, const char *line, size_t length, int32_t number)
{
  if (memchr(line, '\0', length) != NULL) {
    fprintf(stderr, "smsp-status: Line %d of standard input holds a NUL byte.\n", (int)number);
    return 0;
  }
  if (length > 0 && line[length - 1] == '\r') {
    length--;
  }
  if (length > 0 && ids->count == INT32_MAX) {
    fprintf(stderr, "smsp-status: There are too many message IDs on standard input.\n");
    return 0;
  }
  if (length > 0) {
    add(ids, line, length);
  }
  return 1;
}

int ids_read(struct ids *ids, FILE *in)
{
  size_t capacity = 64;
  char *line = allocate(NULL, capacity, 1);
  size_t length = 0;
  int32_t number = 1;
  int is_good = 1;
  int byte;

  while (is_good && (byte = getc(in)) != EOF) {
    if (byte == '\n') {
      is_good = add_line(ids, line, length, number);
      length = 0;
      number++;
      continue;
    }
    if (length == capacity) {
      capacity *= 2;
      line = allocate(line, capacity, 1);
    }
    line[length++] = (char)byte;
  }
  if (is_good && ferror(in)) {
    fprintf(stderr, "smsp-status: Standard input cannot be read.\n");
    is_good = 0;
  }
  /* The last line may have no line end. */
  is_good = is_good && add_line(ids, line, length, number);
  free(line);
  return is_good;
}

void ids_free(struct ids *ids)
{
  int32_t i;

  for (i = 0; i < ids->count; i++) {
    free(ids->texts[i]);
  }
  free(ids->texts);
}
