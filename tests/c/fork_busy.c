/* Forks while eight threads are in calls of every kind: each child, and each of its
 * children, makes calls with what it inherited and with a client of its own.
 *
 *   fork_busy BASE_URL CA_FILE KEY ROUNDS        (CA_FILE "" over plain http)
 *   SMSP_BASE_URL names the plain sandbox for smsp_bulk_status().
 */
#define _GNU_SOURCE

#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"

enum { THREADS = 8, IDS = 6, SECONDS_OF_A_CHILD = 30, GENERATIONS = 3 };

static char **arguments;
static int is_over;

static void answered(smsp_result *result) {
  CHECK_TEXT(smsp_result_error_message(result), "");
  smsp_result_free(result);
}

static int32_t go_on(int32_t index, const smsp_result *result, void *user_data) {
  (void)index;
  (void)user_data;
  return smsp_result_error_code(result) == SMSP_OK;
}

static void ask_many(const smsp_client *client) {
  static const char *const ids[IDS] = {"300", "111", "310", "300", "111", "310"};
  smsp_batch *batch = smsp_client_bulk_status_many(client, ids, IDS, go_on, NULL);

  CHECK(smsp_batch_error_count(batch) == 0);
  smsp_batch_free(batch);
}

static void ask_with_a_watch(const smsp_client *client) {
  smsp_watch *watch = smsp_watch_new(client, "300", 0);
  smsp_result *result;

  while ((result = smsp_watch_next(watch)) != NULL) {
    answered(result);
  }
  smsp_watch_free(watch);
}

static void ask_a_new_client(void) {
  smsp_client *client = client_of(arguments[1], arguments[2], arguments[3]);

  answered(smsp_client_bulk_status(client, "300"));
  smsp_client_free(client);
}

static void make_call(const smsp_client *client, int which) {
  switch (which % 5) {
    case 0:
      answered(smsp_client_bulk_status(client, "300"));
      break;
    case 1:
      ask_many(client);
      break;
    case 2:
      ask_with_a_watch(client);
      break;
    case 3:
      ask_a_new_client();
      break;
    default:
      answered(smsp_bulk_status(arguments[3], "300"));
  }
}

static void *ask(void *client) {
  static int next;
  int which = __atomic_fetch_add(&next, 1, __ATOMIC_SEQ_CST);

  while (!__atomic_load_n(&is_over, __ATOMIC_SEQ_CST)) {
    make_call(client, which++);
  }
  return NULL;
}

static void ended_well(pid_t child) {
  int status = -1;

  CHECK(waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status)) {
    fprintf(stderr, "a child ended with signal %d\n", WTERMSIG(status));
  }
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Makes calls in a child, which forks as well. */
static void fork_and_ask(smsp_client *client, int round, int generation) {
  pid_t child = fork();

  CHECK(child >= 0);
  if (child > 0) {
    if (generation > 1) {
      make_call(client, round + 3);
    }
    ended_well(child);
    return;
  }
  alarm(SECONDS_OF_A_CHILD);
  make_call(client, round);
  make_call(client, round + 1);
  if (generation < GENERATIONS && round % 4 == 0) {
    fork_and_ask(client, round + generation, generation + 1);
  }
  make_call(client, round + 2);
  smsp_client_free(client);
  _exit(0);
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS];
  smsp_client *client;
  int rounds;
  int round;
  int i;

  CHECK(argc == 5);
  arguments = argv;
  rounds = atoi(argv[4]);
  client = client_of(argv[1], argv[2], argv[3]);
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], NULL, ask, client) == 0);
  }
  for (round = 0; round < rounds; round++) {
    fork_and_ask(client, round, 1);
  }
  __atomic_store_n(&is_over, 1, __ATOMIC_SEQ_CST);
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  smsp_client_free(client);
  return 0;
}
