/* The common part of parse_yyjson.c and parse_yyjson_in_place.c. */
#ifndef PARSE_YYJSON_H
#define PARSE_YYJSON_H

#include "yyjson_recipients.h"

struct body {
  char *bytes;
  size_t length;
};

struct parsed {
  yyjson_doc *document;
  char *bytes; /* NULL, or what the document points into */
  struct recipients recipients;
};

void *parse_prepare(const char *bytes, size_t length)
{
  struct body *body = malloc(sizeof *body);

  body->length = length;
  body->bytes = calloc(1, length + YYJSON_PADDING_SIZE);
  memcpy(body->bytes, bytes, length);
  return body;
}

static struct parsed *keep(yyjson_doc *document, char *bytes)
{
  struct parsed *parsed = malloc(sizeof *parsed);

  if (document == NULL) {
    give_up("yyjson cannot read the body");
  }
  parsed->document = document;
  parsed->bytes = bytes;
  parsed->recipients = yyjson_recipients(document);
  return parsed;
}

void parse_read(const void *parsed, void (*each)(const struct recipient *, void *), void *data)
{
  recipients_read(&((const struct parsed *)parsed)->recipients, each, data);
}

void parse_free(void *parsed)
{
  struct parsed *yyjson = parsed;

  yyjson_doc_free(yyjson->document);
  free(yyjson->recipients.array);
  free(yyjson->bytes);
  free(yyjson);
}

#endif
