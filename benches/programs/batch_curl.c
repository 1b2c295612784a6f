/*
 * Asks for many messages at once with curl multi, on one thread, and reads each
 * answer with yyjson. Otherwise as batch_smsp.c.
 */
#include "clocks.h"
#include "curl_body.h"
#include "digest.h"
#include "yyjson_answer.h"

struct batch {
  const char *url, *ca_file, *key, *message_id;
  struct curl_slist *headers;
  CURLM *multi;
  CURL **easies;
  struct body *bodies;
  int connections;
};

/* Lets this handle ask for the next message. */
static void begin(struct batch *batch, int place)
{
  CURL *easy = batch->easies[place];
  char *url = question_url(easy, batch->url, batch->key, batch->message_id);

  batch->bodies[place] = (struct body){0};
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &batch->bodies[place]);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, (char *)&batch->bodies[place]);
  curl_multi_add_handle(batch->multi, easy);
  free(url);
}

/* Takes the answers that have come, and lets their handles ask again. */
static int take_answers(struct batch *batch, int *left, struct digest *digest)
{
  CURLMsg *message;
  int in_queue;
  int taken = 0;

  while ((message = curl_multi_info_read(batch->multi, &in_queue)) != NULL) {
    CURL *easy = message->easy_handle;
    char *body = NULL;

    if (message->data.result != CURLE_OK) {
      give_up(curl_easy_strerror(message->data.result));
    }
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &body);
    curl_multi_remove_handle(batch->multi, easy);
    read_answer((struct body *)body, digest);
    taken++;
    if (*left > 0) {
      --*left;
      begin(batch, (int)((struct body *)body - batch->bodies));
    }
  }
  return taken;
}

static struct digest ask(struct batch *batch, int count)
{
  struct digest digest = {0};
  int left = count;
  int answered = 0;
  int running, place;

  for (place = 0; place < batch->connections && left > 0; place++) {
    left--;
    begin(batch, place);
  }
  while (answered < count) {
    curl_multi_perform(batch->multi, &running);
    answered += take_answers(batch, &left, &digest);
    if (answered < count && running > 0) {
      curl_multi_poll(batch->multi, NULL, 0, 1000, NULL);
    }
  }
  return digest;
}

int main(int argc, char **argv)
{
  struct batch batch = {0};
  struct digest digest;
  struct clocks start;
  int count, place;

  if (argc != 7) {
    fprintf(stderr, "Usage: %s URL CA_FILE KEY MESSAGE_ID COUNT CONNECTIONS\n", argv[0]);
    return 2;
  }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  batch.url = argv[1];
  batch.ca_file = argv[2];
  batch.key = argv[3];
  batch.message_id = argv[4];
  batch.connections = atoi(argv[6]);
  batch.headers = request_headers();
  batch.multi = curl_multi_init();
  curl_multi_setopt(batch.multi, CURLMOPT_MAXCONNECTS, (long)batch.connections);
  batch.easies = calloc((size_t)batch.connections, sizeof *batch.easies);
  batch.bodies = calloc((size_t)batch.connections, sizeof *batch.bodies);
  for (place = 0; place < batch.connections; place++) {
    batch.easies[place] = easy_handle(batch.ca_file, batch.headers);
  }
  count = atoi(argv[5]);
  ask(&batch, 4 * batch.connections < count ? 4 * batch.connections : count);
  start = clocks_now();
  digest = ask(&batch, count);
  clocks_print_since(&start);
  digest_print(&digest);
  for (place = 0; place < batch.connections; place++) {
    curl_easy_cleanup(batch.easies[place]);
  }
  curl_multi_cleanup(batch.multi);
  curl_slist_free_all(batch.headers);
  curl_global_cleanup();
  free(batch.easies);
  free(batch.bodies);
  return 0;
}
