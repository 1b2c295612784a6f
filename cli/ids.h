/* The message IDs, from arguments and from standard input. */
#ifndef IDS_H
#define IDS_H

#include <stdint.h>
#include <stdio.h>

struct ids {
  char **texts;
  int32_t count;
  int32_t capacity;
};

/* Adds a copy of this ID. */
void ids_add(struct ids *ids, const char *text);

/* Adds the lines of a stream, without their line ends; empty lines are left out.
 * Says on stderr why it cannot, and then returns 0. */
int ids_read(struct ids *ids, FILE *in);

void ids_free(struct ids *ids);

/* realloc() that says so and ends the program where memory is short. */
void *allocate(void *old, size_t count, size_t size);

#endif
