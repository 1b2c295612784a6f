/*
 * The recipients of a C program that reads them with a JSON library: an array that
 * grows by doubling. The peers include it, ours do not.
 */
#ifndef RECIPIENTS_H
#define RECIPIENTS_H

#include "parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct recipients {
  struct recipient *array;
  size_t count;
  size_t room;
};

static inline void give_up(const char *reason)
{
  fprintf(stderr, "%s.\n", reason);
  exit(1);
}

/* One recipient more, which the caller fills in. */
static inline struct recipient *recipients_add(struct recipients *list)
{
  if (list->count == list->room) {
    list->room = list->room == 0 ? 16 : 2 * list->room;
    list->array =
        (struct recipient *)realloc(list->array, list->room * sizeof *list->array);
    if (list->array == NULL) {
      give_up("There is no memory for the recipients");
    }
  }
  return &list->array[list->count++];
}

static inline void recipients_read(const struct recipients *list,
                                   void (*each)(const struct recipient *, void *), void *data)
{
  size_t i;

  for (i = 0; i < list->count; i++) {
    each(&list->array[i], data);
  }
}

static inline int32_t status_of(const char *text)
{
  if (strcmp(text, "Delivered") == 0) {
    return 1;
  }
  if (strcmp(text, "Not delivered") == 0) {
    return 2;
  }
  if (strcmp(text, "Waiting") == 0) {
    return 3;
  }
  return strcmp(text, "ko") == 0 ? 4 : 0;
}

static inline int64_t date_of(const char *text)
{
  return strtoll(text, NULL, 10);
}

#endif
