/*
 * The memory of a process before it loads libcurl and yyjson, after that, and
 * after its first call:
 *
 *   resident_curl LIBCURL LIBYYJSON URL CA_FILE KEY MESSAGE_ID
 */
#define CURL_DISABLE_TYPECHECK
#include "resident.h"

#include <curl/curl.h>
#include <yyjson.h>

#define FUNCTION(library, name) __typeof__(&name) const name##_ = function(library, #name)

struct body {
  char bytes[4096];
  size_t length;
};

static size_t append(char *bytes, size_t size, size_t count, void *data)
{
  struct body *body = data;

  if (size * count > sizeof body->bytes - body->length) {
    return 0;
  }
  memcpy(body->bytes + body->length, bytes, size * count);
  body->length += size * count;
  return size * count;
}

static void ask(void *libcurl, void *libyyjson, char **arguments)
{
  FUNCTION(libcurl, curl_global_init);
  FUNCTION(libcurl, curl_easy_init);
  FUNCTION(libcurl, curl_easy_setopt);
  FUNCTION(libcurl, curl_easy_perform);
  FUNCTION(libyyjson, yyjson_read_opts);
  static struct body body;
  char url[512];
  CURL *easy;

  snprintf(url, sizeof url, "%s/bulk-status?apiKey=%s&messageId=%s", arguments[3],
           arguments[5], arguments[6]);
  curl_global_init_(CURL_GLOBAL_DEFAULT);
  easy = curl_easy_init_();
  curl_easy_setopt_(easy, CURLOPT_URL, url);
  curl_easy_setopt_(easy, CURLOPT_PROXY, "");
  curl_easy_setopt_(easy, CURLOPT_CAINFO, arguments[4]);
  curl_easy_setopt_(easy, CURLOPT_CAPATH, NULL);
  curl_easy_setopt_(easy, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt_(easy, CURLOPT_WRITEDATA, &body);
  if (curl_easy_perform_(easy) != CURLE_OK ||
      yyjson_read_opts_(body.bytes, body.length, 0, NULL, NULL) == NULL) {
    fprintf(stderr, "The call failed.\n");
    exit(1);
  }
}

int main(int argc, char **argv)
{
  void *libcurl, *libyyjson;

  if (argc != 7) {
    fprintf(stderr, "Usage: %s LIBCURL LIBYYJSON URL CA_FILE KEY MESSAGE_ID\n", argv[0]);
    return 2;
  }
  print_resident();
  libcurl = load(argv[1]);
  libyyjson = load(argv[2]);
  print_resident();
  ask(libcurl, libyyjson, argv);
  print_resident();
  return 0;
}
