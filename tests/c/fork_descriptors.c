/* A fork closes the library's descriptors in the child before the child does
 * anything: their numbers are the child's, who keeps what he opens there, whatever
 * the library frees later. The parent goes on over the connection that it had, and
 * a child that cancels what it inherited ends no call of the parent's.
 *
 *   fork_descriptors BASE_URL CA_FILE KEY        (a sandbox; CA_FILE "" over plain http)
 */
#define _GNU_SOURCE

#include <sys/stat.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "process.h"
#include "server.h"

enum { MOST = 256, SECONDS = 60 };

static void answered(smsp_result *result) {
  CHECK_TEXT(smsp_result_error_message(result), "");
  smsp_result_free(result);
}

static void ended_well(pid_t child) {
  int status = -1;

  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Marks the numbers that are open. */
static void note_open(char open[MOST]) {
  int number;

  for (number = 0; number < MOST; number++) {
    open[number] = fcntl(number, F_GETFD) >= 0;
  }
}

/* Child: what the parent had opened since BEFORE is closed; opens files of its own
 * under these numbers, frees the inherited client, and still has its files. */
static void reuse_numbers(const char before[MOST], const char in_parent[MOST],
                          smsp_client *client, smsp_watch *watch) {
  struct stat own[MOST];
  struct stat now;
  char text[8];
  int number;
  int taken = 0;

  alarm(SECONDS);
  for (number = 0; number < MOST; number++) {
    CHECK(!in_parent[number] || before[number] || fcntl(number, F_GETFD) < 0);
  }
  for (number = 3; number < MOST; number++) {
    if (in_parent[number] && !before[number]) {
      FILE *file = tmpfile();

      CHECK(file != NULL);
      CHECK(fcntl(number, F_GETFD) >= 0 || dup2(fileno(file), number) == number);
      if (fileno(file) != number) {
        fclose(file);
      }
      CHECK(write(number, "mine", 4) == 4);
      CHECK(fstat(number, &own[number]) == 0);
      taken++;
    }
  }
  CHECK(taken >= 3); /* a connection and a stop at least */
  smsp_client_cancel(client);
  smsp_watch_cancel(watch);
  smsp_watch_free(watch);
  smsp_client_free(client);
  for (number = 3; number < MOST; number++) {
    if (in_parent[number] && !before[number]) {
      CHECK(fstat(number, &now) == 0);
      CHECK(now.st_ino == own[number].st_ino && now.st_dev == own[number].st_dev);
      CHECK(now.st_size == 4);
      CHECK(pread(number, text, sizeof text, 0) == 4 && memcmp(text, "mine", 4) == 0);
    }
  }
  _exit(0);
}

static smsp_client *kept_connection(char **argv, smsp_watch **watch) {
  smsp_client *client = client_of(argv[1], argv[2], argv[3]);

  *watch = smsp_watch_new(client, "304", 60000);
  answered(smsp_client_bulk_status(client, "300"));
  smsp_result_free(smsp_watch_next(*watch));
  return client;
}

static void numbers_are_the_child_s(char **argv, const char before[MOST]) {
  char in_parent[MOST];
  smsp_watch *watch;
  smsp_client *client = kept_connection(argv, &watch);
  pid_t child;

  note_open(in_parent);
  child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    reuse_numbers(before, in_parent, client, watch);
  }
  ended_well(child);
  answered(smsp_client_bulk_status(client, "300"));
  smsp_watch_free(watch);
  smsp_client_free(client);
}

static void *ask_slowly(void *client) {
  smsp_result *result = smsp_client_bulk_status(client, "slow800");
  intptr_t code = smsp_result_error_code(result);

  smsp_result_free(result);
  return (void *)code;
}

/* The parent's connection lives on while a child uses, cancels and frees. */
static void connection_is_the_parent_s(const struct server *server) {
  smsp_client *client = client_of(server->base_url, "", "key");
  pthread_t thread;
  void *code;
  pid_t child;

  answered(smsp_client_bulk_status(client, "ok"));
  CHECK(counted(&server->seen->connections) == 1);
  CHECK(pthread_create(&thread, NULL, ask_slowly, client) == 0);
  CHECK(comes_to(&server->seen->requests, 2));
  child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    smsp_result *result;

    alarm(SECONDS);
    answered(smsp_client_bulk_status(client, "ok"));
    smsp_client_cancel(client);
    result = smsp_client_bulk_status(client, "ok");
    CHECK(smsp_result_error_code(result) == SMSP_ERROR_CANCELLED);
    smsp_result_free(result);
    smsp_client_free(client);
    _exit(0);
  }
  ended_well(child);
  CHECK(pthread_join(thread, &code) == 0);
  CHECK((intptr_t)code == SMSP_OK);
  answered(smsp_client_bulk_status(client, "ok"));
  /* The parent's one, and the child's. */
  CHECK(counted(&server->seen->connections) == 2);
  CHECK(counted(&server->seen->requests) == 4);
  smsp_client_free(client);
}

int main(int argc, char **argv) {
  struct server server;
  char before[MOST];

  CHECK(argc == 4);
  alarm(SECONDS);
  server = start_server();
  note_open(before);
  numbers_are_the_child_s(argv, before);
  connection_is_the_parent_s(&server);
  stop_server(&server);
  return 0;
}
