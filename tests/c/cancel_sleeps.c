/* Every place where a call can wait: smsp_client_cancel(), smsp_client_free() and
 * smsp_watch_cancel() end the wait, though it would go on for half a minute, and so
 * does the deadline. A wait is a sleep: nothing looks at a clock meanwhile.
 *
 *   cancel_sleeps
 */
#define _GNU_SOURCE

#include <dirent.h>
#include <netdb.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

enum { SETTLES = 150, WATCHED = 250, MOST_WAKE_UPS = 4, AT_MOST = 2000, TIMEOUT_MS = 900 };

enum end { CANCEL, FREE, WATCH_CANCEL, DEADLINE, ENDS };

static const char *const end_names[ENDS] = {"cancel", "free", "watch_cancel", "deadline"};

static struct server server;
static int busy_port;    /* where no connection is accepted */
static int stuffed_port; /* where a second request is not read */

/* A look-up that does not end while this program lives. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
  (void)name;
  (void)service;
  (void)hints;
  (void)found;
  for (;;) {
    pause();
  }
}

/* One call on a thread of its own. */
struct call {
  smsp_client *client;
  smsp_watch *watch;
  const char *id;
  smsp_error code;
  int64_t end;
};

/* A place to wait in. */
struct place {
  const char *name;
  const char *base_url;
  const char *proxy;
  const char *id;
  void *(*make_call)(void *call);
  void (*prepare)(struct call *call);
  int is_watch;
  int has_deadline;
};

static void ended(struct call *call, smsp_error code) {
  call->code = code;
  call->end = now_ms();
}

static void *ask(void *argument) {
  struct call *call = argument;
  smsp_result *result;

  result = smsp_client_bulk_status(call->client, call->id);
  ended(call, smsp_result_error_code(result));
  smsp_result_free(result);
  return NULL;
}

static void *ask_many(void *argument) {
  struct call *call = argument;
  const char *ids[20];
  smsp_batch *batch;
  int i;

  for (i = 0; i < 20; i++) {
    ids[i] = call->id;
  }
  batch = smsp_client_bulk_status_many(call->client, ids, 20, NULL, NULL);
  CHECK(smsp_batch_error_count(batch) == 20);
  for (i = 0; i < 20; i++) {
    ended(call, smsp_result_error_code(smsp_batch_result(batch, i)));
    CHECK(call->code == SMSP_ERROR_CANCELLED);
  }
  smsp_batch_free(batch);
  return NULL;
}

static void *wait_for_end(void *argument) {
  struct call *call = argument;
  smsp_result *result;

  result = smsp_client_wait(call->client, call->id, 1000000, NULL, NULL);
  ended(call, smsp_result_error_code(result));
  smsp_result_free(result);
  return NULL;
}

/* Reads a watch to its end, where CANCELLED is the last and comes once. */
static void *read_watch(void *argument) {
  struct call *call = argument;
  smsp_result *result;

  while ((result = smsp_watch_next(call->watch)) != NULL) {
    CHECK(call->code != SMSP_ERROR_CANCELLED);
    ended(call, smsp_result_error_code(result));
    smsp_result_free(result);
  }
  CHECK(smsp_watch_delay_ms(call->watch) == -1);
  return NULL;
}

static void *hold(void *client) {
  smsp_result *result = smsp_client_bulk_status(client, "silent");

  CHECK(smsp_result_error_code(result) == SMSP_ERROR_CANCELLED ||
        smsp_result_error_code(result) == SMSP_ERROR_TIMEOUT);
  smsp_result_free(result);
  return NULL;
}

static pthread_t holder;

/* Takes the client's one connection. */
static void take_connection(struct call *call) {
  int requests = counted(&server.seen->requests);

  CHECK(pthread_create(&holder, NULL, hold, call->client) == 0);
  CHECK(comes_to(&server.seen->requests, requests + 1));
}

/* Uses the one request of this minute up. */
static void use_minute_up(struct call *call) {
  smsp_result *result = smsp_client_bulk_status(call->client, "ok");

  CHECK_TEXT(smsp_result_error_message(result), "");
  smsp_result_free(result);
}

/* The number of the socket that is connected to this port. */
static int socket_to(int port) {
  int number;

  for (number = 3; number < 256; number++) {
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;

    if (getpeername(number, (struct sockaddr *)&peer, &size) == 0 &&
        peer.sin_family == AF_INET && ntohs(peer.sin_port) == port) {
      return number;
    }
  }
  return -1;
}

