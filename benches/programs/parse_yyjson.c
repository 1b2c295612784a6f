/* yyjson as its documentation begins: it reads a body that it does not change. */
#include "parse_yyjson.h"

void *parse_body(void *prepared)
{
  struct body *body = prepared;
  struct parsed *parsed = keep(yyjson_read(body->bytes, body->length, 0), NULL);

  free(body->bytes);
  free(body);
  return parsed;
}
