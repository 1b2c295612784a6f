/* First come, first served: thirty threads share one connection, over which a call
 * takes 20 ms, and none waits much longer than for the turns of all others, also where
 * a batch asks over the same connection. Those who wait need no descriptor.
 *
 *   fairness
 */
#define _GNU_SOURCE

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "process.h"
#include "server.h"

enum { THREADS = 30, TURN_MS = 20, SECONDS = 4, IDS = 400, CALLS_AT_LEAST = 90, DESCRIPTORS = 8 };

static smsp_client *client;
static int is_over;
static int calls;
static int64_t longest[THREADS];

static void *ask(void *number) {
  int64_t *own = &longest[(intptr_t)number];

  while (!__atomic_load_n(&is_over, __ATOMIC_SEQ_CST)) {
    int64_t begin = now_ms();
    smsp_result *result = smsp_client_bulk_status(client, "slow20");
    int64_t took = now_ms() - begin;

    CHECK_TEXT(smsp_result_error_message(result), "");
    smsp_result_free(result);
    *own = took > *own ? took : *own;
    __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
  }
  return NULL;
}

static void *ask_many(void *unused) {
  const char *ids[IDS];
  smsp_batch *batch;
  int i;

  for (i = 0; i < IDS; i++) {
    ids[i] = "slow20";
  }
  batch = smsp_client_bulk_status_many(client, ids, IDS, NULL, NULL);
  CHECK(smsp_batch_count(batch) == IDS);
  smsp_batch_free(batch);
  return unused;
}

static void share(int with_batch) {
  const int before = open_descriptors();
  pthread_t threads[THREADS];
  pthread_t batch;
  int64_t most = 0;
  intptr_t i;

  is_over = 0;
  calls = 0;
  memset(longest, 0, sizeof longest);
  if (with_batch) {
    CHECK(pthread_create(&batch, NULL, ask_many, NULL) == 0);
  }
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], NULL, ask, (void *)i) == 0);
  }
  sleep_ms(SECONDS * 1000);
  /* The connection, and what ends the calls and the batch. */
  CHECK(open_descriptors() <= before + DESCRIPTORS);
  __atomic_store_n(&is_over, 1, __ATOMIC_SEQ_CST);
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    most = longest[i] > most ? longest[i] : most;
  }
  if (with_batch) {
    smsp_client_cancel(client);
    CHECK(pthread_join(batch, NULL) == 0);
  }
  if (getenv("SMSP_TEST_PRINT") != NULL) {
    printf("%d calls, the longest took %d ms\n", calls, (int)most);
  }
  CHECK(calls >= CALLS_AT_LEAST);
  CHECK(most < 2 * (THREADS + 1) * TURN_MS);
}

int main(void) {
  struct server server;
  smsp_options *options;

  alarm(60);
  server = start_server();
  options = options_for(server.base_url, "");
  CHECK(smsp_options_set_max_connections(options, 1) == SMSP_OK);
  CHECK(smsp_options_set_timeout_ms(options, 2000) == SMSP_OK);
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  share(0);
  share(1);
  smsp_client_free(client);
  stop_server(&server);
  return 0;
}
