/* What differs between systems: the one file with an #ifdef is terminal.c. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdio.h>

/* Whether a person looks at this stream. */
int is_terminal(FILE *stream);

/* How many characters fit into a line of this terminal. */
int terminal_columns(FILE *stream);

/* From now on a line feed is one byte everywhere. */
void write_bytes_as_they_are(FILE *stream);

/* Whether the locale writes UTF-8. */
int locale_is_utf8(void);

/* Sleeps so long, or until a signal comes; 0 where this system's sleep is not known here. */
int pause_for(long milliseconds);

/* From now on Ctrl-C is only taken note of; a second one ends the program. */
void catch_interrupts(void);
int is_interrupted(void);

#endif
