/* A child that was made by a raw system call, which no fork handler sees, uses what
 * it inherited and what it makes, and so does its own child. The parent notices
 * nothing.
 *
 *   raw_clone BASE_URL CA_FILE KEY        (a sandbox; CA_FILE "" over plain http)
 */
#define _GNU_SOURCE

#include <sys/stat.h>
#include <sys/syscall.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

enum { ROUNDS = 20, SECONDS = 60, MOST = 128 };

static char **arguments;

static pid_t raw_clone(void) { return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }

static void answered(smsp_result *result) {
  CHECK_TEXT(smsp_result_error_message(result), "");
  smsp_result_free(result);
}

static void ends_as(smsp_result *result, smsp_error code) {
  CHECK(smsp_result_error_code(result) == code);
  smsp_result_free(result);
}

static void ended_well(pid_t child) {
  int status = -1;

  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static int32_t go_on(int32_t index, const smsp_result *result, void *user_data) {
  (void)index;
  (void)user_data;
  return smsp_result_error_code(result) == SMSP_OK;
}

static void use(const smsp_client *client, const char *id) {
  const char *ids[6];
  smsp_batch *batch;
  int i;

  for (i = 0; i < 6; i++) {
    ids[i] = id;
  }
  answered(smsp_client_bulk_status(client, id));
  batch = smsp_client_bulk_status_many(client, ids, 6, go_on, NULL);
  CHECK(smsp_batch_error_count(batch) == 0);
  smsp_batch_free(batch);
}

static void use_a_new_client(void) {
  smsp_client *client = client_of(arguments[1], arguments[2], arguments[3]);

  use(client, "300");
  smsp_client_free(client);
}

static void use_all(const smsp_client *inherited) {
  use(inherited, "300");
  use_a_new_client();
  answered(smsp_bulk_status("key", "ok"));
}

/* Child: puts files of its own where descriptors of the library were, before any
 * call, and forks: its child has these files too. */
static void keeps_files_across_a_fork(smsp_client *inherited) {
  struct stat files[MOST];
  struct stat now;
  FILE *file = tmpfile();
  pid_t child;
  int number;

  CHECK(file != NULL);
  for (number = 3; number < MOST; number++) {
    if (number != fileno(file) && fcntl(number, F_GETFD) >= 0) {
      CHECK(dup2(fileno(file), number) == number);
    }
    files[number].st_ino = 0;
    fstat(number, &files[number]);
  }
  child = fork();
  CHECK(child >= 0);
  for (number = 3; number < MOST; number++) {
    CHECK(files[number].st_ino == 0 || fstat(number, &now) == 0);
    CHECK(files[number].st_ino == 0 || files[number].st_ino == now.st_ino);
  }
  if (child == 0) {
    alarm(SECONDS);
    use_all(inherited);
    smsp_client_free(inherited);
    _exit(0);
  }
  ended_well(child);
}

static void *wait_slowly(void *client) {
  smsp_result *result = smsp_client_bulk_status(client, "slow500");
  intptr_t code = smsp_result_error_code(result);

  smsp_result_free(result);
  return (void *)code;
}

/* Does one of the things that a child may do, and ends. */
static void be_a_child(int round, smsp_client *client, smsp_client *busy) {
  pid_t child = -1;

  if (round % 4 == 3) {
    keeps_files_across_a_fork(client);
    _exit(0);
  }
  smsp_client_cancel(busy);
  ends_as(smsp_client_bulk_status(busy, "ok"), SMSP_ERROR_CANCELLED);
  smsp_client_free(busy);
  use_all(client);
  if (round % 4 > 0) {
    child = round % 4 == 1 ? fork() : raw_clone();
    CHECK(child >= 0);
    use_all(client);
  }
  smsp_client_free(client);
  if (child > 0) {
    ended_well(child);
  }
  _exit(0);
}

int main(int argc, char **argv) {
  struct server server;
  smsp_client *client;
  smsp_client *busy;
  int round;

  CHECK(argc == 4);
  arguments = argv;
  alarm(SECONDS);
  server = start_server();
  CHECK(setenv("SMSP_BASE_URL", server.base_url, 1) == 0);
  client = client_of(argv[1], argv[2], argv[3]);
  busy = client_of(server.base_url, "", "key");
  use_all(client);
  for (round = 0; round < ROUNDS; round++) {
    int requests = counted(&server.seen->requests);
    pthread_t thread;
    pid_t child;
    void *code;

    CHECK(pthread_create(&thread, NULL, wait_slowly, busy) == 0);
    CHECK(comes_to(&server.seen->requests, requests + 1));
    sleep_ms(5); /* so that the thread waits for the answer and holds no lock */
    child = raw_clone();
    CHECK(child >= 0);
    if (child == 0) {
      alarm(SECONDS);
      be_a_child(round, client, busy);
    }
    ended_well(child);
    CHECK(pthread_join(thread, &code) == 0);
    CHECK((intptr_t)code == SMSP_OK);
    answered(smsp_client_bulk_status(client, "300"));
  }
  smsp_client_free(busy);
  smsp_client_free(client);
  stop_server(&server);
  return 0;
}
