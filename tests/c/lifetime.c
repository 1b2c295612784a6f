/* One rule of lifetime: a client may be freed while calls, batches, waits and watches
 * are under way on other threads or in its own callbacks. They end as CANCELLED, and
 * whatever is freed is freed in any order. To be run under a memory checker.
 *
 *   lifetime ROUNDS
 */
#define _GNU_SOURCE

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

enum { IDS = 10, KINDS = 6, SECONDS = 300, AT_MOST = 5000 };

static struct server server;

/* One use of a client, on a thread of its own. */
struct use {
  smsp_client *client;
  smsp_watch *watch;
  int kind;
  pthread_t thread;
};

static smsp_error code_of(smsp_result *result) {
  smsp_error code = smsp_result_error_code(result);

  smsp_result_free(result);
  return code;
}

static int32_t go_on(int32_t index, const smsp_result *result, void *user_data) {
  (void)index;
  (void)user_data;
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_CANCELLED);
  return 1;
}

static smsp_batch *ask_many(const smsp_client *client, const char *id, smsp_batch_fn callback,
                            void *user_data) {
  const char *ids[IDS];
  int i;

  for (i = 0; i < IDS; i++) {
    ids[i] = id;
  }
  return smsp_client_bulk_status_many(client, ids, IDS, callback, user_data);
}

/* Each sends a request that is not answered, and ends when the client is freed. */
static void *run(void *argument) {
  struct use *use = argument;
  smsp_batch *batch;
  smsp_error code;

  switch (use->kind) {
    case 0:
      CHECK(code_of(smsp_client_bulk_status(use->client, "silent")) == SMSP_ERROR_CANCELLED);
      break;
    case 1:
    case 2:
      batch = ask_many(use->client, "silent", use->kind == 1 ? go_on : NULL, NULL);
      CHECK(smsp_batch_error_count(batch) == IDS);
      CHECK(smsp_result_error_code(smsp_batch_result(batch, IDS - 1)) == SMSP_ERROR_CANCELLED);
      smsp_batch_free(batch);
      break;
    case 3:
      CHECK(code_of(smsp_client_wait(use->client, "silent", 60000, NULL, NULL)) ==
            SMSP_ERROR_CANCELLED);
      break;
    case 4:
      CHECK(code_of(smsp_watch_next(use->watch)) == SMSP_ERROR_CANCELLED);
      break;
    default:
      /* It sleeps until the next poll. */
      do {
        code = code_of(smsp_watch_next(use->watch));
      } while (code == SMSP_OK);
      CHECK(code == SMSP_ERROR_CANCELLED);
  }
  return NULL;
}

static smsp_client *client_at(const char *base_url, int64_t poll_interval,
                              int32_t connections) {
  smsp_options *options = options_for(base_url, "");
  smsp_client *client;

  CHECK(smsp_options_set_timeout_ms(options, 60000) == SMSP_OK);
  CHECK(smsp_options_set_poll_interval_ms(options, poll_interval, poll_interval) == SMSP_OK);
  CHECK(smsp_options_set_max_connections(options, connections) == SMSP_OK);
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  return client;
}

static smsp_client *new_client(int64_t poll_interval, int32_t connections) {
  return client_at(server.base_url, poll_interval, connections);
}

/* Frees a client that is used in every way. */
static void free_during_use(int round) {
  int before = counted(&server.seen->requests);
  smsp_client *client = new_client(60000, 100);
  struct use uses[KINDS];
  int64_t begin;
  int i;

  for (i = 0; i < KINDS; i++) {
    uses[i].client = client;
    uses[i].kind = i;
    uses[i].watch = i < 4 ? NULL : smsp_watch_new(client, i == 4 ? "silent" : "waiting", 60000);
    CHECK(pthread_create(&uses[i].thread, NULL, run, &uses[i]) == 0);
  }
  CHECK(comes_to(&server.seen->requests, before + 4 + 2 * IDS));
  sleep_ms(round % 20);
  begin = now_ms();
  smsp_client_free(client);
  for (i = 0; i < KINDS; i++) {
    CHECK(pthread_join(uses[i].thread, NULL) == 0);
    if (uses[i].watch != NULL) {
      CHECK(smsp_watch_next(uses[i].watch) == NULL);
      CHECK(smsp_watch_delay_ms(uses[i].watch) == -1);
      smsp_watch_cancel(uses[i].watch);
      smsp_watch_free(uses[i].watch);
    }
  }
  CHECK(now_ms() - begin < AT_MOST);
}

/* The same for calls of which most wait for their turn: those send nothing. */
static void free_during_queue(int round) {
  enum { CALLS = 12 };
  struct server asked = start_server();
  smsp_client *client = client_at(asked.base_url, 60000, 2);
  struct use uses[CALLS];
  int i;

  for (i = 0; i < CALLS; i++) {
    uses[i].client = client;
    uses[i].kind = i % 4;
    uses[i].watch = NULL;
    CHECK(pthread_create(&uses[i].thread, NULL, run, &uses[i]) == 0);
  }
  CHECK(comes_to(&asked.seen->requests, 2));
  sleep_ms(100 + round % 20); /* until all have begun */
  smsp_client_free(client);
  for (i = 0; i < CALLS; i++) {
    CHECK(pthread_join(uses[i].thread, NULL) == 0);
  }
  sleep_ms(20);
  CHECK(counted(&asked.seen->requests) == 2);
  stop_server(&asked);
}

