/* Asks a server whose answer has no end, or would not fit into memory, while
 * this process may grow by a few megabytes only.
 *
 *   limited_memory BASE_URL KEY LIMIT GROWTH WORDS
 *
 * LIMIT is the limit for answers, GROWTH what the process may grow by, both in
 * bytes; WORDS are in the message.
 */
#include <smsp.h>

#include <sys/resource.h>
#include <unistd.h>

#include "check.h"

/* How much address space this process has taken up (proc(5), statm). */
static rlim_t address_space(void) {
  unsigned long pages = 0;
  FILE *statm = fopen("/proc/self/statm", "r");

  CHECK(statm != NULL);
  CHECK(fscanf(statm, "%lu", &pages) == 1);
  fclose(statm);
  return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

int main(int argc, char **argv) {
  smsp_options *options = smsp_options_new();
  smsp_client *client;
  smsp_result *result;
  struct rlimit limit;

  CHECK(argc == 6);
  CHECK(smsp_options_set_base_url(options, argv[1]) == SMSP_OK);
  CHECK(smsp_options_set_timeout_ms(options, 60000) == SMSP_OK);
  CHECK(smsp_options_set_max_response_bytes(options, atol(argv[3])) == SMSP_OK);
  client = smsp_client_new(argv[2], options);
  smsp_options_free(options);

  limit.rlim_cur = limit.rlim_max = address_space() + (rlim_t)atol(argv[4]);
  CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
  /* The limit is in force. */
  CHECK(malloc((size_t)atol(argv[4]) + 1) == NULL);

  result = smsp_client_bulk_status(client, "300");
  if (smsp_result_error_code(result) != SMSP_ERROR_RESPONSE_TOO_LARGE) {
    fprintf(stderr, "%s: %s\n", smsp_error_name(smsp_result_error_code(result)),
            smsp_result_error_message(result));
    return 1;
  }
  CHECK(strstr(smsp_result_error_message(result), argv[5]) != NULL);
  smsp_result_free(result);
  smsp_client_free(client);
  return 0;
}
