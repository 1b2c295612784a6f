/* smsp_client_cancel() and smsp_watch_cancel() in a signal handler, on threads that
 * never called the library, which was loaded with dlopen(): they need no memory, leave
 * errno alone, and end the calls that are under way.
 *
 *   cancel_handler LIBRARY ROUNDS
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <sys/time.h>

#include <smsp.h>

#include "check.h"
#include "server.h"

enum { THREADS = 8, ENOUGH = 20 };

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

static __thread int is_in_handler;
static int asked_for_memory;
static int handled;
static int handled_on_fresh_threads;
static int is_over;
static __thread int is_fresh;

static void note_memory(void) {
  if (is_in_handler) {
    __atomic_add_fetch(&asked_for_memory, 1, __ATOMIC_SEQ_CST);
  }
}

void *malloc(size_t size) {
  note_memory();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  note_memory();
  return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
  note_memory();
  return __libc_realloc(memory, size);
}

void free(void *memory) {
  note_memory();
  __libc_free(memory);
}

/* The functions of the library that was loaded. */
static struct {
  smsp_options *(*options_new)(void);
  smsp_error (*set_base_url)(smsp_options *, const char *);
  smsp_error (*set_timeout_ms)(smsp_options *, int64_t);
  void (*options_free)(smsp_options *);
  smsp_client *(*client_new)(const char *, const smsp_options *);
  smsp_result *(*ask)(const smsp_client *, const char *);
  void (*client_cancel)(const smsp_client *);
  void (*client_free)(smsp_client *);
  smsp_watch *(*watch_new)(const smsp_client *, const char *, int64_t);
  smsp_result *(*watch_next)(smsp_watch *);
  void (*watch_cancel)(const smsp_watch *);
  void (*watch_free)(smsp_watch *);
  smsp_error (*error_code)(const smsp_result *);
  void (*result_free)(smsp_result *);
} smsp;

static void load(const char *path, int mode) {
  void *library = dlopen(path, mode | RTLD_LOCAL);

  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
  }
  CHECK(library != NULL);
#define FIND(member, name) CHECK((*(void **)&smsp.member = dlsym(library, name)) != NULL)
  FIND(options_new, "smsp_options_new");
  FIND(set_base_url, "smsp_options_set_base_url");
  FIND(set_timeout_ms, "smsp_options_set_timeout_ms");
  FIND(options_free, "smsp_options_free");
  FIND(client_new, "smsp_client_new");
  FIND(ask, "smsp_client_bulk_status");
  FIND(client_cancel, "smsp_client_cancel");
  FIND(client_free, "smsp_client_free");
  FIND(watch_new, "smsp_watch_new");
  FIND(watch_next, "smsp_watch_next");
  FIND(watch_cancel, "smsp_watch_cancel");
  FIND(watch_free, "smsp_watch_free");
  FIND(error_code, "smsp_result_error_code");
  FIND(result_free, "smsp_result_free");
#undef FIND
}

static const smsp_client *shared;
static const smsp_watch *watched;

static void cancel(int number) {
  int interrupted = errno;
  int before = number + 1000;

  errno = before;
  is_in_handler = 1;
  smsp.client_cancel(__atomic_load_n(&shared, __ATOMIC_SEQ_CST));
  smsp.watch_cancel(__atomic_load_n(&watched, __ATOMIC_SEQ_CST));
  is_in_handler = 0;
  CHECK(errno == before);
  __atomic_add_fetch(&handled, 1, __ATOMIC_SEQ_CST);
  if (is_fresh) {
    __atomic_add_fetch(&handled_on_fresh_threads, 1, __ATOMIC_SEQ_CST);
  }
  errno = interrupted;
}

static void handle(int number) {
  struct sigaction action;

  memset(&action, 0, sizeof action);
  action.sa_handler = cancel;
  sigfillset(&action.sa_mask);
  CHECK(sigaction(number, &action, NULL) == 0);
}

/* A thread that knows nothing of the library and needs memory all the time. */
static void *use_memory(void *unused) {
  size_t size = 1;

  is_fresh = 1;
  while (!__atomic_load_n(&is_over, __ATOMIC_SEQ_CST)) {
    void *volatile memory = malloc(size);

    free(memory);
    size = size % 4096 * 3 + 1;
  }
  return unused;
}

static void *ask(void *client) {
  smsp_result *result = smsp.ask(client, "silent");

  CHECK(smsp.error_code(result) == SMSP_ERROR_CANCELLED);
  smsp.result_free(result);
  return NULL;
}

static void *next(void *watch) {
  smsp_result *result = smsp.watch_next(watch);

  CHECK(result != NULL && smsp.error_code(result) == SMSP_ERROR_CANCELLED);
  smsp.result_free(result);
  CHECK(smsp.watch_next(watch) == NULL);
  return NULL;
}

static void round_of(const struct server *server, int number) {
  smsp_options *options = smsp.options_new();
  int requests = counted(&server->seen->requests);
  pthread_t threads[THREADS];
  pthread_t asking;
  pthread_t polling;
  smsp_client *client;
  smsp_client *other;
  smsp_watch *watch;
  struct itimerval often = {{0, 300}, {0, 300}};
  struct itimerval never = {{0, 0}, {0, 0}};
  int begun = counted(&handled_on_fresh_threads);
  int64_t start;
  int i;

  CHECK(smsp.set_base_url(options, server->base_url) == SMSP_OK);
  CHECK(smsp.set_timeout_ms(options, 30000) == SMSP_OK);
  client = smsp.client_new("key", options);
  other = smsp.client_new("key", options);
  smsp.options_free(options);
  watch = smsp.watch_new(other, "silent", 60000);
  CHECK(pthread_create(&asking, NULL, ask, client) == 0);
  CHECK(pthread_create(&polling, NULL, next, watch) == 0);
  if (number % 2 == 0) {
    CHECK(comes_to(&server->seen->requests, requests + 2));
  }
  __atomic_store_n(&is_over, 0, __ATOMIC_SEQ_CST);
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], NULL, use_memory, NULL) == 0);
  }
  start = now_ms();
  __atomic_store_n(&shared, client, __ATOMIC_SEQ_CST);
  __atomic_store_n(&watched, watch, __ATOMIC_SEQ_CST);
  CHECK(setitimer(ITIMER_REAL, &often, NULL) == 0);
  while (counted(&handled_on_fresh_threads) < begun + ENOUGH) {
    for (i = 0; i < THREADS; i++) {
      CHECK(pthread_kill(threads[i], i % 2 == 0 ? SIGUSR1 : SIGALRM) == 0);
    }
  }
  CHECK(pthread_join(asking, NULL) == 0);
  CHECK(pthread_join(polling, NULL) == 0);
  CHECK(now_ms() - start < 2000);
  CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
  __atomic_store_n(&is_over, 1, __ATOMIC_SEQ_CST);
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  __atomic_store_n(&shared, NULL, __ATOMIC_SEQ_CST);
  __atomic_store_n(&watched, NULL, __ATOMIC_SEQ_CST);
  smsp.watch_free(watch);
  smsp.client_free(client);
  smsp.client_free(other);
}

int main(int argc, char **argv) {
  struct server server;
  int rounds;
  int i;

  CHECK(argc == 3);
  rounds = atoi(argv[2]);
  server = start_server();
  load(argv[1], rounds % 2 == 0 ? RTLD_LAZY : RTLD_NOW);
  handle(SIGUSR1);
  handle(SIGALRM);
  for (i = 0; i < rounds; i++) {
    round_of(&server, i);
  }
  CHECK(counted(&asked_for_memory) == 0);
  stop_server(&server);
  return 0;
}
