/* The bar under a table and in the progress line. */
#ifndef BAR_H
#define BAR_H

#include <stdint.h>
#include <stdio.h>

/* Its parts, from left to right. */
enum bar_part { BAR_DELIVERED, BAR_NOT_DELIVERED, BAR_NOT_SENT, BAR_UNKNOWN, BAR_WAITING, BAR_PARTS };

/* The sign of a part, in what the locale can show. */
const char *bar_sign(enum bar_part part);

/* Prints so many signs, shared out by these numbers. A part that is not 0 has at
 * least one. */
void bar_print(FILE *out, const int64_t numbers[BAR_PARTS], int width);

#endif
