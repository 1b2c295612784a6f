/* CHECK(condition): ends the program with the place of a broken promise. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

#define CHECK_TEXT(actual, expected)                                           \
  do {                                                                         \
    const char *is_text = (actual);                                             \
    if (strcmp(is_text, (expected)) != 0) {                                       \
      fprintf(stderr, "%s:%d: %s is \"%s\"\n", __FILE__, __LINE__, #actual, is_text); \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

/* For a function of a shared header that not every program calls. */
#define MAYBE_UNUSED __attribute__((unused))

#endif
