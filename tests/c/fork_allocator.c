/* A program that brings its own malloc, which holds its lock across a fork as
 * jemalloc does, forks while other threads open connections: no side waits for ever.
 *
 *   fork_allocator ROUNDS
 */
#define _GNU_SOURCE

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

enum { THREADS = 4, SECONDS = 120 };

void *__libc_malloc(size_t size);

static pthread_mutex_t memory = PTHREAD_MUTEX_INITIALIZER;
static int is_prepared;
static int is_over;

static void hold_memory(void) { pthread_mutex_lock(&memory); }

static void release_memory(void) { pthread_mutex_unlock(&memory); }

/* Takes the place of the system's, for the library too. */
void *malloc(size_t size) {
  void *bytes;

  if (!__atomic_exchange_n(&is_prepared, 1, __ATOMIC_SEQ_CST)) {
    pthread_atfork(hold_memory, release_memory, release_memory);
  }
  hold_memory();
  bytes = __libc_malloc(size);
  release_memory();
  return bytes;
}

/* "bye" ends each connection, so each call opens one. */
static void *ask(void *client) {
  while (!__atomic_load_n(&is_over, __ATOMIC_SEQ_CST)) {
    smsp_result *result = smsp_client_bulk_status(client, "bye");

    CHECK_TEXT(smsp_result_error_message(result), "");
    smsp_result_free(result);
  }
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS];
  struct server server;
  smsp_client *client;
  int rounds;
  int i;

  CHECK(argc == 2);
  rounds = atoi(argv[1]);
  alarm(SECONDS);
  server = start_server();
  client = client_of(server.base_url, "", "key");
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], NULL, ask, client) == 0);
  }
  for (i = 0; i < rounds; i++) {
    pid_t child = fork();
    int status = -1;

    CHECK(child >= 0);
    if (child == 0) {
      alarm(SECONDS);
      if (i % 8 == 0) {
        smsp_result *result = smsp_client_bulk_status(client, "bye");

        CHECK_TEXT(smsp_result_error_message(result), "");
        smsp_result_free(result);
      }
      _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  __atomic_store_n(&is_over, 1, __ATOMIC_SEQ_CST);
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  smsp_client_free(client);
  stop_server(&server);
  return 0;
}
