/* The system refuses every thread: a name look-up says so, nothing panics, a
 * call that needs no look-up works, and so does a batch, on the calling thread.
 *
 *   no_threads BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <pthread.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"

/* Takes the place of the C library's. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                   void *(*start)(void *), void *argument) {
  (void)thread;
  (void)attributes;
  (void)start;
  (void)argument;
  return EAGAIN;
}

int main(int argc, char **argv) {
  static const char *const ids[] = {"300", "111", "300"};
  smsp_batch *batch;
  smsp_client *named;
  smsp_client *client;
  smsp_result *result;

  CHECK(argc == 4);
  named = client_of("https://name.invalid/v1", "", argv[3]);
  result = smsp_client_bulk_status(named, "300");
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_CONNECT);
  CHECK(strstr(smsp_result_error_message(result), strerror(EAGAIN)) != NULL);
  smsp_result_free(result);
  smsp_client_free(named);

  client = client_of(argv[1], argv[2], argv[3]);
  result = smsp_client_bulk_status(client, "300");
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  smsp_result_free(result);
  batch = smsp_client_bulk_status_many(client, ids, 3, NULL, NULL);
  CHECK(smsp_batch_count(batch) == 3 && smsp_batch_error_count(batch) == 0);
  smsp_batch_free(batch);
  smsp_client_free(client);
  return 0;
}
