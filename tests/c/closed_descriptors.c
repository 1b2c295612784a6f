/* A program that closes every descriptor from 3 on, as daemons do, and opens files of
 * its own under their numbers: no call hangs, no byte of these files is read, written
 * or sent, and none is closed, by calls, cancels, frees and forks. A client that lost its
 * descriptors so makes new ones.
 *
 *   closed_descriptors
 */
#define _GNU_SOURCE

#include <sys/stat.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

enum { MOST = 200, SECONDS = 60, TIMEOUT_MS = 1500, WAITERS = 4 };

enum kind { NOTHING, PIPES, SOCKETS, CONNECTIONS, FILES, KINDS };

static const char *const kind_names[KINDS] = {"nothing", "pipes", "sockets", "TCP connections",
                                              "files"};

/* A file of the program's, and what must be in it. */
struct own {
  int other_end;
  struct stat before;
};

static struct own owns[MOST];

static smsp_error ask(const smsp_client *client, const char *id) {
  int64_t begin = now_ms();
  smsp_result *result = smsp_client_bulk_status(client, id);
  smsp_error code = smsp_result_error_code(result);

  if (getenv("SMSP_TEST_PRINT") != NULL) {
    printf("  %s after %d ms: %s\n", smsp_error_name(code), (int)(now_ms() - begin),
           smsp_result_error_message(result));
  }
  smsp_result_free(result);
  CHECK(now_ms() - begin < TIMEOUT_MS + 1000);
  return code;
}

static void tcp_pair(int ends[2]) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);

  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0);
  CHECK(listen(listener, 1) == 0);
  CHECK(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
  ends[1] = socket(AF_INET, SOCK_STREAM, 0);
  CHECK(connect(ends[1], (struct sockaddr *)&address, sizeof address) == 0);
  ends[0] = accept(listener, NULL, NULL);
  CHECK(ends[0] >= 0);
  close(listener);
}

/* Puts a blocking file at this number; with or without something to read. */
static void put(int number, enum kind kind, int has_bytes) {
  int ends[2];
  FILE *file;

  if (kind == FILES) {
    file = tmpfile();
    CHECK(file != NULL);
    ends[0] = dup(fileno(file));
    ends[1] = -1;
    fclose(file);
  } else if (kind == PIPES) {
    CHECK(pipe(ends) == 0);
    if (number % 2 == 1 && !has_bytes) {
      int reader = ends[0]; /* a write end stands there as well */

      ends[0] = ends[1];
      ends[1] = reader;
      has_bytes = -1;
    }
  } else if (kind == SOCKETS) {
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  } else {
    tcp_pair(ends);
  }
  owns[number].other_end = ends[1] < 0 ? -1 : fcntl(ends[1], F_DUPFD, MOST);
  if (ends[1] >= 0) {
    close(ends[1]);
  }
  if (ends[0] != number) {
    CHECK(dup2(ends[0], number) == number);
    close(ends[0]);
  }
  if (has_bytes == 1 && owns[number].other_end >= 0) {
    CHECK(write(owns[number].other_end, "mine", 4) == 4);
  }
  CHECK(fstat(number, &owns[number].before) == 0);
}

/* The file at this number is the program's still, with what was put there. */
static void is_untouched(int number, enum kind kind, int has_bytes) {
  struct stat now;
  char bytes[16];
  int other = owns[number].other_end;

  CHECK(fstat(number, &now) == 0);
  CHECK(now.st_ino == owns[number].before.st_ino && now.st_dev == owns[number].before.st_dev);
  CHECK(kind != FILES || now.st_size == 0);
  if (other < 0) {
    return;
  }
  /* Nothing was written. */
  CHECK(fcntl(other, F_SETFL, O_NONBLOCK) == 0);
  CHECK(kind == PIPES || recv(other, bytes, sizeof bytes, MSG_DONTWAIT) < 0);
  CHECK(kind != PIPES || read(other, bytes, sizeof bytes) < 0);
  if (has_bytes) {
    CHECK(read(number, bytes, sizeof bytes) == 4 && memcmp(bytes, "mine", 4) == 0);
  }
  close(other);
}

