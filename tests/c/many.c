/* Batches and waits: results in the order of the IDs, callbacks on the calling
 * thread, stopping from a callback, and the same without one.
 *
 *   many BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 */
#include <smsp.h>

#include "check.h"
#include "client_of.h"

enum { IDS = 60 };

static const char *const KINDS[] = {"111", "300", "unknown", NULL, "500"};

/* What a callback saw. */
struct seen {
  int calls;
  int stop_after;
  int waiting;
  int by_index[IDS];
};

static int32_t on_result(int32_t index, const smsp_result *result, void *user_data) {
  struct seen *seen = user_data;

  CHECK(index >= 0 && index < IDS);
  CHECK(result != NULL);
  seen->by_index[index]++;
  seen->calls++;
  return seen->calls != seen->stop_after;
}

static int32_t on_poll(const smsp_result *result, void *user_data) {
  struct seen *seen = user_data;

  CHECK(smsp_result_error_code(result) == SMSP_OK);
  seen->waiting = smsp_result_count_status(result, SMSP_STATUS_WAITING);
  seen->calls++;
  return seen->calls != seen->stop_after;
}

static void is_answered(const smsp_result *result, const char *id) {
  if (id == NULL) {
    CHECK(smsp_result_error_code(result) == SMSP_ERROR_MESSAGE_ID_REQUIRED);
  } else if (strcmp(id, "unknown") == 0) {
    CHECK(smsp_result_error_code(result) == SMSP_ERROR_MESSAGE_NOT_FOUND);
  } else {
    CHECK(smsp_result_error_code(result) == SMSP_OK);
    CHECK_TEXT(smsp_result_message_id(result), id);
  }
}

static void batch(const smsp_client *client) {
  const char *ids[IDS];
  struct seen seen = {0, 0, 0, {0}};
  smsp_batch *answers;
  int cancelled = 0;
  int i;

  for (i = 0; i < IDS; i++) {
    ids[i] = KINDS[i % 5];
  }
  answers = smsp_client_bulk_status_many(client, ids, IDS, on_result, &seen);
  CHECK(seen.calls == IDS);
  CHECK(smsp_batch_count(answers) == IDS);
  CHECK(smsp_batch_error_count(answers) == IDS / 5 * 2);
  for (i = 0; i < IDS; i++) {
    CHECK(seen.by_index[i] == 1);
    is_answered(smsp_batch_result(answers, i), ids[i]);
  }
  smsp_batch_free(answers);

  memset(&seen, 0, sizeof seen);
  seen.stop_after = 20;
  answers = smsp_client_bulk_status_many(client, ids, IDS, on_result, &seen);
  CHECK(seen.calls == 20);
  for (i = 0; i < IDS; i++) {
    const smsp_result *result = smsp_batch_result(answers, i);
    if (seen.by_index[i] == 1) {
      is_answered(result, ids[i]);
    } else {
      CHECK(smsp_result_error_code(result) == SMSP_ERROR_CANCELLED);
      cancelled++;
    }
  }
  CHECK(cancelled == IDS - 20);
  smsp_batch_free(answers);
}

static void waits(const smsp_client *client) {
  struct seen seen = {0, 0, 0, {0}};
  smsp_result *result = smsp_client_wait(client, "301", 60000, on_poll, &seen);
  smsp_watch *watch;
  int polls = 0;

  CHECK(smsp_result_count_status(result, SMSP_STATUS_DELIVERED) == 3);
  CHECK(seen.calls == 4 && seen.waiting == 0);
  smsp_result_free(result);

  memset(&seen, 0, sizeof seen);
  seen.stop_after = 2;
  result = smsp_client_wait(client, "304", 60000, on_poll, &seen);
  CHECK(seen.calls == 2);
  CHECK(smsp_result_count_status(result, SMSP_STATUS_WAITING) == 1);
  smsp_result_free(result);

  result = smsp_client_wait(client, "304", 100, NULL, NULL);
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  smsp_result_free(result);

  watch = smsp_watch_new(client, "303", 60000);
  CHECK(smsp_watch_delay_ms(watch) == 0);
  while ((result = smsp_watch_next(watch)) != NULL) {
    CHECK(smsp_result_error_code(result) == SMSP_OK);
    CHECK(smsp_result_count(result) == (polls == 0 ? 0 : 1));
    smsp_result_free(result);
    polls++;
  }
  CHECK(polls == 3);
  CHECK(smsp_watch_delay_ms(watch) == -1);
  smsp_watch_free(watch);
}

int main(int argc, char **argv) {
  smsp_options *options;
  smsp_client *client;

  CHECK(argc == 4);
  options = options_for(argv[1], argv[2]);
  CHECK(smsp_options_set_poll_interval_ms(options, 10, 50) == SMSP_OK);
  client = smsp_client_new(argv[3], options);
  smsp_options_free(options);
  batch(client);
  waits(client);
  smsp_client_free(client);
  return 0;
}
