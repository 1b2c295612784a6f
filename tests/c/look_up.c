/* A name look-up that is slow, or fails: the library's calls end in time. This
 * program's own getaddrinfo() takes the place of the system's.
 *
 *   look_up KEY
 */
#include <smsp.h>

#include <netdb.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

enum { TIMEOUT_MS = 500, GRACE_MS = 200, RUNS = 3 };

static sem_t begun;
static int answers_at_once;

/* Looks nothing up: answers "no such name", or stays silent for longer than
 * this program lives. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
  (void)name;
  (void)service;
  (void)hints;
  (void)found;
  sem_post(&begun);
  while (!answers_at_once) {
    pause();
  }
  return EAI_NONAME;
}

static int64_t now_ms(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static smsp_client *client_with(const char *key, int64_t total, int64_t connect) {
  smsp_options *options = smsp_options_new();
  smsp_client *client;

  CHECK(smsp_options_set_base_url(options, "https://sms.example/v1") == SMSP_OK);
  CHECK(smsp_options_set_timeout_ms(options, total) == SMSP_OK);
  CHECK(smsp_options_set_connect_timeout_ms(options, connect) == SMSP_OK);
  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  client = smsp_client_new(key, options);
  smsp_options_free(options);
  return client;
}

static void *call(void *client) {
  return smsp_client_bulk_status(client, "300");
}

static void ends_as(smsp_result *result, smsp_error code, const char *words, const char *key) {
  const char *message = smsp_result_error_message(result);

  CHECK(smsp_result_error_code(result) == code);
  CHECK(strstr(message, words) != NULL);
  CHECK(strstr(message, key) == NULL);
  smsp_result_free(result);
}

/* How late a call ends after its timeout. */
static int64_t lateness(const char *key, int64_t total, int64_t connect) {
  smsp_client *client = client_with(key, total, connect);
  int64_t begin = now_ms();
  smsp_result *result = call(client);
  int64_t took = now_ms() - begin;

  ends_as(result, SMSP_ERROR_TIMEOUT, "to sms.example: the look-up of its name got no answer", key);
  CHECK(sem_trywait(&begun) == 0);
  CHECK(took >= TIMEOUT_MS - 1);
  smsp_client_free(client);
  return took - TIMEOUT_MS;
}

/* How long a call lasts after it was cancelled. */
static int64_t delay_of_cancel(const char *key) {
  smsp_client *client = client_with(key, 60000, 60000);
  pthread_t caller;
  void *result;
  int64_t begin;
  int64_t took;

  CHECK(pthread_create(&caller, NULL, call, client) == 0);
  CHECK(sem_wait(&begun) == 0);
  begin = now_ms();
  smsp_client_cancel(client);
  CHECK(pthread_join(caller, &result) == 0);
  took = now_ms() - begin;
  ends_as(result, SMSP_ERROR_CANCELLED, "", key);
  smsp_client_free(client);
  return took;
}

int main(int argc, char **argv) {
  int64_t best[3] = {60000, 60000, 60000};
  smsp_client *client;
  int i;

  CHECK(argc == 2);
  CHECK(sem_init(&begun, 0, 0) == 0);

  /* The best of several runs: a busy machine may be late now and then. */
  for (i = 0; i < RUNS; i++) {
    int64_t times[3];
    int kind;

    times[0] = lateness(argv[1], TIMEOUT_MS, 60000);
    times[1] = lateness(argv[1], 60000, TIMEOUT_MS);
    times[2] = delay_of_cancel(argv[1]);
    for (kind = 0; kind < 3; kind++) {
      if (times[kind] < best[kind]) {
        best[kind] = times[kind];
      }
    }
  }
  for (i = 0; i < 3; i++) {
    CHECK(best[i] <= GRACE_MS);
  }

  answers_at_once = 1;
  client = client_with(argv[1], 60000, 60000);
  ends_as(call(client), SMSP_ERROR_CONNECT, "sms.example could not be looked up", argv[1]);
  smsp_client_free(client);
  return 0;
}
