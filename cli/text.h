/* Texts from the network and from arguments. They may hold anything, also what a
 * terminal takes for a command, so nothing is printed but through this. */
#ifndef TEXT_H
#define TEXT_H

#include <stdint.h>
#include <stdio.h>

/* Takes the next character off a UTF-8 text; U+FFFD for a byte that is no UTF-8,
 * 0 at the end. */
uint32_t next_character(const char **text);

/* Whether a terminal would do something else with it than show it: move, colour,
 * answer, or turn the direction of writing. */
int is_control(uint32_t character);

/* Writes one character in UTF-8. */
void put_character(FILE *out, uint32_t character);

/* Writes a text for people: on one line, and in what the locale can show. */
void put_text(FILE *out, const char *text);

/* How many columns put_text() takes. */
int text_width(const char *text);

#endif