struct freed {
  smsp_client *client;
  int calls;
};

static int32_t free_client(int32_t index, const smsp_result *result, void *user_data) {
  struct freed *freed = user_data;

  CHECK(index >= 0);
  CHECK(freed->calls++ > 0 || smsp_result_error_code(result) == SMSP_OK);
  smsp_client_free(freed->client);
  freed->client = NULL;
  return 1;
}

static int32_t free_client_at_poll(const smsp_result *result, void *user_data) {
  return free_client(0, result, user_data);
}

static void free_in_callbacks(void) {
  struct freed freed;
  smsp_batch *batch;
  int i;
  int cancelled = 0;

  freed.calls = 0;
  freed.client = new_client(1, 2);
  batch = ask_many(freed.client, "slow2", free_client, &freed);
  CHECK(smsp_batch_count(batch) == IDS && freed.calls == IDS);
  for (i = 0; i < IDS; i++) {
    cancelled += smsp_result_error_code(smsp_batch_result(batch, i)) == SMSP_ERROR_CANCELLED;
  }
  CHECK(cancelled == smsp_batch_error_count(batch) && cancelled >= IDS - 4);
  smsp_batch_free(batch);
  freed.calls = 0;
  freed.client = new_client(1, 2);
  CHECK(code_of(smsp_client_wait(freed.client, "waiting", 60000, free_client_at_poll, &freed)) ==
        SMSP_ERROR_CANCELLED);
  CHECK(freed.calls == 2);
}

/* Everything in an order that nobody expects. */
static void free_in_any_order(void) {
  smsp_options *options = options_for(server.base_url, "");
  smsp_client *client = smsp_client_new("key", options);
  smsp_watch *unused = smsp_watch_new(client, "ok", 1000);
  smsp_watch *used = smsp_watch_new(client, "waiting", 60000);
  smsp_watch *wrong = smsp_watch_new(client, "", 1000);
  smsp_result *result = smsp_watch_next(used);
  smsp_batch *batch = ask_many(client, "ok", NULL, NULL);

  smsp_client_free(client);
  CHECK(smsp_watch_delay_ms(unused) == 0);
  CHECK(code_of(smsp_watch_next(unused)) == SMSP_ERROR_CANCELLED);
  CHECK(smsp_watch_next(unused) == NULL);
  smsp_watch_free(unused);
  CHECK(smsp_watch_delay_ms(used) >= 0);
  smsp_watch_free(used);
  CHECK(code_of(smsp_watch_next(wrong)) == SMSP_ERROR_MESSAGE_ID_REQUIRED);
  smsp_watch_free(wrong);
  CHECK(smsp_options_set_max_retries(options, 1) == SMSP_OK);
  smsp_options_free(options);
  CHECK(smsp_result_count(result) == 1);
  CHECK_TEXT(smsp_result_phone_number(result, 0), "+33639980001");
  smsp_result_free(result);
  CHECK(smsp_batch_error_count(batch) == 0);
  CHECK_TEXT(smsp_result_status_text(smsp_batch_result(batch, 3), 0), "Delivered");
  smsp_batch_free(batch);
}

static void *read_to_end(void *watch) {
  smsp_error last = SMSP_OK;
  smsp_result *result;

  while ((result = smsp_watch_next(watch)) != NULL) {
    CHECK(last == SMSP_OK);
    last = code_of(result);
  }
  CHECK(last == SMSP_ERROR_CANCELLED);
  return NULL;
}

static void cancel_during_next(int round) {
  smsp_client *client = new_client(1 + round % 3, 8);
  smsp_watch *watch = smsp_watch_new(client, round % 2 == 0 ? "waiting" : "slow1", 60000);
  pthread_t thread;

  if (round % 2 == 1) {
    smsp_watch_free(watch);
    watch = smsp_watch_new(client, "waiting", 60000);
    smsp_watch_cancel(watch);
    smsp_watch_cancel(watch);
  }
  CHECK(pthread_create(&thread, NULL, read_to_end, watch) == 0);
  sleep_ms(round % 7);
  smsp_watch_cancel(watch);
  if (round % 5 == 0) {
    smsp_client_free(client);
    client = NULL;
  }
  CHECK(pthread_join(thread, NULL) == 0);
  smsp_watch_free(watch);
  smsp_client_free(client);
}

int main(int argc, char **argv) {
  int rounds;
  int round;

  CHECK(argc == 2);
  rounds = atoi(argv[1]);
  alarm(SECONDS);
  server = start_server();
  for (round = 0; round < rounds; round++) {
    free_during_use(round);
    free_in_callbacks();
    free_in_any_order();
    cancel_during_next(round);
    if (round % 10 == 0) {
      free_during_queue(round);
    }
  }
  stop_server(&server);
  return 0;
}
