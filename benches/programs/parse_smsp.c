/* libsmsp: the parser of the shipped library, without a network, and then its
 * accessors as any C program calls them. */
#include "smsp_recipients.h"

/* In benches/parser/lib.rs. */
void *bench_body_new(const char *body, size_t length);
smsp_result *bench_result_of_body(void *body);

void *parse_prepare(const char *body, size_t length)
{
  return bench_body_new(body, length);
}

void *parse_body(void *prepared)
{
  smsp_result *result = bench_result_of_body(prepared);

  smsp_must_succeed(result);
  return result;
}

void parse_read(const void *parsed, void (*each)(const struct recipient *, void *), void *data)
{
  smsp_read(parsed, each, data);
}

void parse_free(void *parsed)
{
  smsp_result_free(parsed);
}
