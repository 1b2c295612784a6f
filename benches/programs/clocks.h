/* What a stretch of a program costs: time, and the process's time on a CPU. */
#ifndef CLOCKS_H
#define CLOCKS_H

#include <stdio.h>
#include <time.h>

struct clocks {
  long long wall; /* nanoseconds */
  long long cpu;  /* nanoseconds, of all threads, in the system too */
};

static long long clock_now(clockid_t clock)
{
  struct timespec now;

  clock_gettime(clock, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static struct clocks clocks_now(void)
{
  struct clocks now;

  now.wall = clock_now(CLOCK_MONOTONIC);
  now.cpu = clock_now(CLOCK_PROCESS_CPUTIME_ID);
  return now;
}

static void clocks_print_since(const struct clocks *start)
{
  const struct clocks now = clocks_now();

  printf("%lld %lld\n", now.wall - start->wall, now.cpu - start->cpu);
}

#endif
