/* Counts what a program allocates: link heap.c into it. */
#ifndef HEAP_H
#define HEAP_H

struct heap {
  long long live; /* bytes, as malloc rounds them */
  long long peak;
  long long allocations;
  long long growths; /* calls of realloc for what was there */
};

/* Counts from now on; the peak begins with what is live now. */
void heap_begin(void);

struct heap heap_now(void);

#endif
