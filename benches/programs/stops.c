/*
 * How late each kind of wait ends, in milliseconds:
 *
 *   stops ROUNDS MESSAGE_ID  SLOW_URL SLOW_CA_FILE SLOW_KEY  URL CA_FILE KEY
 *
 * The slow server answers after 30 s, the other one at once that MESSAGE_ID is
 * Waiting. Each line has the lateness of one round: of a cancel
 * while a call reads, while a call waits for a connection, and while a wait sleeps
 * before its next poll; and of a deadline while a call reads, and while it waits for a
 * connection.
 */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <time.h>

#include "smsp_recipients.h"

enum { DEADLINE_MS = 200, SLOW_MS = 20000 };

static const char *const SLOW = "1";

static double now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void pause_ms(long ms)
{
  struct timespec pause;
  pause.tv_sec = ms / 1000;
  pause.tv_nsec = ms % 1000 * 1000000;
  nanosleep(&pause, NULL);
}

static smsp_client *client_of(char **server, int64_t timeout_ms)
{
  smsp_options *options = smsp_options_new();
  smsp_client *client;
  if (smsp_options_set_base_url(options, server[0]) != SMSP_OK ||
      smsp_options_set_proxy(options, "") != SMSP_OK ||
      smsp_options_set_ca_file(options, server[1]) != SMSP_OK ||
      smsp_options_set_timeout_ms(options, timeout_ms) != SMSP_OK ||
      smsp_options_set_max_connections(options, 1) != SMSP_OK ||
      smsp_options_set_poll_interval_ms(options, SLOW_MS, SLOW_MS) != SMSP_OK) {
    fprintf(stderr, "%s\n", smsp_options_error_message(options));
    exit(1);
  }
  client = smsp_client_new(server[2], options);
  smsp_options_free(options);
  return client;
}

struct ended {
  const smsp_client *client;
  const char *message_id;
  smsp_error expected;
  double at;
};

static void *call(void *data)
{
  struct ended *ended = data;
  smsp_result *result =
      ended->message_id != SLOW
          ? smsp_client_wait(ended->client, ended->message_id, 10 * SLOW_MS, NULL, NULL)
          : smsp_client_bulk_status(ended->client, ended->message_id);
  ended->at = now_ms();
  if (smsp_result_error_code(result) != ended->expected) {
    fprintf(stderr, "unexpected: %s\n", smsp_result_error_message(result));
    exit(1);
  }
  smsp_result_free(result);
  return NULL;
}

/* How late a cancel ends the last of these calls. */
static double cancel_lateness(char **server, const char *message_id, int calls)
{
  smsp_client *client = client_of(server, SLOW_MS);
  struct ended ended[2];
  pthread_t threads[2];
  double latest = 0;
  double begin;
  int i;
  for (i = 0; i < calls; i++) {
    ended[i].client = client;
    ended[i].message_id = message_id;
    ended[i].expected = SMSP_ERROR_CANCELLED;
    pthread_create(&threads[i], NULL, call, &ended[i]);
  }
  pause_ms(100);
  begin = now_ms();
  smsp_client_cancel(client);
  for (i = 0; i < calls; i++) {
    pthread_join(threads[i], NULL);
    latest = ended[i].at > latest ? ended[i].at : latest;
  }
  smsp_client_free(client);
  return latest - begin;
}

/* How late the deadline ends the last of these calls. */
static double deadline_lateness(char **server, int calls)
{
  smsp_client *client = client_of(server, DEADLINE_MS);
  struct ended ended[2];
  pthread_t threads[2];
  double latest = 0;
  double begin = now_ms();
  int i;
  for (i = 0; i < calls; i++) {
    ended[i].client = client;
    ended[i].message_id = SLOW;
    ended[i].expected = SMSP_ERROR_TIMEOUT;
    pthread_create(&threads[i], NULL, call, &ended[i]);
  }
  for (i = 0; i < calls; i++) {
    pthread_join(threads[i], NULL);
    latest = ended[i].at > latest ? ended[i].at : latest;
  }
  smsp_client_free(client);
  return latest - begin - DEADLINE_MS;
}

int main(int argc, char **argv)
{
  enum { ARGUMENTS = 8 };
  int round;
  if (argc != 1 + ARGUMENTS) {
    fprintf(stderr, "Usage: %s ROUNDS MESSAGE_ID SLOW_SERVER... SERVER...\n", argv[0]);
    return 2;
  }
  for (round = 0; round < atoi(argv[1]); round++) {
    printf("%.3f ", cancel_lateness(argv + 3, SLOW, 1));
    printf("%.3f ", cancel_lateness(argv + 3, SLOW, 2));
    printf("%.3f ", cancel_lateness(argv + 6, argv[2], 1));
    printf("%.3f ", deadline_lateness(argv + 3, 1));
    printf("%.3f\n", deadline_lateness(argv + 3, 2));
  }
  return 0;
}
