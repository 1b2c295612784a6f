/*
 * Counts what one way to parse allocates. It prints, in bytes and beyond the
 * body, the peak while it parses; the bytes that it holds when it is done, with
 * the body if that is kept; its allocations; its growths; and then the last
 * line of parse_time.c.
 *
 *   parse_heap BODY_FILE
 */
#include "digest.h"
#include "heap.h"
#include "parse.h"
#include "whole_file.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
  struct digest digest = {0};
  struct heap at_first, prepared_heap, parsed_heap;
  size_t length;
  char *body;
  void *parsed, *prepared;

  if (argc != 2) {
    fprintf(stderr, "Usage: %s BODY_FILE\n", argv[0]);
    return 2;
  }
  body = whole_file(argv[1], &length);
  /* Once beforehand, so that memory which a library keeps for good is not counted. */
  parse_free(parse_body(parse_prepare(body, length)));
  at_first = heap_now();
  prepared = parse_prepare(body, length);
  prepared_heap = heap_now();
  heap_begin();
  parsed = parse_body(prepared);
  parsed_heap = heap_now();
  printf("%lld %lld %lld %lld\n", parsed_heap.peak - prepared_heap.live,
         parsed_heap.live - at_first.live, parsed_heap.allocations, parsed_heap.growths);
  parse_read(parsed, digest_add, &digest);
  digest_print(&digest);
  parse_free(parsed);
  free(body);
  return 0;
}
