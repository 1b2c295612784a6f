/* Asks once, through the proxy that the environment names or directly, and prints the
 * name of the code and the message. No name but "localhost" has an address: this
 * program's own getaddrinfo() takes the place of the system's.
 *
 *   proxied BASE_URL
 */
#define _POSIX_C_SOURCE 200809L

#include <smsp.h>

#include <netdb.h>

#include "check.h"

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
  (void)name;
  (void)service;
  (void)hints;
  (void)found;
  return EAI_NONAME;
}

int main(int argc, char **argv) {
  smsp_options *options = smsp_options_new();
  smsp_client *client;
  smsp_result *result;

  CHECK(argc == 2);
  CHECK(smsp_options_set_base_url(options, argv[1]) == SMSP_OK);
  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  CHECK(smsp_options_set_timeout_ms(options, 60000) == SMSP_OK);
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  result = smsp_client_bulk_status(client, "300");
  printf("%s\n%s\n", smsp_error_name(smsp_result_error_code(result)),
         smsp_result_error_message(result));
  smsp_result_free(result);
  smsp_client_free(client);
  return 0;
}
