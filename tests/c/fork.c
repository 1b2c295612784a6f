/* After fork() both sides go on, with an inherited client and with the call
 * that needs none, over connections that were open at that moment.
 *
 *   fork BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 *   SMSP_BASE_URL names the plain sandbox for smsp_bulk_status().
 */
#define _POSIX_C_SOURCE 200809L

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"

enum { ROUNDS = 20 };

static void answered(smsp_result *result) {
  if (smsp_result_error_code(result) != SMSP_OK) {
    fprintf(stderr, "%s\n", smsp_result_error_message(result));
  }
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  CHECK(smsp_result_count(result) == 4);
  smsp_result_free(result);
}

static void ask_both_ways(const smsp_client *client, const char *key) {
  answered(smsp_client_bulk_status(client, "300"));
  answered(smsp_bulk_status(key, "300"));
}

int main(int argc, char **argv) {
  smsp_client *client;
  int round;

  CHECK(argc == 4);
  client = client_of(argv[1], argv[2], argv[3]);
  ask_both_ways(client, argv[3]);

  for (round = 0; round < ROUNDS; round++) {
    pid_t child = fork();
    int status = -1;

    CHECK(child >= 0);
    /* Both sides ask at once, over what would be the same connections. */
    ask_both_ways(client, argv[3]);
    if (child == 0) {
      ask_both_ways(client, argv[3]);
      smsp_client_free(client);
      _exit(0);
    }
    ask_both_ways(client, argv[3]);
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  smsp_client_free(client);
  return 0;
}
