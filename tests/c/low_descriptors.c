/* A program that has closed its standard streams: each descriptor that the library
 * keeps is 3 or above, so that nothing that the program writes to a stream reaches the
 * provider, and none is inherited by a program that is executed.
 *
 *   low_descriptors BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 *   SMSP_BASE_URL names the plain sandbox for smsp_bulk_status().
 */
#define _GNU_SOURCE

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"

enum { IDS = 24, SAVED = 100, FOR_MORE_THAN_MS = 500 };

static int is_over;
static int is_seen;

/* CHECK, where standard error is closed. */
#define HOLDS(condition)            \
  do {                              \
    int holds_ = (condition) != 0;  \
    if (!holds_) {                  \
      dup2(SAVED, STDERR_FILENO);   \
      CHECK(holds_ && #condition);  \
    }                               \
  } while (0)

static int64_t now_ms(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Looks all the time whether a standard stream is open, for longer than it takes to
 * give a new descriptor another number. */
static void *look_at_streams(void *unused) {
  int64_t since[3] = {0, 0, 0};
  int number;

  while (!__atomic_load_n(&is_over, __ATOMIC_SEQ_CST)) {
    for (number = 0; number < 3; number++) {
      if (fcntl(number, F_GETFD) < 0) {
        since[number] = 0;
      } else if (since[number] == 0) {
        since[number] = now_ms();
      } else if (now_ms() - since[number] > FOR_MORE_THAN_MS) {
        is_seen = 1;
      }
    }
    sched_yield();
  }
  return unused;
}

/* Where nothing is being opened. */
static void streams_are_closed(void) {
  int number;

  for (number = 0; number < 3; number++) {
    HOLDS(fcntl(number, F_GETFD) < 0);
  }
}

/* None but SAVED is inherited; a few are there. */
static void all_are_closed_on_exec(void) {
  int number;
  int count = 0;

  for (number = 3; number < SAVED; number++) {
    int flags = fcntl(number, F_GETFD);

    if (flags >= 0) {
      HOLDS(flags & FD_CLOEXEC);
      count++;
    }
  }
  HOLDS(count >= 3);
}

static int32_t look(int32_t index, const smsp_result *result, void *user_data) {
  (void)index;
  (void)user_data;
  all_are_closed_on_exec();
  return smsp_result_error_code(result) == SMSP_OK;
}

static int32_t look_at_poll(const smsp_result *result, void *user_data) {
  (void)result;
  return look(0, result, user_data);
}

static void answered(smsp_result *result) {
  HOLDS(smsp_result_error_code(result) == SMSP_OK);
  smsp_result_free(result);
}

static void *ask(void *client) {
  int i;

  for (i = 0; i < 20; i++) {
    answered(smsp_client_bulk_status(client, "300"));
  }
  return NULL;
}

int main(int argc, char **argv) {
  const char *ids[IDS];
  pthread_t threads[8];
  pthread_t watcher;
  smsp_client *client;
  smsp_batch *batch;
  smsp_watch *watch;
  int number;
  int round;
  int i;

  CHECK(argc == 4);
  CHECK(dup2(STDERR_FILENO, SAVED) == SAVED);
  CHECK(fcntl(SAVED, F_SETFD, FD_CLOEXEC) == 0);
  for (number = 3; number < SAVED; number++) {
    close(number);
  }
  for (number = 0; number < 3; number++) {
    CHECK(close(number) == 0);
  }
  HOLDS(pthread_create(&watcher, NULL, look_at_streams, NULL) == 0);
  for (i = 0; i < IDS; i++) {
    ids[i] = "300";
  }
  for (round = 0; round < 10; round++) {
    client = client_of(argv[1], argv[2], argv[3]);
    answered(smsp_bulk_status(argv[3], "300"));
    for (i = 0; i < 8; i++) {
      HOLDS(pthread_create(&threads[i], NULL, ask, client) == 0);
    }
    batch = smsp_client_bulk_status_many(client, ids, IDS, look, NULL);
    HOLDS(smsp_batch_error_count(batch) == 0);
    smsp_batch_free(batch);
    answered(smsp_client_wait(client, "111", 1000, look_at_poll, NULL));
    watch = smsp_watch_new(client, "304", 1000);
    answered(smsp_watch_next(watch));
    for (i = 0; i < 8; i++) {
      HOLDS(pthread_join(threads[i], NULL) == 0);
    }
    all_are_closed_on_exec();
    streams_are_closed();
    smsp_watch_free(watch);
    smsp_client_free(client);
  }
  streams_are_closed();
  __atomic_store_n(&is_over, 1, __ATOMIC_SEQ_CST);
  HOLDS(pthread_join(watcher, NULL) == 0);
  HOLDS(!is_seen);
  return 0;
}
