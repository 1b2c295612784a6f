/* An answer that libcurl has brought, read with yyjson in place. */
#ifndef YYJSON_ANSWER_H
#define YYJSON_ANSWER_H

#include "curl_body.h"
#include "digest.h"
#include "yyjson_recipients.h"

/* Adds its recipients to the digest and gives the body back to the system. */
static void read_answer(struct body *body, struct digest *digest)
{
  yyjson_doc *document =
      yyjson_read_opts(body->bytes, body->length, YYJSON_READ_INSITU, NULL, NULL);
  struct recipients recipients;

  if (document == NULL) {
    give_up("yyjson cannot read the body");
  }
  recipients = yyjson_recipients(document);
  recipients_read(&recipients, digest_add, digest);
  free(recipients.array);
  yyjson_doc_free(document);
  free(body->bytes);
}

#endif
