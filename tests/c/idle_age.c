/* A connection that was not used for longer than a minute is not used again, and the
 * limit per minute lets the next request begin when its minute is over. The clock is
 * this program's own: no minute is waited for.
 *
 *   idle_age
 */
#define _GNU_SOURCE

#include <sys/syscall.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

static time_t ahead;

/* Takes the place of the system's. */
int clock_gettime(clockid_t clock, struct timespec *now) {
  int outcome = (int)syscall(SYS_clock_gettime, clock, now);

  if (outcome == 0 && clock == CLOCK_MONOTONIC) {
    now->tv_sec += ahead;
  }
  return outcome;
}

static void answered(smsp_result *result) {
  CHECK_TEXT(smsp_result_error_message(result), "");
  smsp_result_free(result);
}

static void connections_age(const struct server *server) {
  smsp_client *client = client_of(server->base_url, "", "key");
  int connections = counted(&server->seen->connections);

  answered(smsp_client_bulk_status(client, "ok"));
  ahead += 58;
  answered(smsp_client_bulk_status(client, "ok"));
  ahead += 58;
  answered(smsp_client_bulk_status(client, "ok"));
  CHECK(counted(&server->seen->connections) == connections + 1);
  ahead += 61;
  answered(smsp_client_bulk_status(client, "ok"));
  CHECK(counted(&server->seen->connections) == connections + 2);
  CHECK(counted(&server->seen->open) == 1);
  smsp_client_free(client);
}

static void minutes_end(const struct server *server) {
  smsp_options *options = options_for(server->base_url, "");
  smsp_client *client;
  smsp_result *result;

  CHECK(smsp_options_set_max_requests_per_minute(options, 2) == SMSP_OK);
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  answered(smsp_client_bulk_status(client, "ok"));
  ahead += 30;
  answered(smsp_client_bulk_status(client, "ok"));
  result = smsp_client_bulk_status(client, "ok");
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_RATE_LIMITED);
  CHECK(smsp_result_retry_after(result) >= 28 && smsp_result_retry_after(result) <= 31);
  smsp_result_free(result);
  ahead += 31;
  answered(smsp_client_bulk_status(client, "ok"));
  result = smsp_client_bulk_status(client, "ok");
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_RATE_LIMITED);
  smsp_result_free(result);
  smsp_client_free(client);
}

int main(void) {
  struct server server = start_server();

  alarm(60);
  connections_age(&server);
  minutes_end(&server);
  stop_server(&server);
  return 0;
}
