/* The cost of a part of a program: time, the process's time on a CPU, and its
 * context switches. */
#ifndef CLOCKS_H
#define CLOCKS_H

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

struct clocks {
  long long wall; /* nanoseconds */
  long long cpu;  /* nanoseconds, of all threads, in the system too */
  long long switches; /* of all threads */
};

static long long clock_now(clockid_t clock)
{
  struct timespec now;

  clock_gettime(clock, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static struct clocks clocks_now(void)
{
  struct rusage usage;
  struct clocks now;

  getrusage(RUSAGE_SELF, &usage);
  now.switches = usage.ru_nvcsw + usage.ru_nivcsw;
  now.wall = clock_now(CLOCK_MONOTONIC);
  now.cpu = clock_now(CLOCK_PROCESS_CPUTIME_ID);
  return now;
}

static void clocks_print_since(const struct clocks *start)
{
  const struct clocks now = clocks_now();

  printf("%lld %lld %lld\n", now.wall - start->wall, now.cpu - start->cpu,
         now.switches - start->switches);
}

#endif
