/* No descriptor left: the call says so, and works again when there is one. A
 * client at rest holds nothing once it is freed.
 *
 *   descriptors BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 */
#define _POSIX_C_SOURCE 200809L

#include <sys/resource.h>
#include <unistd.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "process.h"

static void fails_for_want_of_descriptors(smsp_result *result) {
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_CONNECT);
  CHECK(strstr(smsp_result_error_message(result), "Too many open files") != NULL);
  smsp_result_free(result);
}

static void limit_descriptors_to(rlim_t count) {
  struct rlimit limit;

  CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = count;
  CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

int main(int argc, char **argv) {
  const int before = open_descriptors();
  const int next = dup(0);
  smsp_options *options;
  smsp_client *client;
  smsp_client *elsewhere;
  smsp_result *result;

  CHECK(argc == 4);
  CHECK(next >= 0 && close(next) == 0);
  options = options_for(argv[1], argv[2]);
  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  client = smsp_client_new(argv[3], options);
  CHECK(smsp_options_set_base_url(options, "https://name.invalid/v1") == SMSP_OK);
  elsewhere = smsp_client_new(argv[3], options);
  smsp_options_free(options);

  limit_descriptors_to((rlim_t)next);
  fails_for_want_of_descriptors(smsp_client_bulk_status(client, "300"));
  fails_for_want_of_descriptors(smsp_client_bulk_status(elsewhere, "300"));
  limit_descriptors_to(256);
  result = smsp_client_bulk_status(client, "300");
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  smsp_result_free(result);
  smsp_client_free(client);
  smsp_client_free(elsewhere);
  CHECK(open_descriptors() == before);
  return 0;
}
