/* Once a child has freed a client that it inherited, the API key is nowhere in its
 * memory, in neither spelling, whatever other threads of the parent were doing with
 * it at the fork; but a request that such a thread was sending stays. Reads the key
 * from standard input.
 *
 *   fork_secrets BASE_URL CA_FILE ROUNDS        (CA_FILE "" over plain http)
 */
#define _GNU_SOURCE

#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>

#include <smsp.h>

#include "check.h"
#include "memory.h"

enum { THREADS = 4, SECONDS = 60 };

static const char encoded_key[] = "%2Fse%3Dcret";

static int is_over;

static void *ask(void *client) {
  while (!__atomic_load_n(&is_over, __ATOMIC_SEQ_CST)) {
    smsp_result_free(smsp_client_bulk_status(client, "300"));
  }
  return NULL;
}

static void pass(long nanoseconds) {
  struct timespec begin;
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &begin);
  do {
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while ((now.tv_sec - begin.tv_sec) * 1000000000 + now.tv_nsec - begin.tv_nsec < nanoseconds);
}

/* What a child finds: 0 nothing, 1 the key, 2 its other spelling, 3 both. */
static int found_by_child(smsp_client *client) {
  unsigned char encoded[sizeof encoded_key];
  pid_t child = fork();
  int status = -1;

  CHECK(child >= 0);
  if (child == 0) {
    alarm(SECONDS);
    smsp_client_free(client);
    invert(encoded_key, encoded, sizeof encoded_key - 1);
    _exit(process_holds(inverted, key_length) + 2 * process_holds(encoded, sizeof encoded_key - 1));
  }
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  return WEXITSTATUS(status);
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS];
  smsp_client *client;
  int rounds;
  int round;
  int i;
  int found[4] = {0, 0, 0, 0};

  CHECK(argc == 4);
  rounds = atoi(argv[3]);
  read_key();
  CHECK(!process_holds(inverted, key_length));
  client = client_with_key(argv[1], argv[2]);
  smsp_result_free(smsp_client_bulk_status(client, "300"));
  CHECK(found_by_child(client) == 0);
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], NULL, ask, client) == 0);
  }
  for (round = 0; round < rounds; round++) {
    pass(round % 50 * 20000);
    found[found_by_child(client)]++;
  }
  __atomic_store_n(&is_over, 1, __ATOMIC_SEQ_CST);
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  smsp_client_free(client);
  CHECK(!process_holds(inverted, key_length));
  if (found[1] + found[3] > 0) {
    fprintf(stderr, "of %d children, the key is in %d, and with its other spelling in %d\n", rounds,
            found[1], found[3]);
  }
  /* A request that another thread was sending at the fork may be there still. */
  CHECK(found[0] + found[2] == rounds);
  return 0;
}
