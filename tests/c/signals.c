/* Calls go on under a storm of signals whose handlers do not restart them, and
 * the library leaves every handler and SIGPIPE as they were.
 *
 *   signals BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include <signal.h>
#include <sys/time.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"

enum { CALLS = 30 };

static volatile sig_atomic_t arrived;

static void note(int number) {
  (void)number;
  arrived++;
}

/* Sends a signal each millisecond, to a handler that interrupts system calls. */
static void start_storm(int number, int timer) {
  struct sigaction action;
  struct itimerval each_millisecond = {{0, 1000}, {0, 1000}};

  memset(&action, 0, sizeof action);
  action.sa_handler = note; /* without SA_RESTART */
  CHECK(sigaction(number, &action, NULL) == 0);
  CHECK(setitimer(timer, &each_millisecond, NULL) == 0);
}

/* A leak checker at the end of the program would be disturbed by it too. */
static void end_storm(int timer) {
  struct itimerval never = {{0, 0}, {0, 0}};

  CHECK(setitimer(timer, &never, NULL) == 0);
}

/* How many signals are blocked on this thread. */
static int blocked_signals(void) {
  sigset_t blocked;
  int number;
  int count = 0;

  CHECK(sigprocmask(SIG_SETMASK, NULL, &blocked) == 0);
  for (number = 1; number < 32; number++) {
    count += sigismember(&blocked, number) == 1;
  }
  return count;
}

static void is_still_handled_by(int number, void (*handler)(int)) {
  struct sigaction action;

  CHECK(sigaction(number, NULL, &action) == 0);
  CHECK(action.sa_handler == handler);
}

int main(int argc, char **argv) {
  smsp_client *client;
  int i;

  CHECK(argc == 4);
  CHECK(blocked_signals() == 0);
  start_storm(SIGALRM, ITIMER_REAL);
  start_storm(SIGPROF, ITIMER_PROF);
  client = client_of(argv[1], argv[2], argv[3]);
  for (i = 0; i < CALLS; i++) {
    smsp_result *result = smsp_client_bulk_status(client, "500");
    CHECK_TEXT(smsp_result_error_message(result), "");
    CHECK(smsp_result_count(result) == 500);
    smsp_result_free(result);
  }
  smsp_client_free(client);
  end_storm(ITIMER_REAL);
  end_storm(ITIMER_PROF);
  CHECK(arrived > 0);
  is_still_handled_by(SIGALRM, note);
  is_still_handled_by(SIGPROF, note);
  is_still_handled_by(SIGPIPE, SIG_DFL);
  CHECK(blocked_signals() == 0);
  return 0;
}
