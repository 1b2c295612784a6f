/* How many requests a call sends, counted by the server: a kept connection that the
 * server has closed costs one more, over a new connection, within the limit per minute;
 * half an answer costs none; and a cancel sends nothing.
 *
 *   requests_counted
 */
#define _GNU_SOURCE

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

enum { KEPT = 64, SETTLES = 200, IDS = 200 };

static struct server server;

static smsp_client *new_client(int32_t connections, int32_t per_minute) {
  smsp_options *options = options_for(server.base_url, "");
  smsp_client *client;

  CHECK(smsp_options_set_max_connections(options, connections) == SMSP_OK);
  CHECK(smsp_options_set_max_requests_per_minute(options, per_minute) == SMSP_OK);
  CHECK(smsp_options_set_poll_interval_ms(options, 20, 20) == SMSP_OK);
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  return client;
}

static smsp_error ask(const smsp_client *client, const char *id) {
  smsp_result *result = smsp_client_bulk_status(client, id);
  smsp_error code = smsp_result_error_code(result);

  smsp_result_free(result);
  return code;
}

/* What has come over the wire since the last look. */
static void came(int line, int connections, int requests) {
  static struct server *looked_at;
  static struct seen last;
  struct seen now;

  sleep_ms(20); /* what is on its way */
  now.connections = counted(&server.seen->connections);
  now.requests = counted(&server.seen->requests);
  if (looked_at != &server || now.requests < last.requests) {
    memset(&last, 0, sizeof last);
    looked_at = &server;
  }
  if (now.connections - last.connections != connections || now.requests - last.requests != requests) {
    fprintf(stderr, "line %d: %d connections and %d requests came\n", line,
            now.connections - last.connections, now.requests - last.requests);
    exit(1);
  }
  last = now;
}

#define CAME(connections, requests) came(__LINE__, connections, requests)

static void *ask_slowly(void *client) {
  CHECK(ask(client, "slow300") == SMSP_OK);
  return NULL;
}

/* Makes so many connections, which are kept. */
static void keep(smsp_client *client, int count) {
  pthread_t threads[KEPT];
  int i;

  for (i = 0; i < count; i++) {
    CHECK(pthread_create(&threads[i], NULL, ask_slowly, client) == 0);
  }
  for (i = 0; i < count; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
}

static void one_connection(void) {
  smsp_client *client = new_client(8, 0);

  CHECK(ask(client, "ok") == SMSP_OK);
  CHECK(ask(client, "ok") == SMSP_OK);
  CAME(1, 2);
  /* Closed as the request comes: asked again over a new connection. */
  CHECK(ask(client, "gone") == SMSP_OK);
  CAME(1, 2);
  /* The new connection is kept. */
  CHECK(ask(client, "ok") == SMSP_OK);
  CAME(0, 1);
  /* Half an answer is an answer. */
  CHECK(ask(client, "torn") == SMSP_ERROR_NETWORK);
  CAME(0, 1);
  /* A new connection is not asked again. */
  CHECK(ask(client, "close") == SMSP_ERROR_NETWORK);
  CHECK(ask(client, "reset") == SMSP_ERROR_NETWORK);
  CHECK(ask(client, "half") == SMSP_ERROR_NETWORK);
  CAME(3, 3);
  /* A kept one is, once. */
  CHECK(ask(client, "ok") == SMSP_OK);
  CHECK(ask(client, "reset") == SMSP_ERROR_NETWORK);
  CAME(2, 3);
  /* Closed before the request, or unusable since there are bytes that nobody asked
   * for: seen before anything is sent. */
  CHECK(ask(client, "bye") == SMSP_OK);
  sleep_ms(20);
  CHECK(ask(client, "odd") == SMSP_OK);
  sleep_ms(20);
  CHECK(ask(client, "ok") == SMSP_OK);
  CAME(3, 3);
  /* The server asks for a longer pause than the call may take. */
  CHECK(ask(client, "away") == SMSP_ERROR_HTTP_STATUS);
  CHECK(ask(client, "busy") == SMSP_ERROR_RATE_LIMITED);
  CAME(0, 2);
  smsp_client_free(client);
}

static void the_limit_per_minute_counts_all(void) {
  smsp_client *client = new_client(8, 2);
  smsp_result *result;

  CHECK(ask(client, "ok") == SMSP_OK);
  result = smsp_client_bulk_status(client, "gone");
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_RATE_LIMITED);
  CHECK(smsp_result_retry_after(result) > 30);
  smsp_result_free(result);
  CAME(1, 2);
  smsp_client_free(client);
}