/* Makes a kept connection that takes only few bytes. */
static void stuff_connection(struct call *call) {
  int few = 1;

  use_minute_up(call);
  CHECK(setsockopt(socket_to(stuffed_port), SOL_SOCKET, SO_SNDBUF, &few, sizeof few) == 0);
}

static int listen_with(int backlog, int *port) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int few = 1;

  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &few, sizeof few) == 0);
  CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0);
  CHECK(listen(listener, backlog) == 0);
  CHECK(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
  *port = ntohs(address.sin_port);
  return listener;
}

/* A listener whose queue is full. */
static void start_busy_port(void) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  int listener = listen_with(0, &busy_port);
  int i;

  CHECK(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
  for (i = 0; i < 4; i++) {
    int queued = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    (void)!connect(queued, (struct sockaddr *)&address, sizeof address);
  }
}

/* Answers the first request of each connection and reads no other. */
static void *answer_once(void *listener) {
  static const char report[] =
      "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}";

  for (;;) {
    int connection = accept((int)(intptr_t)listener, NULL, NULL);
    char bytes[4096];
    size_t size = 0;

    CHECK(connection >= 0);
    do {
      ssize_t got = recv(connection, bytes + size, sizeof bytes - 1 - size, 0);

      CHECK(got > 0);
      size += (size_t)got;
      bytes[size] = '\0';
    } while (strstr(bytes, "\r\n\r\n") == NULL);
    CHECK(send(connection, report, sizeof report - 1, MSG_NOSIGNAL) > 0);
  }
  return NULL;
}

static void start_stuffed_port(void) {
  int listener = listen_with(16, &stuffed_port);
  pthread_t thread;

  CHECK(pthread_create(&thread, NULL, answer_once, (void *)(intptr_t)listener) == 0);
}

/* How often a thread has gone to sleep so far; 0 if it has ended. */
static long sleeps_of(const char *thread) {
  char path[64];
  char line[128];
  long count = 0;
  FILE *file;

  snprintf(path, sizeof path, "/proc/self/task/%.16s/status", thread);
  file = fopen(path, "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    if (sscanf(line, "voluntary_ctxt_switches: %ld", &count) == 1) {
      break;
    }
  }
  if (file != NULL) {
    fclose(file);
  }
  return count;
}

/* The same for all threads but the first, which is this one. */
static long sleeps_of_threads(void) {
  DIR *threads = opendir("/proc/self/task");
  struct dirent *thread;
  long count = 0;

  CHECK(threads != NULL);
  while ((thread = readdir(threads)) != NULL) {
    if (thread->d_name[0] != '.' && atoi(thread->d_name) != (int)getpid()) {
      count += sleeps_of(thread->d_name);
    }
  }
  closedir(threads);
  return count;
}

static smsp_client *client_for(const struct place *place, enum end end) {
  smsp_options *options = smsp_options_new();
  int64_t timeout = end == DEADLINE ? TIMEOUT_MS : 70000;
  smsp_client *client;

  CHECK(smsp_options_set_base_url(options, place->base_url) == SMSP_OK);
  CHECK(smsp_options_set_proxy(options, place->proxy) == SMSP_OK);
  CHECK(smsp_options_set_timeout_ms(options, timeout) == SMSP_OK);
  CHECK(smsp_options_set_connect_timeout_ms(options, 70000) == SMSP_OK);
  CHECK(smsp_options_set_poll_interval_ms(options, 40000, 40000) == SMSP_OK);
  if (place->prepare == take_connection) {
    CHECK(smsp_options_set_max_connections(options, 1) == SMSP_OK);
  }
  if (place->prepare == use_minute_up) {
    CHECK(smsp_options_set_max_requests_per_minute(options, 1) == SMSP_OK);
  }
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  return client;
}

