/* Looks for the API key in the memory of the process. The key comes from standard
 * input, so that no argument and no environment variable holds it.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <fcntl.h>
#include <unistd.h>

#include "check.h"
#include "client_of.h"

/* The key is kept with each byte inverted, so that this program's own copy is
 * not what it finds. */
static unsigned char inverted[256];
static size_t key_length;

static void invert(const char *from, unsigned char *to, size_t length) {
  size_t i;

  for (i = 0; i < length; i++) {
    to[i] = (unsigned char)~(unsigned char)from[i];
  }
}

static void wipe(void *memory, size_t length) {
  volatile unsigned char *byte = memory;

  while (length-- > 0) {
    *byte++ = 0;
  }
}

/* Whether the bytes hold the inverted text. */
static int holds(const unsigned char *bytes, size_t size, const unsigned char *text,
                 size_t length) {
  const unsigned char *end = bytes + size;
  size_t j;

  while ((size_t)(end - bytes) >= length &&
         (bytes = memchr(bytes, text[0] ^ 0xff, (size_t)(end - bytes) - length + 1)) != NULL) {
    for (j = 1; j < length && (bytes[j] ^ text[j]) == 0xff; j++) {
    }
    if (j == length) {
      return 1;
    }
    bytes++;
  }
  return 0;
}

/* Whether any writable memory of the process holds the inverted text. */
static int process_holds(const unsigned char *text, size_t length) {
  static unsigned char page[1 << 16];
  FILE *maps = fopen("/proc/self/maps", "r");
  int memory = open("/proc/self/mem", O_RDONLY);
  char line[512];
  int found = 0;

  CHECK(maps != NULL && memory >= 0);
  while (fgets(line, sizeof line, maps) != NULL) {
    unsigned long start;
    unsigned long end;
    unsigned long at;
    char access[5];

    CHECK(sscanf(line, "%lx-%lx %4s", &start, &end, access) == 3);
    if (access[0] != 'r' || access[1] != 'w') {
      continue;
    }
    /* Windows overlap, so that a text across their border is seen. */
    for (at = start; at < end; at += sizeof page / 2) {
      size_t size = end - at < sizeof page ? end - at : sizeof page;
      ssize_t got;

      if (at <= (unsigned long)page + sizeof page && at + size >= (unsigned long)page) {
        continue; /* the window itself */
      }
      got = pread(memory, page, size, (off_t)at);
      if (got > 0 && holds(page, (size_t)got, text, length)) {
        found = 1;
      }
    }
  }
  wipe(page, sizeof page);
  close(memory);
  fclose(maps);
  return found;
}

/* Reads the key, and has no copy of it but the inverted one. */
static void read_key(void) {
  char line[sizeof inverted];
  ssize_t got = read(0, line, sizeof line);

  CHECK(got > 0);
  key_length = (size_t)got;
  invert(line, inverted, key_length);
  wipe(line, sizeof line);
}

/* Makes a client with the key on the stack only, and leaves no copy there. */
static smsp_client *client_with_key(const char *base_url, const char *ca_file) {
  char key[sizeof inverted];
  smsp_client *client;
  size_t i;

  for (i = 0; i < key_length; i++) {
    key[i] = (char)~inverted[i];
  }
  key[key_length] = '\0';
  client = client_of(base_url, ca_file, key);
  wipe(key, sizeof key);
  return client;
}

#endif
