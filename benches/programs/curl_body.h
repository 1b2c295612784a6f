/* Code that libcurl's users write again and again: the body of an answer in
 * memory, and an easy handle that makes the request that libsmsp makes. */
#ifndef CURL_BODY_H
#define CURL_BODY_H

#include "recipients.h"

#include <curl/curl.h>
#include <yyjson.h>

struct body {
  char *bytes;
  size_t length;
  size_t room;
};

/* Room for yyjson to read in place is left behind the body. */
static size_t body_append(char *bytes, size_t size, size_t count, void *data)
{
  struct body *body = (struct body *)data;
  const size_t added = size * count;

  if (body->length + added + YYJSON_PADDING_SIZE > body->room) {
    body->room = 2 * (body->length + added + YYJSON_PADDING_SIZE);
    body->bytes = realloc(body->bytes, body->room);
    if (body->bytes == NULL) {
      return 0;
    }
  }
  memcpy(body->bytes + body->length, bytes, added);
  body->length += added;
  return added;
}

/* A handle that makes the request that libsmsp makes and verifies the server's
 * certificate. */
static CURL *easy_handle(const char *ca_file, struct curl_slist *headers)
{
  CURL *easy = curl_easy_init();

  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "bench");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10000L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body_append);
  if (ca_file[0] != '\0') {
    curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
  }
  return easy;
}

static struct curl_slist *request_headers(void)
{
  struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");

  return curl_slist_append(headers, "Content-Type: application/json");
}

/* Returns the URL of a request, to be freed with free. */
static char *question_url(CURL *easy, const char *base_url, const char *key, const char *id)
{
  char *escaped_key = curl_easy_escape(easy, key, 0);
  char *escaped_id = curl_easy_escape(easy, id, 0);
  static const char format[] = "%s/bulk-status?apiKey=%s&messageId=%s";
  const size_t room =
      sizeof format + strlen(base_url) + strlen(escaped_key) + strlen(escaped_id);
  char *url = malloc(room);

  snprintf(url, room, format, base_url, escaped_key, escaped_id);
  curl_free(escaped_key);
  curl_free(escaped_id);
  return url;
}

#endif
