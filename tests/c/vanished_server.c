/* A server that goes away between two calls ends the second one with an error,
 * not with SIGPIPE. Says "ready" after the first call and makes the second one
 * when a line comes in.
 *
 *   vanished_server BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 */
#include <smsp.h>

#include "check.h"
#include "client_of.h"

int main(int argc, char **argv) {
  smsp_client *client;
  smsp_result *result;

  CHECK(argc == 4);
  client = client_without_retries(argv[1], argv[2], argv[3]);

  result = smsp_client_bulk_status(client, "300");
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  smsp_result_free(result);

  puts("ready");
  fflush(stdout);
  CHECK(getchar() == '\n');

  result = smsp_client_bulk_status(client, "300");
  /* A process that is being started elsewhere may hold the port for a moment
   * more: then there is a connection, which nobody serves. */
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_CONNECT ||
        smsp_result_error_code(result) == SMSP_ERROR_NETWORK);
  smsp_result_free(result);
  smsp_client_free(client);
  return 0;
}
