/*
 * Times one way to parse. For each repetition a line: nanoseconds to parse,
 * nanoseconds to read every recipient once; at the end a line that is the same
 * for all who have read the same.
 *
 *   parse_time BODY_FILE REPETITIONS
 */
#include "digest.h"
#include "parse.h"
#include "whole_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long long nanoseconds(void)
{
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char **argv)
{
  struct digest digest = {0};
  size_t length;
  char *body;
  int repetitions;

  if (argc != 3) {
    fprintf(stderr, "Usage: %s BODY_FILE REPETITIONS\n", argv[0]);
    return 2;
  }
  body = whole_file(argv[1], &length);
  for (repetitions = atoi(argv[2]); repetitions > 0; repetitions--) {
    void *prepared = parse_prepare(body, length);
    const long long start = nanoseconds();
    void *parsed = parse_body(prepared);
    const long long end = nanoseconds();

    digest = (struct digest){0};
    parse_read(parsed, digest_add, &digest);
    printf("%lld %lld\n", end - start, nanoseconds() - end);
    parse_free(parsed);
  }
  digest_print(&digest);
  free(body);
  return 0;
}
