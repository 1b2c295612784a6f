/* A variable of the environment that is not UTF-8 is refused by name: a call that
 * ignored it could ask another server than the one that is meant.
 *
 *   environment BASE_URL KEY
 */
#define _POSIX_C_SOURCE 200809L

#include <smsp.h>

#include "check.h"
#include "client_of.h"

static const char *const variables[] = {
    "SMSP_BASE_URL", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy",
};

enum { VARIABLES = sizeof variables / sizeof variables[0] };

/* Those of smsp_bulk_status() alone. */
static const char *const one_shot[] = {"SMSP_BASE_URL", "SMSP_CA_FILE", "SMSP_TRUST"};

enum { ONE_SHOT = sizeof one_shot / sizeof one_shot[0] };

static void clear(void) {
  int i;

  for (i = 0; i < VARIABLES; i++) {
    CHECK(unsetenv(variables[i]) == 0);
  }
  for (i = 0; i < ONE_SHOT; i++) {
    CHECK(unsetenv(one_shot[i]) == 0);
  }
}

static void is_refused(smsp_result *result, const char *name) {
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(strstr(smsp_result_error_message(result), name) != NULL);
  CHECK(strstr(smsp_result_error_message(result), "UTF-8") != NULL);
  smsp_result_free(result);
}

static smsp_result *ask_over_tls(const char *key) {
  smsp_client *client = client_of("https://127.0.0.1:1/v1", "", key);
  smsp_result *result = smsp_client_bulk_status(client, "300");

  smsp_client_free(client);
  return result;
}

int main(int argc, char **argv) {
  smsp_result *result;
  char key[8] = "key-0";
  int i;

  CHECK(argc == 3);
  for (i = 0; i < ONE_SHOT; i++) {
    clear();
    CHECK(setenv(one_shot[i], "http://127.0.0.1:1/\xff", 1) == 0);
    is_refused(smsp_bulk_status(argv[2], "300"), one_shot[i]);
  }
  clear();
  /* Nothing is kept of the refusal. */
  CHECK(setenv("SMSP_BASE_URL", argv[1], 1) == 0);
  result = smsp_bulk_status(argv[2], "300");
  CHECK_TEXT(smsp_result_error_message(result), "");
  smsp_result_free(result);

  for (i = 1; i < VARIABLES; i++) {
    clear();
    CHECK(setenv(variables[i], "http://127.0.0.1:1/\xc3\x28", 1) == 0);
    if (i >= 5) {
      CHECK(setenv("HTTPS_PROXY", "http://127.0.0.1:1", 1) == 0);
    }
    is_refused(ask_over_tls(argv[2]), variables[i]);
    key[4]++; /* each key has options of its own */
    is_refused(smsp_bulk_status(key, "300"), variables[i]);
    /* A missing key is told first. */
    result = smsp_bulk_status("", "300");
    CHECK(smsp_result_error_code(result) == SMSP_ERROR_API_KEY_REQUIRED);
    smsp_result_free(result);
  }
  return 0;
}
