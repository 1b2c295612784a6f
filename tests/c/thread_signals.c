/* The threads of the library block every signal but those of a fault, so that no
 * handler of the program runs on them: the workers of a batch, and the look-up of a
 * name, also when its call has ended. The caller's own mask stays as it was.
 *
 *   thread_signals
 */
#define _GNU_SOURCE

#include <dirent.h>
#include <netdb.h>
#include <semaphore.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

enum { IDS = 40, SIGNALS = 64 };

static sem_t looked_up;
static sem_t end_look_up;
static int handled_elsewhere;
static pthread_t main_thread;

static int is_fault(int number) {
  return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL ||
         number == SIGTRAP || number == SIGABRT || number == SIGSYS;
}

/* Signals that nobody can block, and two that the C library keeps for itself. */
static int cannot_be_blocked(int number) {
  return number == SIGKILL || number == SIGSTOP || number == 32 || number == 33;
}

static void blocks_all_but_faults(unsigned long long blocked) {
  int number;

  for (number = 1; number <= SIGNALS; number++) {
    int is_blocked = (int)(blocked >> (number - 1) & 1);

    if (!cannot_be_blocked(number) && is_blocked == is_fault(number)) {
      fprintf(stderr, "signal %d is %s\n", number, is_blocked ? "blocked" : "not blocked");
      exit(1);
    }
  }
}

static int read_blocked(const char *thread, unsigned long long *blocked) {
  char path[64];
  char line[256];
  int is_found = 0;
  FILE *file;

  snprintf(path, sizeof path, "/proc/self/task/%.16s/status", thread);
  file = fopen(path, "r");
  while (file != NULL && !is_found && fgets(line, sizeof line, file) != NULL) {
    is_found = sscanf(line, "SigBlk: %llx", blocked) == 1;
  }
  if (file != NULL) {
    fclose(file);
  }
  return is_found;
}

/* What a thread blocks; 0 if it has ended. The C library blocks everything, faults
 * too, in a thread that it is starting or ending. */
static int blocked_by(const char *thread, unsigned long long *blocked) {
  while (read_blocked(thread, blocked)) {
    if ((*blocked >> (SIGSEGV - 1) & 1) == 0) {
      return 1;
    }
    sleep_ms(1); /* for ever, if it is a thread that blocks them: see alarm() */
  }
  return 0;
}

/* Looks at all threads but the first; how many there are. */
static int check_threads(void) {
  DIR *threads = opendir("/proc/self/task");
  struct dirent *thread;
  unsigned long long blocked;
  int count = 0;

  CHECK(threads != NULL);
  while ((thread = readdir(threads)) != NULL) {
    if (thread->d_name[0] != '.' && atoi(thread->d_name) != (int)getpid() &&
        blocked_by(thread->d_name, &blocked)) {
      blocks_all_but_faults(blocked);
      count++;
    }
  }
  closedir(threads);
  return count;
}

static void handle(int number) {
  (void)number;
  if (!pthread_equal(pthread_self(), main_thread)) {
    handled_elsewhere = 1;
  }
}

static int32_t look_at_workers(int32_t index, const smsp_result *result, void *seen) {
  (void)result;
  if (index < 4) {
    /* Signals for the process go to whoever does not block them. */
    CHECK(kill(getpid(), SIGUSR1) == 0);
    *(int *)seen += check_threads();
  }
  return 1;
}

/* On a thread of the library. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
  (void)name;
  (void)service;
  (void)hints;
  (void)found;
  sem_post(&looked_up);
  while (sem_wait(&end_look_up) != 0) {
  }
  return EAI_NONAME;
}

static smsp_error look_up(int64_t timeout) {
  smsp_options *options = options_for("https://sms.example/v1", "");
  smsp_client *client;
  smsp_result *result;
  smsp_error code;

  CHECK(smsp_options_set_proxy(options, "") == SMSP_OK);
  CHECK(smsp_options_set_timeout_ms(options, timeout) == SMSP_OK);
  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  result = smsp_client_bulk_status(client, "ok");
  code = smsp_result_error_code(result);
  smsp_result_free(result);
  smsp_client_free(client);
  return code;
}

static void mask_is(const sigset_t *expected) {
  sigset_t now;
  int number;

  CHECK(pthread_sigmask(SIG_SETMASK, NULL, &now) == 0);
  for (number = 1; number <= SIGNALS; number++) {
    CHECK(cannot_be_blocked(number) ||
          sigismember(&now, number) == sigismember(expected, number));
  }
}

int main(void) {
  struct server server;
  struct sigaction action;
  const char *ids[IDS];
  smsp_client *client;
  smsp_batch *batch;
  sigset_t mask;
  int seen = 0;
  int round;
  int i;

  alarm(60);
  main_thread = pthread_self();
  server = start_server();
  memset(&action, 0, sizeof action);
  action.sa_handler = handle;
  CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
  CHECK(sem_init(&looked_up, 0, 0) == 0 && sem_init(&end_look_up, 0, 0) == 0);
  client = client_of(server.base_url, "", "key");
  for (i = 0; i < IDS; i++) {
    ids[i] = "slow10";
  }
  for (round = 0; round < 3; round++) {
    /* Whatever the caller blocks: nothing, a few, faults too. */
    sigemptyset(&mask);
    if (round > 0) {
      sigaddset(&mask, SIGUSR1);
      sigaddset(&mask, SIGSEGV);
    }
    if (round > 1) {
      sigfillset(&mask);
    }
    CHECK(pthread_sigmask(SIG_SETMASK, &mask, NULL) == 0);
    batch = smsp_client_bulk_status_many(client, ids, IDS, look_at_workers, &seen);
    CHECK(smsp_batch_error_count(batch) == 0);
    smsp_batch_free(batch);
    mask_is(&mask);
    CHECK(seen >= 8 * (round + 1));

    CHECK(look_up(100) == SMSP_ERROR_TIMEOUT);
    CHECK(sem_wait(&looked_up) == 0);
    mask_is(&mask);
    CHECK(check_threads() == 1); /* the look-up, whose call has ended */
    CHECK(sem_post(&end_look_up) == 0);
    while (check_threads() > 0) {
      sleep_ms(1);
    }
  }
  CHECK(!handled_elsewhere);
  smsp_client_free(client);
  stop_server(&server);
  return 0;
}
