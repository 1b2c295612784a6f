/*
 * Makes CALLS calls with libcurl and yyjson, one after the other:
 *
 *   calls_curl kept|new URL CA_FILE KEY MESSAGE_ID CALLS
 *
 * kept: one easy handle for all calls. new: one for each call. Otherwise as
 * calls_smsp.c.
 */
#include "clocks.h"
#include "curl_body.h"
#include "digest.h"
#include "yyjson_answer.h"

struct question {
  const char *base_url, *ca_file, *key, *message_id;
  struct curl_slist *headers;
};

static struct digest ask(const struct question *question, CURL *kept)
{
  CURL *easy = kept != NULL ? kept : easy_handle(question->ca_file, question->headers);
  char *url = question_url(easy, question->base_url, question->key, question->message_id);
  struct body body = {0};
  struct digest digest = {0};
  CURLcode code;

  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body);
  code = curl_easy_perform(easy);
  if (code != CURLE_OK) {
    give_up(curl_easy_strerror(code));
  }
  free(url);
  if (kept == NULL) {
    curl_easy_cleanup(easy);
  }
  read_answer(&body, &digest);
  return digest;
}

int main(int argc, char **argv)
{
  struct question question;
  struct digest digest = {0};
  struct clocks start;
  CURL *kept = NULL;
  int calls;

  if (argc != 7) {
    fprintf(stderr, "Usage: %s kept|new URL CA_FILE KEY MESSAGE_ID CALLS\n", argv[0]);
    return 2;
  }
  question = (struct question){argv[2], argv[3], argv[4], argv[5], request_headers()};
  curl_global_init(CURL_GLOBAL_DEFAULT);
  if (strcmp(argv[1], "kept") == 0) {
    kept = easy_handle(question.ca_file, question.headers);
  }
  /* The first call of a kept connection makes it, and is not timed. */
  ask(&question, kept);
  start = clocks_now();
  for (calls = atoi(argv[6]); calls > 0; calls--) {
    digest = ask(&question, kept);
  }
  clocks_print_since(&start);
  digest_print(&digest);
  curl_easy_cleanup(kept);
  curl_slist_free_all(question.headers);
  curl_global_cleanup();
  return 0;
}
