/* Sixteen threads with stacks of 128 KiB share a client and the call that needs
 * none, at the same time.
 *
 *   threads BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 *   SMSP_BASE_URL names the plain sandbox for smsp_bulk_status().
 */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"

enum { THREADS = 16, CALLS = 10, STACK = 128 * 1024 };

static const smsp_client *client;
static const char *key;

static void answered(smsp_result *result, int32_t count) {
  CHECK_TEXT(smsp_result_error_message(result), "");
  CHECK(smsp_result_count(result) == count);
  smsp_result_free(result);
}

static void *ask(void *unused) {
  int i;

  for (i = 0; i < CALLS; i++) {
    answered(smsp_client_bulk_status(client, "500"), 500);
    answered(smsp_bulk_status(key, "300"), 4);
  }
  return unused;
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS];
  pthread_attr_t attributes;
  smsp_client *shared;
  int i;

  CHECK(argc == 4);
  key = argv[3];
  shared = client_of(argv[1], argv[2], key);
  client = shared;
  CHECK(pthread_attr_init(&attributes) == 0);
  CHECK(pthread_attr_setstacksize(&attributes, STACK) == 0);
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], &attributes, ask, NULL) == 0);
  }
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  pthread_attr_destroy(&attributes);
  smsp_client_free(shared);
  return 0;
}
