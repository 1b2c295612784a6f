/* Asks once, or waits for the last report, and prints what came of it: the code's name,
 * the HTTP status, the seconds that the server asks to wait, and the recipients; of
 * a wait also the number of its polls.
 *
 *   odd_http BASE_URL KEY [MAX_WAIT_MS]
 */
#include <smsp.h>

#include "check.h"

static int32_t count(const smsp_result *result, void *polls) {
  CHECK(result != NULL);
  ++*(int *)polls;
  return 1;
}

static void print(const smsp_result *result) {
  printf("%s %d %d %d\n", smsp_error_name(smsp_result_error_code(result)),
         (int)smsp_result_http_status(result), (int)smsp_result_retry_after(result),
         (int)smsp_result_count(result));
}

int main(int argc, char **argv) {
  smsp_options *options = smsp_options_new();
  smsp_client *client;
  smsp_result *result;
  int polls = 0;

  CHECK(argc == 3 || argc == 4);
  CHECK(smsp_options_set_base_url(options, argv[1]) == SMSP_OK);
  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  CHECK(smsp_options_set_max_response_bytes(options, 4000) == SMSP_OK);
  CHECK(smsp_options_set_poll_interval_ms(options, 10, 10) == SMSP_OK);
  client = smsp_client_new(argv[2], options);
  smsp_options_free(options);

  if (argc == 3) {
    result = smsp_client_bulk_status(client, "300");
    print(result);
  } else {
    result = smsp_client_wait(client, "300", atoi(argv[3]), count, &polls);
    print(result);
    printf("%d\n", polls);
  }
  smsp_result_free(result);
  smsp_client_free(client);
  return 0;
}