static void try_place(const struct place *place, enum end how) {
  struct call call;
  pthread_t thread;
  int64_t begin;
  int64_t limit;
  int64_t took;
  long sleeps;
  int is_freed = 0;

  if ((how == WATCH_CANCEL && !place->is_watch) || (how == DEADLINE && !place->has_deadline)) {
    return;
  }
  memset(&call, 0, sizeof call);
  call.client = client_for(place, how);
  call.id = place->id;
  if (place->prepare != NULL) {
    place->prepare(&call);
  }
  if (place->is_watch) {
    call.watch = smsp_watch_new(call.client, place->id, 1000000);
  }
  begin = now_ms();
  CHECK(pthread_create(&thread, NULL, place->make_call, &call) == 0);
  sleep_ms(SETTLES);
  sleeps = sleeps_of_threads();
  sleep_ms(WATCHED);
  sleeps = sleeps_of_threads() - sleeps;
  limit = how == DEADLINE ? begin + TIMEOUT_MS : now_ms();
  CHECK(call.end == 0 || place->is_watch);
  if (how == CANCEL) {
    smsp_client_cancel(call.client);
  } else if (how == FREE) {
    smsp_client_free(call.client);
    is_freed = 1;
  } else if (how == WATCH_CANCEL) {
    smsp_watch_cancel(call.watch);
  }
  CHECK(pthread_join(thread, NULL) == 0);
  took = call.end - limit;
  if (getenv("SMSP_TEST_PRINT") != NULL) {
    printf("%-24s %-12s %4d ms, %ld wake-ups, code %d\n", place->name, end_names[how], (int)took,
           sleeps, (int)call.code);
  }
  if (sleeps > MOST_WAKE_UPS && strcmp(place->id, "drip") != 0) {
    fprintf(stderr, "%s: %ld wake-ups in %d ms\n", place->name, sleeps, WATCHED);
    exit(1);
  }
  if (took > AT_MOST ||
      call.code != (how == DEADLINE ? SMSP_ERROR_TIMEOUT : SMSP_ERROR_CANCELLED)) {
    fprintf(stderr, "%s: after %s, %s came after %d ms\n", place->name, end_names[how],
            smsp_error_name(call.code), (int)took);
    exit(1);
  }
  smsp_watch_free(call.watch);
  if (!is_freed) {
    smsp_client_free(call.client);
  }
  if (place->prepare == take_connection) {
    CHECK(pthread_join(holder, NULL) == 0);
  }
}

/* An ID whose request does not fit into a small buffer. */
static char long_id[4000];

int main(void) {
  char busy_url[64];
  char stuffed_url[64];
  char silent_tls_url[64];
  char silent_proxy[64];
  size_t i;
  int how;

  alarm(300);
  server = start_server();
  start_busy_port();
  start_stuffed_port();
  snprintf(busy_url, sizeof busy_url, "http://127.0.0.1:%d/v1", busy_port);
  snprintf(stuffed_url, sizeof stuffed_url, "http://127.0.0.1:%d/v1", stuffed_port);
  snprintf(silent_tls_url, sizeof silent_tls_url, "https://127.0.0.1:%d/v1", server.port);
  snprintf(silent_proxy, sizeof silent_proxy, "http://127.0.0.1:%d", server.port);
  memset(long_id, '%', sizeof long_id - 1);
  {
    const char *url = server.base_url;
    const struct place places[] = {
        {"a turn", url, "", "ok", ask, take_connection, 0, 0},
        {"the limit per minute", url, "", "ok", ask, use_minute_up, 0, 0},
        {"a turn, in a batch", url, "", "ok", ask_many, take_connection, 0, 0},
        {"a turn, in a watch", url, "", "ok", read_watch, take_connection, 1, 0},
        {"a batch's pause", url, "", "busy", ask_many, NULL, 0, 0},
        {"the next poll of a wait", url, "", "waiting", wait_for_end, NULL, 0, 0},
        {"the next poll", url, "", "waiting", read_watch, NULL, 1, 0},
        {"a pause of the server's", url, "", "busy", read_watch, NULL, 1, 0},
        {"a retry", url, "", "away", ask, NULL, 0, 0},
        {"the look-up", "https://sms.example/v1", "", "ok", ask, NULL, 0, 1},
        {"the connection", busy_url, "", "ok", ask, NULL, 0, 1},
        {"the proxy", "https://sms.example/v1", silent_proxy, "ok", ask, NULL, 0, 1},
        {"the handshake", silent_tls_url, "", "ok", ask, NULL, 0, 1},
        {"the request's way out", stuffed_url, "", long_id, ask, stuff_connection, 0, 1},
        {"the answer", url, "", "silent", ask, NULL, 0, 1},
        {"the answers of a batch", url, "", "silent", ask_many, NULL, 0, 0},
        {"the answer in a watch", url, "", "silent", read_watch, NULL, 1, 0},
        {"the answer's body", url, "", "drip", ask, NULL, 0, 1},
    };

    for (i = 0; i < sizeof places / sizeof places[0]; i++) {
      for (how = 0; how < ENDS; how++) {
        try_place(&places[i], (enum end)how);
      }
    }
  }
  stop_server(&server);
  return 0;
}