static void *is_late(void *client) {
  smsp_result_free(smsp_client_bulk_status(client, "slow50"));
  return NULL;
}

/* Makes all descriptors that a client may keep: of its stop, of its connections and of
 * those who waited for them. */
static void use(smsp_client *client) {
  pthread_t waiters[WAITERS];
  int i;

  for (i = 0; i < WAITERS; i++) {
    CHECK(pthread_create(&waiters[i], NULL, is_late, client) == 0);
  }
  for (i = 0; i < WAITERS; i++) {
    CHECK(pthread_join(waiters[i], NULL) == 0);
  }
  CHECK(ask(client, "ok") == SMSP_OK);
}

static smsp_client *new_client(const char *base_url) {
  smsp_options *options = options_for(base_url, "");
  smsp_client *client;

  CHECK(smsp_options_set_timeout_ms(options, TIMEOUT_MS) == SMSP_OK);
  CHECK(smsp_options_set_max_connections(options, 2) == SMSP_OK);
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  return client;
}

/* In a process of its own, since it closes everything. */
static void try_kind(const struct server *server, enum kind kind, int has_bytes) {
  char ours[MOST];
  smsp_client *client;
  smsp_client *idle;
  smsp_watch *watch;
  pid_t child;
  int number;
  int taken = 0;
  int status = -1;

  alarm(SECONDS);
  for (number = 3; number < MOST; number++) {
    close(number);
  }
  client = new_client(server->base_url);
  idle = new_client(server->base_url);
  use(client);
  use(idle);
  watch = smsp_watch_new(client, "waiting", 60000);
  smsp_result_free(smsp_watch_next(watch));
  for (number = 3; number < MOST; number++) {
    ours[number] = fcntl(number, F_GETFD) >= 0;
    close(number);
  }
  for (number = 3; number < MOST; number++) {
    if (ours[number] && kind != NOTHING) {
      put(number, kind, has_bytes);
      taken++;
    }
  }
  CHECK(kind == NOTHING || taken >= 8);
  child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    /* A child has the program's files as well. */
    for (number = 3; number < MOST; number++) {
      CHECK(kind == NOTHING || !ours[number] || fcntl(number, F_GETFD) >= 0);
    }
    CHECK(ask(client, "ok") == SMSP_OK);
    _exit(0);
  }
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  /* The first calls may fail; the client mends. */
  ask(client, "ok");
  ask(client, "slow20");
  use(client);
  CHECK(ask(client, "ok") == SMSP_OK);
  smsp_watch_cancel(watch);
  smsp_client_cancel(client);
  CHECK(ask(client, "ok") == SMSP_ERROR_CANCELLED);
  smsp_watch_free(watch);
  smsp_client_free(client);
  smsp_client_free(idle);
  for (number = 3; number < MOST && kind != NOTHING; number++) {
    if (ours[number]) {
      is_untouched(number, kind, has_bytes);
    }
  }
  exit(0);
}

int main(void) {
  struct server server = start_server();
  int failures = 0;
  int kind;
  int has_bytes;

  for (kind = 0; kind < KINDS; kind++) {
    for (has_bytes = 0; has_bytes < 2; has_bytes++) {
      pid_t child;
      int status = -1;

      fflush(stdout);
      child = fork();
      CHECK(child >= 0);
      if (child == 0) {
        try_kind(&server, (enum kind)kind, has_bytes);
      }
      CHECK(waitpid(child, &status, 0) == child);
      if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "with %s%s\n", kind_names[kind], has_bytes ? ", which have bytes" : "");
        failures++;
      }
    }
  }
  stop_server(&server);
  return failures > 0;
}
