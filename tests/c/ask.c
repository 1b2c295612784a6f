/* Asks once with default options and the proxy that the environment names, and
 * prints what came of it: the code's name, then the message.
 *
 *   ask BASE_URL CA_FILE KEY MILLISECONDS MAX_BYTES
 *
 * CA_FILE may be "" for the roots in the library, "system" for the system's or "both".
 */
#include <smsp.h>

#include "check.h"

int main(int argc, char **argv) {
  smsp_options *options = smsp_options_new();
  smsp_client *client;
  smsp_result *result;

  CHECK(argc == 6);
  CHECK(smsp_options_set_base_url(options, argv[1]) == SMSP_OK);
  if (strcmp(argv[2], "system") == 0) {
    CHECK(smsp_options_set_trust(options, SMSP_TRUST_SYSTEM) == SMSP_OK);
  } else if (strcmp(argv[2], "both") == 0) {
    CHECK(smsp_options_set_trust(options, SMSP_TRUST_BOTH) == SMSP_OK);
  } else if (argv[2][0] != '\0') {
    CHECK(smsp_options_set_ca_file(options, argv[2]) == SMSP_OK);
  }
  CHECK(smsp_options_set_timeout_ms(options, atoi(argv[4])) == SMSP_OK);
  CHECK(smsp_options_set_max_response_bytes(options, atoi(argv[5])) == SMSP_OK);
  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  client = smsp_client_new(argv[3], options);
  smsp_options_free(options);

  result = smsp_client_bulk_status(client, "300");
  printf("%s\n%s\n", smsp_error_name(smsp_result_error_code(result)),
         smsp_result_error_message(result));
  smsp_result_free(result);
  smsp_client_free(client);
  return 0;
}
