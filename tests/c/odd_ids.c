/* The result of an ID that is not UTF-8 has the ID with U+FFFD in place of what is wrong,
 * whichever call made it. Nothing is sent.
 *
 *   odd_ids BASE_URL CA_FILE KEY
 */
#include "check.h"
#include "client_of.h"

#define REPLACEMENT "\xef\xbf\xbd"

static const char *const ids[] = {"3\xff" "0", "\xc3(", "\xf0\x9f\x98", "\xed\xa0\x80"};
static const char *const texts[] = {
    "3" REPLACEMENT "0",
    REPLACEMENT "(",
    REPLACEMENT,
    REPLACEMENT REPLACEMENT REPLACEMENT,
};
enum { COUNT = sizeof ids / sizeof *ids };

static void check(const smsp_result *result, const char *text) {
  char buffer[16];

  CHECK(smsp_result_error_code(result) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK_TEXT(smsp_result_message_id(result), text);
  CHECK(smsp_result_message_id_copy(result, buffer, sizeof buffer) == (int32_t)strlen(text));
  CHECK_TEXT(buffer, text);
}

static void check_and_free(smsp_result *result, const char *text) {
  check(result, text);
  smsp_result_free(result);
}

int main(int argc, char **argv) {
  smsp_client *client;
  smsp_batch *batch;
  int32_t i;

  CHECK(argc == 4);
  client = client_of(argv[1], argv[2], argv[3]);
  for (i = 0; i < COUNT; i++) {
    smsp_watch *watch = smsp_watch_new(client, ids[i], 1000);

    check_and_free(smsp_client_bulk_status(client, ids[i]), texts[i]);
    check_and_free(smsp_bulk_status(argv[3], ids[i]), texts[i]);
    check_and_free(smsp_client_wait(client, ids[i], 1000, NULL, NULL), texts[i]);
    check_and_free(smsp_watch_next(watch), texts[i]);
    smsp_watch_free(watch);
  }
  batch = smsp_client_bulk_status_many(client, ids, COUNT, NULL, NULL);
  CHECK(smsp_batch_error_count(batch) == COUNT);
  for (i = 0; i < COUNT; i++) {
    check(smsp_batch_result(batch, i), texts[i]);
  }
  smsp_batch_free(batch);
  smsp_client_free(client);
  return 0;
}
