/* yyjson at its fastest: it turns the body itself into its texts. */
#include "parse_yyjson.h"

void *parse_body(void *prepared)
{
  struct body *body = prepared;
  yyjson_doc *document =
      yyjson_read_opts(body->bytes, body->length, YYJSON_READ_INSITU, NULL, NULL);
  struct parsed *parsed = keep(document, body->bytes);

  free(body);
  return parsed;
}
