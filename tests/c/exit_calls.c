/* Calls at the end of a thread and of the process work as before: from a destructor of
 * a thread's key, in every round of them, and from atexit().
 *
 *   exit_calls BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 *   SMSP_BASE_URL names the plain sandbox for smsp_bulk_status().
 */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <unistd.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"

enum { IDS = 6, MOST_RESULTS = 100 };

static char **arguments;
static smsp_client *shared;
static smsp_client *cancelled;
static smsp_watch *watch;
static pthread_key_t key;
static int rounds;

/* CHECK ends the program with exit(), which must not be called at its end. */
#define IS_TRUE(condition)                                                       \
  do {                                                                           \
    if (!(condition)) {                                                          \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      _exit(1);                                                                  \
    }                                                                            \
  } while (0)

static void answered(smsp_result *result) {
  if (smsp_result_error_code(result) != SMSP_OK) {
    fprintf(stderr, "%s\n", smsp_result_error_message(result));
  }
  IS_TRUE(smsp_result_error_code(result) == SMSP_OK);
  IS_TRUE(smsp_result_count(result) == 4);
  smsp_result_free(result);
}

static int32_t go_on(int32_t index, const smsp_result *result, void *user_data) {
  (void)index;
  (void)user_data;
  return smsp_result_error_code(result) == SMSP_OK;
}

static int32_t stop(const smsp_result *result, void *user_data) {
  (void)user_data;
  return smsp_result_error_code(result) != SMSP_OK;
}

static void ask_many(smsp_batch_fn callback) {
  const char *ids[IDS] = {"300", "300", "300", "300", "300", "300"};
  smsp_batch *batch = smsp_client_bulk_status_many(shared, ids, IDS, callback, NULL);

  IS_TRUE(smsp_batch_error_count(batch) == 0);
  smsp_batch_free(batch);
}

/* Polls to the end, which the time or a cancel brings. */
static void read_to_end(smsp_watch *polls, smsp_error last) {
  smsp_result *result;
  smsp_error code = SMSP_OK;
  int results = 0;

  while ((result = smsp_watch_next(polls)) != NULL) {
    code = smsp_result_error_code(result);
    smsp_result_free(result);
    IS_TRUE(++results < MOST_RESULTS);
  }
  IS_TRUE(code == last);
  IS_TRUE(smsp_watch_delay_ms(polls) == -1);
  smsp_watch_free(polls);
}

static void use_everything(void) {
  smsp_client *own = client_of(arguments[1], arguments[2], arguments[3]);

  answered(smsp_client_bulk_status(own, "300"));
  smsp_client_free(own);
  answered(smsp_client_bulk_status(shared, "300"));
  answered(smsp_bulk_status(arguments[3], "300"));
  answered(smsp_client_wait(shared, "300", 1000, stop, NULL));
  ask_many(NULL);
  ask_many(go_on);
  read_to_end(smsp_watch_new(shared, "304", 20), SMSP_OK);
  read_to_end(smsp_watch_new(cancelled, "304", 60000), SMSP_ERROR_CANCELLED);
}

static void at_the_end_of_a_thread(void *value) {
  use_everything();
  /* Once more in the next round, when other destructors have run. */
  if (++rounds < 4) {
    IS_TRUE(pthread_setspecific(key, value) == 0);
  }
}

static void at_the_end(void) {
  use_everything();
  /* A watch that was made before, of a client that is gone. */
  smsp_client_free(shared);
  read_to_end(watch, SMSP_ERROR_CANCELLED);
  smsp_client_free(cancelled);
}

static void *fresh_thread(void *used) {
  IS_TRUE(pthread_setspecific(key, arguments) == 0);
  if (used != NULL) {
    use_everything();
  }
  return NULL;
}

static void run_thread(void *used) {
  pthread_t thread;

  rounds = 0;
  IS_TRUE(pthread_create(&thread, NULL, fresh_thread, used) == 0);
  IS_TRUE(pthread_join(thread, NULL) == 0);
  IS_TRUE(rounds == 4);
}

int main(int argc, char **argv) {
  CHECK(argc == 4);
  arguments = argv;
  alarm(60);
  /* Registered before the library's first use, so it runs after what that registers. */
  CHECK(atexit(at_the_end) == 0);
  CHECK(pthread_key_create(&key, at_the_end_of_a_thread) == 0);
  shared = client_of(argv[1], argv[2], argv[3]);
  cancelled = client_of(argv[1], argv[2], argv[3]);
  smsp_client_cancel(cancelled);
  watch = smsp_watch_new(shared, "304", 60000);
  run_thread(NULL);
  run_thread(argv);
  return 0;
}
