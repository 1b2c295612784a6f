/*
 * One way from the bytes of an answer to recipients that a program can read.
 * Each parse_*.c and parse_*.cpp is one such way; parse_time.c times it and
 * parse_heap.c counts what it allocates.
 *
 * The same rules for all: the phone number is kept as NUL-terminated text, the
 * status becomes a number, STOP a flag and the date seconds in 64 bits.
 */
#ifndef PARSE_H
#define PARSE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct recipient {
  const char *phone_number;
  int64_t date;
  int32_t status; /* as smsp_status numbers them */
  int32_t stop_sms;
};

/* Puts the body into memory as this way needs it. Is not timed. */
void *parse_prepare(const char *body, size_t length);

/* Is timed. Takes over what parse_prepare returned, and frees it unless the
 * recipients point into it. Ends the program if the body is not as it should be. */
void *parse_body(void *prepared);

/* Reads all recipients, calling this function for each. */
void parse_read(const void *parsed, void (*each)(const struct recipient *, void *), void *data);

void parse_free(void *parsed);

#ifdef __cplusplus
}
#endif
#endif
