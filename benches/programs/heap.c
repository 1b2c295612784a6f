/*
 * Stands in front of the C library's allocator in the whole program, shared
 * libraries, C++ and Rust included. For programs with one thread.
 */
#include "heap.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

/* The allocator of glibc under the names that it has for this. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static struct heap heap;

void heap_begin(void)
{
  heap.peak = heap.live;
  heap.allocations = 0;
  heap.growths = 0;
}

struct heap heap_now(void)
{
  return heap;
}

static void *count(void *block)
{
  heap.live += (long long)malloc_usable_size(block);
  if (heap.peak < heap.live) {
    heap.peak = heap.live;
  }
  return block;
}

void *malloc(size_t size)
{
  heap.allocations++;
  return count(__libc_malloc(size));
}

void *calloc(size_t items, size_t size)
{
  heap.allocations++;
  return count(__libc_calloc(items, size));
}

void *realloc(void *old, size_t size)
{
  const long long before = (long long)malloc_usable_size(old);
  void *block = __libc_realloc(old, size);

  if (old == NULL) {
    heap.allocations++;
  } else {
    heap.growths++;
  }
  if (block != NULL) {
    heap.live -= before;
  }
  return count(block);
}

void *memalign(size_t alignment, size_t size)
{
  heap.allocations++;
  return count(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
  return memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
  *block = memalign(alignment, size);
  return *block == NULL ? ENOMEM : 0;
}

void free(void *block)
{
  heap.live -= (long long)malloc_usable_size(block);
  __libc_free(block);
}
