/* A child that is forked in a callback returns from it into the call: the rest of
 * its batch is CANCELLED, and a wait goes on. It frees everything and ends. The
 * parent's call is complete.
 *
 *   fork_callback ROUNDS
 */
#define _GNU_SOURCE

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

enum { IDS = 24, SECONDS = 30 };

/* What a callback forked. */
struct forked {
  pid_t child; /* 0 in the child, -1 before the fork */
  int at;      /* after so many results */
  int results;
};

static void fork_now(struct forked *forked) {
  forked->child = fork();
  CHECK(forked->child >= 0);
  if (forked->child == 0) {
    alarm(SECONDS);
  }
}

static int32_t on_result(int32_t index, const smsp_result *result, void *user_data) {
  struct forked *forked = user_data;

  CHECK(index >= 0 && index < IDS);
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  /* No more results come to a child. */
  CHECK(forked->child != 0);
  if (++forked->results == forked->at) {
    fork_now(forked);
  }
  return 1;
}

static int32_t on_poll(const smsp_result *result, void *user_data) {
  struct forked *forked = user_data;

  CHECK(smsp_result_error_code(result) == SMSP_OK);
  if (++forked->results == forked->at) {
    fork_now(forked);
  }
  return forked->results < 4;
}

static void ended_well(pid_t child) {
  int status = -1;

  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void answered(smsp_result *result) {
  CHECK_TEXT(smsp_result_error_message(result), "");
  smsp_result_free(result);
}

/* Uses the client once more, frees it and ends. */
static void end_child(smsp_client *client) {
  answered(smsp_client_bulk_status(client, "ok"));
  answered(smsp_bulk_status("key", "ok"));
  smsp_client_free(client);
  exit(0);
}

static void fork_in_batch(smsp_client *client, int at) {
  struct forked forked = {-1, 0, 0};
  const char *ids[IDS];
  smsp_batch *batch;
  int cancelled = 0;
  int i;

  forked.at = at;
  for (i = 0; i < IDS; i++) {
    ids[i] = i % 3 == 0 ? "slow5" : "ok";
  }
  batch = smsp_client_bulk_status_many(client, ids, IDS, on_result, &forked);
  CHECK(smsp_batch_count(batch) == IDS);
  for (i = 0; i < IDS; i++) {
    const smsp_result *result = smsp_batch_result(batch, i);

    CHECK_TEXT(smsp_result_message_id(result), ids[i]);
    if (smsp_result_error_code(result) == SMSP_ERROR_CANCELLED) {
      cancelled++;
    } else {
      CHECK(smsp_result_error_code(result) == SMSP_OK);
    }
  }
  CHECK(cancelled == smsp_batch_error_count(batch));
  CHECK(cancelled == (forked.child == 0 ? IDS - at : 0));
  smsp_batch_free(batch);
  if (forked.child == 0) {
    end_child(client);
  }
  ended_well(forked.child);
}

static void fork_in_wait(smsp_client *client, int at) {
  struct forked forked = {-1, 0, 0};

  forked.at = at;
  answered(smsp_client_wait(client, "waiting", 60000, on_poll, &forked));
  CHECK(forked.results == 4);
  if (forked.child == 0) {
    end_child(client);
  }
  ended_well(forked.child);
}

int main(int argc, char **argv) {
  struct server server;
  smsp_options *options;
  smsp_client *client;
  int rounds;
  int round;

  CHECK(argc == 2);
  rounds = atoi(argv[1]);
  server = start_server();
  CHECK(setenv("SMSP_BASE_URL", server.base_url, 1) == 0);
  options = options_for(server.base_url, "");
  CHECK(smsp_options_set_poll_interval_ms(options, 10, 10) == SMSP_OK);
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  for (round = 0; round < rounds; round++) {
    alarm(SECONDS);
    fork_in_batch(client, round % IDS + 1);
    fork_in_wait(client, round % 4 + 1);
  }
  answered(smsp_client_bulk_status(client, "ok"));
  smsp_client_free(client);
  stop_server(&server);
  return 0;
}
