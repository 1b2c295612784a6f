/* pthread_cancel() on a thread that is in a call, or with a cancellation that waits to
 * happen: the call ends as it would, and the thread is cancelled afterwards, also if
 * its callback passes a point of cancellation.
 *
 *   thread_cancel CA_FILE
 */
#define _GNU_SOURCE

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

enum { IDS = 6 };

static struct server server;
static const char *ca_file;
static smsp_client *shared;
static int callbacks;
static int is_done;

static void ends_as(smsp_result *result, smsp_error code) {
  CHECK(smsp_result_error_code(result) == code);
  smsp_result_free(result);
}

/* In a callback: ends the thread after the call, and not here. */
static void pass_point_of_cancellation(void) {
  CHECK(pthread_cancel(pthread_self()) == 0);
  pthread_testcancel();
  sleep_ms(1);
  callbacks++;
}

static int32_t on_result(int32_t index, const smsp_result *result, void *user_data) {
  (void)index;
  (void)user_data;
  pass_point_of_cancellation();
  return smsp_result_error_code(result) == SMSP_OK;
}

static int32_t on_poll(const smsp_result *result, void *user_data) {
  (void)user_data;
  pass_point_of_cancellation();
  return smsp_result_error_code(result) == SMSP_OK && callbacks % 3 != 0;
}

static smsp_batch *ask_many(smsp_batch_fn callback, const char *id) {
  const char *ids[IDS];
  int i;

  for (i = 0; i < IDS; i++) {
    ids[i] = id;
  }
  return smsp_client_bulk_status_many(shared, ids, IDS, callback, NULL);
}

/* The kinds of entries, each on a thread that is cancelled meanwhile. */
static void ask(void) { ends_as(smsp_client_bulk_status(shared, "slow200"), SMSP_OK); }

static void ask_without_set_up(void) { ends_as(smsp_bulk_status("key", "slow200"), SMSP_OK); }

static void batch(void) {
  smsp_batch *results = ask_many(NULL, "slow200");

  CHECK(smsp_batch_error_count(results) == 0);
  smsp_batch_free(results);
}

static void batch_with_callback(void) {
  smsp_batch *results = ask_many(on_result, "slow200");

  CHECK(smsp_batch_error_count(results) == 0);
  smsp_batch_free(results);
}

static void wait_with_callback(void) {
  ends_as(smsp_client_wait(shared, "waiting", 60000, on_poll, NULL), SMSP_OK);
}

static void wait_silently(void) {
  ends_as(smsp_client_wait(shared, "waiting", 200, NULL, NULL), SMSP_OK);
}

static void poll_and_sleep(void) {
  smsp_watch *watch = smsp_watch_new(shared, "waiting", 60000);

  ends_as(smsp_watch_next(watch), SMSP_OK);
  ends_as(smsp_watch_next(watch), SMSP_OK);
  CHECK(smsp_watch_delay_ms(watch) >= 0);
  smsp_watch_cancel(watch);
  ends_as(smsp_watch_next(watch), SMSP_ERROR_CANCELLED);
  smsp_watch_free(watch);
}

static void make_and_free(void) {
  smsp_options *options = smsp_options_new();
  smsp_client *client;

  CHECK(smsp_options_set_base_url(options, server.base_url) == SMSP_OK);
  CHECK(smsp_options_set_trust(options, SMSP_TRUST_BUNDLED) == SMSP_OK);
  CHECK(smsp_options_set_ca_file(options, ca_file) == SMSP_OK);
  CHECK(smsp_options_set_ca_file(options, "/no/such/file") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_error_message(options)[0] != '\0');
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  ends_as(smsp_client_bulk_status(client, "ok"), SMSP_OK);
  smsp_client_cancel(client);
  smsp_client_free(client);
}

static void name_look_up(void) {
  smsp_options *options = smsp_options_new();
  smsp_client *client;
  smsp_result *result;

  CHECK(smsp_options_set_base_url(options, "https://name.invalid/v1") == SMSP_OK);
  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  CHECK(smsp_options_set_timeout_ms(options, 1000) == SMSP_OK);
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  result = smsp_client_bulk_status(client, "ok");
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_CONNECT ||
        smsp_result_error_code(result) == SMSP_ERROR_TIMEOUT);
  smsp_result_free(result);
  smsp_client_free(client);
}

static void (*const entries[])(void) = {
    ask,           ask_without_set_up, batch,         batch_with_callback, wait_with_callback,
    wait_silently, poll_and_sleep,     make_and_free, name_look_up,
};

struct run {
  void (*entry)(void);
  int is_pending; /* the cancellation waits to happen before the call begins */
};

static void *run_entry(void *argument) {
  struct run *run = argument;

  if (run->is_pending) {
    CHECK(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL) == 0);
    CHECK(pthread_cancel(pthread_self()) == 0);
    CHECK(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL) == 0);
  }
  run->entry();
  is_done = 1;
  sleep_ms(10000);
  return NULL;
}

static void try_entry(void (*entry)(void), int is_pending) {
  struct run run;
  pthread_t thread;
  void *outcome;

  run.entry = entry;
  run.is_pending = is_pending;
  is_done = 0;
  callbacks = 0;
  CHECK(pthread_create(&thread, NULL, run_entry, &run) == 0);
  if (!is_pending) {
    sleep_ms(50);
    CHECK(pthread_cancel(thread) == 0);
  }
  CHECK(pthread_join(thread, &outcome) == 0);
  CHECK(is_done);
  CHECK(outcome == PTHREAD_CANCELED);
}

int main(int argc, char **argv) {
  smsp_options *options;
  size_t i;

  CHECK(argc == 2);
  ca_file = argv[1];
  alarm(120);
  server = start_server();
  CHECK(setenv("SMSP_BASE_URL", server.base_url, 1) == 0);
  options = options_for(server.base_url, "");
  CHECK(smsp_options_set_poll_interval_ms(options, 60, 60) == SMSP_OK);
  shared = smsp_client_new("key", options);
  smsp_options_free(options);
  for (i = 0; i < sizeof entries / sizeof entries[0]; i++) {
    try_entry(entries[i], 0);
    try_entry(entries[i], 1);
  }
  /* The client is whole. */
  ends_as(smsp_client_bulk_status(shared, "ok"), SMSP_OK);
  smsp_client_free(shared);
  stop_server(&server);
  return 0;
}