static void many_kept_connections(void) {
  smsp_client *client = new_client(KEPT, 0);

  keep(client, KEPT);
  CAME(KEPT, KEPT);
  CHECK(ask(client, "gone") == SMSP_OK);
  CAME(1, 2);
  CHECK(ask(client, "torn") == SMSP_ERROR_NETWORK); /* over the new one, which is kept */
  CAME(0, 1);
  smsp_client_free(client);
}

static void a_server_that_came_back(void) {
  smsp_client *client = new_client(KEPT, 0);

  keep(client, KEPT);
  CAME(KEPT, KEPT);
  restart_server(&server);
  CHECK(ask(client, "ok") == SMSP_OK);
  CAME(1, 1);
  CHECK(ask(client, "ok") == SMSP_OK);
  CAME(0, 1);
  smsp_client_free(client);
}

static void *is_cancelled(void *client) {
  CHECK(ask(client, "silent") == SMSP_ERROR_CANCELLED);
  return NULL;
}

static void a_cancel_sends_nothing(void) {
  smsp_client *client = new_client(KEPT, 0);
  pthread_t thread;
  int requests;

  keep(client, KEPT);
  CAME(KEPT, KEPT);
  requests = counted(&server.seen->requests);
  CHECK(pthread_create(&thread, NULL, is_cancelled, client) == 0);
  CHECK(comes_to(&server.seen->requests, requests + 1));
  smsp_client_cancel(client);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(ask(client, "ok") == SMSP_ERROR_CANCELLED);
  sleep_ms(SETTLES);
  CAME(0, 1);
  smsp_client_free(client);
}

static int32_t cancel_client(int32_t index, const smsp_result *result, void *client) {
  CHECK(index >= 0 && result != NULL);
  smsp_client_cancel(client);
  return 1;
}

static smsp_batch *ask_many(smsp_client *client, const char *id, int32_t count,
                            smsp_batch_fn callback) {
  const char *ids[IDS];
  int i;

  for (i = 0; i < count; i++) {
    ids[i] = id;
  }
  return smsp_client_bulk_status_many(client, ids, count, callback, client);
}

static void batches(void) {
  smsp_client *client = new_client(8, 0);
  smsp_batch *batch;
  int requests;

  keep(client, 8);
  CAME(8, 8);
  /* Each connection is closed once, and its ID asked again. */
  batch = ask_many(client, "gone", 8, NULL);
  CHECK(smsp_batch_error_count(batch) == 0);
  smsp_batch_free(batch);
  sleep_ms(20);
  requests = counted(&server.seen->requests);
  CHECK(requests <= 8 + 8 * 2);
  batch = ask_many(client, "slow50", IDS, cancel_client);
  CHECK(smsp_batch_error_count(batch) >= IDS - 16);
  smsp_batch_free(batch);
  sleep_ms(20);
  CHECK(counted(&server.seen->requests) - requests <= 16);
  requests = counted(&server.seen->requests);
  sleep_ms(SETTLES);
  CHECK(counted(&server.seen->requests) == requests);
  smsp_client_free(client);
  restart_server(&server);
}

static int32_t stop_after_four(const smsp_result *result, void *polls) {
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  return ++*(int *)polls < 4;
}

static void waits(void) {
  smsp_client *client = new_client(8, 0);
  smsp_watch *watch;
  int polls = 0;

  smsp_result_free(smsp_client_wait(client, "waiting", 60000, stop_after_four, &polls));
  CHECK(polls == 4);
  CAME(1, 4);
  watch = smsp_watch_new(client, "waiting", 60000);
  smsp_result_free(smsp_watch_next(watch));
  smsp_watch_cancel(watch);
  smsp_result_free(smsp_watch_next(watch));
  CHECK(smsp_watch_next(watch) == NULL);
  CAME(0, 1);
  smsp_watch_free(watch);
  watch = smsp_watch_new(client, "waiting", 60000);
  smsp_client_cancel(client);
  smsp_result_free(smsp_watch_next(watch));
  CHECK(smsp_watch_next(watch) == NULL);
  CAME(0, 0);
  smsp_watch_free(watch);
  smsp_client_free(client);
}

int main(void) {
  alarm(120);
  server = start_server();
  one_connection();
  the_limit_per_minute_counts_all();
  many_kept_connections();
  a_server_that_came_back();
  a_cancel_sends_nothing();
  restart_server(&server);
  batches();
  waits();
  stop_server(&server);
  return 0;
}
