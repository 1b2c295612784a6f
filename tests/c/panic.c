/* A fault inside the library ends as a number, not as the end of the process,
 * and prints nothing. Needs the library built with --cfg smsp_planted_panic,
 * in which every function panics while SMSP_TEST_PANIC is set.
 *
 *   panic BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 */
#define _POSIX_C_SOURCE 200809L

#include <smsp.h>

#include "check.h"
#include "client_of.h"

int main(int argc, char **argv) {
  smsp_options *options;
  smsp_client *client;
  smsp_client *broken;
  smsp_result *good;
  smsp_result *result;
  smsp_entry entry;
  char buffer[8];

  CHECK(argc == 4);
  client = client_of(argv[1], argv[2], argv[3]);
  good = smsp_client_bulk_status(client, "300");
  CHECK(smsp_result_error_code(good) == SMSP_OK);

  CHECK(setenv("SMSP_TEST_PANIC", "1", 1) == 0);
  CHECK(smsp_result_error_code(good) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK_TEXT(smsp_result_phone_number(good, 0), "");
  CHECK(smsp_result_count(good) == 0);
  CHECK(smsp_result_find(good, "+33639980001") == -1);
  CHECK(smsp_result_entry(good, 0, &entry) == 0);
  CHECK(smsp_result_phone_number_copy(good, 0, buffer, 8) == 0);
  CHECK_TEXT(buffer, "");
  CHECK_TEXT(smsp_error_name(SMSP_ERROR_TIMEOUT), "");
  options = smsp_options_new();
  CHECK(options != NULL);
  CHECK(smsp_options_set_max_retries(options, 1) == SMSP_ERROR_INTERNAL);
  broken = smsp_client_new(argv[3], options);
  CHECK(broken != NULL);
  result = smsp_client_bulk_status(client, "300");
  CHECK(result != NULL);
  CHECK(unsetenv("SMSP_TEST_PANIC") == 0);

  CHECK(smsp_result_error_code(result) == SMSP_ERROR_INTERNAL);
  CHECK_TEXT(smsp_result_error_message(result), smsp_error_text(SMSP_ERROR_INTERNAL));
  smsp_result_free(result);
  result = smsp_client_bulk_status(broken, "300");
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_INTERNAL);
  smsp_result_free(result);
  smsp_client_free(broken);
  smsp_options_free(options);

  /* The process goes on, and so does the client. */
  CHECK(smsp_result_count(good) == 4);
  smsp_result_free(good);
  good = smsp_client_bulk_status(client, "300");
  CHECK_TEXT(smsp_result_error_message(good), "");
  CHECK(smsp_result_count(good) == 4);
  smsp_result_free(good);
  smsp_client_free(client);
  return 0;
}
