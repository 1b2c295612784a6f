/* A child that is forked while another thread makes the first call of a process
 * finds nothing half done: it makes calls of its own. Each round is a fresh process,
 * which forks in the first microseconds of that call.
 *
 *   fork_first_call BASE_URL CA_FILE KEY ROUNDS        (CA_FILE "" over plain http)
 *   SMSP_BASE_URL names the plain sandbox for smsp_bulk_status().
 */
#define _GNU_SOURCE

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"

enum { FORKS = 4, SECONDS_OF_A_CHILD = 20, SECONDS_OF_A_ROUND = 60 };

static char **arguments;
static int has_begun;

static void answered(smsp_result *result) {
  CHECK_TEXT(smsp_result_error_message(result), "");
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  smsp_result_free(result);
}

static void ask_a_client(void) {
  smsp_client *client = client_of(arguments[1], arguments[2], arguments[3]);

  answered(smsp_client_bulk_status(client, "300"));
  smsp_client_free(client);
}

static void ask_without_set_up(void) { answered(smsp_bulk_status(arguments[3], "300")); }

/* The first calls that a program may make, and those that its child may. */
static void make_call(int which) {
  switch (which % 3) {
    case 0:
      ask_without_set_up();
      break;
    case 1:
      ask_a_client();
      break;
    default:
      CHECK(smsp_version_number() == SMSP_VERSION_NUMBER);
      CHECK(smsp_result_count(NULL) == 0);
      ask_a_client();
  }
}

static void *make_first_call(void *which) {
  __atomic_store_n(&has_begun, 1, __ATOMIC_SEQ_CST);
  make_call((int)(intptr_t)which);
  return NULL;
}

static int64_t now_ns(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void pass(int64_t nanoseconds) {
  int64_t end = now_ns() + nanoseconds;

  while (now_ns() < end) {
  }
}

/* A child's exit status, once it has ended. */
static void ended_well(pid_t child) {
  int status = -1;

  CHECK(waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
    fprintf(stderr, "a child hung\n");
  }
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* In a fresh process: forks while another thread makes the first call. */
static void fork_during_first_call(int round) {
  pid_t children[FORKS];
  pthread_t thread;
  int i;

  alarm(SECONDS_OF_A_ROUND);
  CHECK(pthread_create(&thread, NULL, make_first_call, (void *)(intptr_t)round) == 0);
  while (!__atomic_load_n(&has_begun, __ATOMIC_SEQ_CST)) {
  }
  pass(round % 40 * 2500);
  for (i = 0; i < FORKS; i++) {
    children[i] = fork();
    CHECK(children[i] >= 0);
    if (children[i] == 0) {
      alarm(SECONDS_OF_A_CHILD);
      make_call(round / 3 + i);
      _exit(0);
    }
    pass(5000);
  }
  for (i = 0; i < FORKS; i++) {
    ended_well(children[i]);
  }
  CHECK(pthread_join(thread, NULL) == 0);
}

int main(int argc, char **argv) {
  int rounds;
  int round;

  CHECK(argc == 5 || argc == 6);
  arguments = argv;
  if (argc == 6) {
    fork_during_first_call(atoi(argv[5]));
    return 0;
  }
  rounds = atoi(argv[4]);
  for (round = 0; round < rounds; round++) {
    pid_t fresh = fork();

    CHECK(fresh >= 0);
    if (fresh == 0) {
      char number[16];

      snprintf(number, sizeof number, "%d", round);
      execl("/proc/self/exe", argv[0], argv[1], argv[2], argv[3], argv[4], number, (char *)NULL);
      _exit(127);
    }
    ended_well(fresh);
  }
  return 0;
}
