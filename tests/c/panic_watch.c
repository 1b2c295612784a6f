/* A fault inside the library ends each loop over smsp_watch_next(), after one result
 * that tells of it. Needs a library in which every function panics while
 * SMSP_TEST_PANIC is set.
 *
 *   panic_watch BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 */
#define _POSIX_C_SOURCE 200809L

#include <smsp.h>

#include "check.h"
#include "client_of.h"

enum { MOST = 10 };

static void set_panic(int is_set) {
  CHECK((is_set ? setenv("SMSP_TEST_PANIC", "1", 1) : unsetenv("SMSP_TEST_PANIC")) == 0);
}

/* A result is read while nothing panics. */
static smsp_error code_of(smsp_result *result) {
  smsp_error code;

  set_panic(0);
  code = smsp_result_error_code(result);
  smsp_result_free(result);
  set_panic(1);
  return code;
}

/* Reads a watch to its end while everything panics. */
static void ends_with_a_fault(smsp_watch *watch) {
  smsp_result *result;
  int results = 0;

  set_panic(1);
  while ((result = smsp_watch_next(watch)) != NULL) {
    CHECK(code_of(result) == SMSP_ERROR_INTERNAL);
    CHECK(++results < MOST);
  }
  CHECK(results == 1);
  CHECK(smsp_watch_delay_ms(watch) == -1);
  CHECK(smsp_watch_next(watch) == NULL);
  set_panic(0);
  CHECK(smsp_watch_delay_ms(watch) == -1);
  smsp_watch_free(watch);
}

int main(int argc, char **argv) {
  smsp_client *client;
  smsp_watch *watch;
  smsp_result *result;
  int results = 0;

  CHECK(argc == 4);
  client = client_of(argv[1], argv[2], argv[3]);
  ends_with_a_fault(smsp_watch_new(client, "304", 60000));

  watch = smsp_watch_new(client, "304", 60000);
  result = smsp_watch_next(watch);
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  smsp_result_free(result);
  ends_with_a_fault(watch);

  /* Made while everything panics: the one result tells of it. */
  set_panic(1);
  watch = smsp_watch_new(client, "304", 60000);
  set_panic(0);
  while ((result = smsp_watch_next(watch)) != NULL) {
    CHECK(smsp_result_error_code(result) == SMSP_ERROR_INTERNAL);
    smsp_result_free(result);
    CHECK(++results < MOST);
  }
  CHECK(results == 1);
  smsp_watch_free(watch);

  /* A cancel works whatever else is broken. */
  set_panic(1);
  smsp_client_cancel(client);
  set_panic(0);
  result = smsp_client_bulk_status(client, "300");
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_CANCELLED);
  smsp_result_free(result);
  smsp_client_free(client);
  return 0;
}
