/* cJSON. */
#include "recipients.h"

#include <cjson/cJSON.h>

struct body {
  char *bytes;
  size_t length;
};

struct parsed {
  cJSON *document;
  struct recipients recipients;
};

void *parse_prepare(const char *bytes, size_t length)
{
  struct body *body = malloc(sizeof *body);

  body->length = length;
  body->bytes = malloc(length);
  memcpy(body->bytes, bytes, length);
  return body;
}

static const char *text(const cJSON *entry, const char *key)
{
  return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entry, key));
}

void *parse_body(void *prepared)
{
  struct body *body = prepared;
  struct parsed *parsed = calloc(1, sizeof *parsed);
  const cJSON *list, *entry;

  parsed->document = cJSON_ParseWithLength(body->bytes, body->length);
  if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(parsed->document, "success"))) {
    give_up("cJSON finds no successful answer");
  }
  list = cJSON_GetObjectItemCaseSensitive(parsed->document, "StatutResponse_List");
  cJSON_ArrayForEach(entry, list)
  {
    struct recipient *recipient = recipients_add(&parsed->recipients);
    const char *date = text(entry, "date");

    recipient->phone_number = text(entry, "phoneNumber");
    recipient->status = status_of(text(entry, "status"));
    recipient->stop_sms = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(entry, "stopSMS"));
    recipient->date = date == NULL ? 0 : date_of(date);
  }
  free(body->bytes);
  free(body);
  return parsed;
}

void parse_read(const void *parsed, void (*each)(const struct recipient *, void *), void *data)
{
  recipients_read(&((const struct parsed *)parsed)->recipients, each, data);
}

void parse_free(void *parsed)
{
  struct parsed *cjson = parsed;

  cJSON_Delete(cjson->document);
  free(cjson->recipients.array);
  free(cjson);
}
