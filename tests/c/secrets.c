/* Once a client is freed, its API key is nowhere in the memory of the process,
 * in neither spelling. Reads the key from standard input, so that no argument
 * and no environment variable holds it.
 *
 *   secrets BASE_URL CA_FILE ID...        (CA_FILE "" over plain http)
 *
 * It asks for the IDs too, whose answers may echo the key.
 */
#define _POSIX_C_SOURCE 200809L

#include <smsp.h>

#include "check.h"
#include "memory.h"

int main(int argc, char **argv) {
  static const char encoded_key[] = "%2Fse%3Dcret";
  unsigned char encoded[sizeof encoded_key];
  smsp_client *client;
  smsp_result *result;
  int i;

  CHECK(argc >= 3);
  read_key();
  invert(encoded_key, encoded, sizeof encoded_key - 1);

  CHECK(!process_holds(inverted, key_length));
  client = client_with_key(argv[1], argv[2]);
  CHECK(process_holds(inverted, key_length));

  result = smsp_client_bulk_status(client, "300");
  CHECK_TEXT(smsp_result_error_message(result), "");
  smsp_result_free(result);
  result = smsp_client_bulk_status(client, "unknown");
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_MESSAGE_NOT_FOUND);
  smsp_result_free(result);
  for (i = 3; i < argc; i++) {
    result = smsp_client_bulk_status(client, argv[i]);
    CHECK(smsp_result_http_status(result) != 0);
    smsp_result_free(result);
  }
  smsp_client_free(client);

  CHECK(!process_holds(inverted, key_length));
  CHECK(!process_holds(encoded, sizeof encoded_key - 1));
  return 0;
}
