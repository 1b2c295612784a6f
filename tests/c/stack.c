/* A call needs at most 64 KiB of stack: measured on threads whose stack was painted,
 * for a first call and a later one, each kind of call, and the threads of the library.
 *
 *   stack BASE_URL CA_FILE KEY [LABEL]        (CA_FILE "" over plain http)
 *   SMSP_BASE_URL names the plain sandbox for smsp_bulk_status().
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"

enum { STACK = 1 << 20, LIMIT = 64 << 10, PAINT = 0xa5, IDS = 4 };

static const char *label = "";
static const char *key;
static smsp_client *client;
static int is_over_limit;

static unsigned char *painted_stack(void) {
  unsigned char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

  CHECK(stack != MAP_FAILED);
  memset(stack, PAINT, STACK);
  return stack;
}

/* How far the use of a stack went below a point of it. */
static long depth_below(const unsigned char *stack, const unsigned char *point) {
  const unsigned char *lowest = stack;

  while (*lowest == PAINT) {
    lowest++;
  }
  return point - lowest;
}

static void judge(const char *name, long depth) {
  if (getenv("SMSP_TEST_PRINT") != NULL) {
    printf("%-10s %-16s %6ld bytes\n", label, name, depth);
  }
  if (depth > LIMIT) {
    fprintf(stderr, "%s %s needs %ld bytes of stack\n", label, name, depth);
    is_over_limit = 1;
  }
}

/* The stack of a thread of the library, of which there is one at a time here. */
static unsigned char *worker_stack;
static const unsigned char *worker_start;
static void *(*worker_work)(void *);

static void *run_worker(void *argument) {
  unsigned char here;

  worker_start = &here;
  return worker_work(argument);
}

static int create_thread(pthread_t *thread, const pthread_attr_t *attributes,
                         void *(*work)(void *), void *argument) {
  int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

  CHECK((*(void **)&create = dlsym(RTLD_NEXT, "pthread_create")) != NULL);
  return create(thread, attributes, work, argument);
}

/* Takes the place of the system's for the library: gives its thread a painted stack. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *),
                   void *argument) {
  pthread_attr_t painted;
  int outcome;

  (void)attributes;
  CHECK(worker_stack == NULL);
  worker_stack = painted_stack();
  worker_work = work;
  CHECK(pthread_attr_init(&painted) == 0);
  CHECK(pthread_attr_setstack(&painted, worker_stack, STACK) == 0);
  outcome = create_thread(thread, &painted, run_worker, argument);
  pthread_attr_destroy(&painted);
  return outcome;
}

static void judge_worker(const char *name) {
  CHECK(worker_stack != NULL);
  judge(name, depth_below(worker_stack, worker_start));
  munmap(worker_stack, STACK);
  worker_stack = NULL;
}

struct run {
  void (*call)(void);
  const unsigned char *start;
};

static void *run(void *argument) {
  struct run *run = argument;
  unsigned char here;

  run->start = &here;
  run->call();
  return NULL;
}

/* Makes a call on a painted stack. */
static void measure(const char *name, void (*call)(void)) {
  unsigned char *stack = painted_stack();
  pthread_attr_t attributes;
  pthread_t thread;
  struct run runs;

  runs.call = call;
  CHECK(pthread_attr_init(&attributes) == 0);
  CHECK(pthread_attr_setstack(&attributes, stack, STACK) == 0);
  CHECK(create_thread(&thread, &attributes, run, &runs) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  judge(name, depth_below(stack, runs.start));
  pthread_attr_destroy(&attributes);
  munmap(stack, STACK);
}

static void answered(smsp_result *result) {
  CHECK_TEXT(smsp_result_error_message(result), "");
  smsp_result_free(result);
}

static char **arguments;

static void make_client(void) {
  smsp_options *options = options_for(arguments[1], arguments[2]);

  CHECK(smsp_options_set_max_connections(options, 1) == SMSP_OK);
  client = smsp_client_new(key, options);
  smsp_options_free(options);
}

static void ask_without_set_up(void) { answered(smsp_bulk_status(key, "300")); }

static void ask(void) { answered(smsp_client_bulk_status(client, "300")); }

static void ask_for_many(void) { answered(smsp_client_bulk_status(client, "500")); }

static void ask_for_unknown(void) {
  smsp_result_free(smsp_client_bulk_status(client, "unknown"));
}

static void wait_for_end(void) { answered(smsp_client_wait(client, "111", 1000, NULL, NULL)); }

static void poll_once(void) {
  smsp_watch *watch = smsp_watch_new(client, "111", 1000);

  answered(smsp_watch_next(watch));
  smsp_watch_free(watch);
}

static void batch(void) {
  static const char *const ids[IDS] = {"300", "500", "111", "300"};
  smsp_batch *results = smsp_client_bulk_status_many(client, ids, IDS, NULL, NULL);

  CHECK(smsp_batch_error_count(results) == 0);
  smsp_batch_free(results);
}

static void free_client(void) { smsp_client_free(client); }

static void refuse(void) {
  smsp_options *options = options_for(arguments[1], "");
  smsp_client *other;

  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  other = smsp_client_new(key, options);
  smsp_options_free(options);
  smsp_result_free(smsp_client_bulk_status(other, "300"));
  smsp_client_free(other);
}

/* What a setter reads. */
static void read_certificates(void) {
  smsp_options *options = options_for(arguments[1], arguments[2]);

  /* A system may have none. */
  (void)smsp_options_set_trust(options, SMSP_TRUST_SYSTEM);
  (void)smsp_options_set_ca_file(options, "/etc/ssl/certs/ca-certificates.crt");
  smsp_options_free(options);
}

static void look_up(void) {
  smsp_options *options = options_for("https://name.invalid/v1", "");
  smsp_client *other;

  CHECK(smsp_options_set_proxy(options, "") == SMSP_OK);
  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  other = smsp_client_new(key, options);
  smsp_options_free(options);
  smsp_result_free(smsp_client_bulk_status(other, "300"));
  smsp_client_free(other);
}

int main(int argc, char **argv) {
  CHECK(argc == 4 || argc == 5);
  arguments = argv;
  key = argv[3];
  label = argc == 5 ? argv[4] : "";
  measure("no set-up, first", ask_without_set_up);
  measure("no set-up, later", ask_without_set_up);
  measure("client_new", make_client);
  measure("first call", ask);
  measure("later call", ask);
  measure("500 recipients", ask_for_many);
  measure("wait", wait_for_end);
  measure("watch_next", poll_once);
  measure("batch", batch);
  judge_worker("batch's worker");
  measure("unknown ID", ask_for_unknown);
  measure("client_free", free_client);
  /* Connections of their own, on the library's thread. */
  make_client();
  measure("batch, anew", batch);
  judge_worker("its worker, anew");
  smsp_client_free(client);
  make_client();
  measure("watch_next, anew", poll_once);
  smsp_client_free(client);
  make_client();
  measure("wait, anew", wait_for_end);
  smsp_client_free(client);
  measure("refused", refuse);
  measure("certificates", read_certificates);
  measure("look-up", look_up);
  judge_worker("its thread");
  CHECK(!is_over_limit);
  return 0;
}
