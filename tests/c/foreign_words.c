/* The system's texts as a locale with another encoding has them: these functions take
 * the place of the C library's in a program that is compiled with this file. No text of
 * theirs may come to light.
 *
 * getaddrinfo() fails with the code in the environment variable LOOK_UP.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

/* "étranger" in ISO-8859-1. */
static char foreign[] = "\xe9tranger";

int __xpg_strerror_r(int number, char *buffer, size_t size);

int __xpg_strerror_r(int number, char *buffer, size_t size) {
  (void)number;
  if (size < sizeof foreign) {
    return ERANGE;
  }
  memcpy(buffer, foreign, sizeof foreign);
  return 0;
}

char *strerror(int number) {
  (void)number;
  return foreign;
}

const char *gai_strerror(int code) {
  (void)code;
  return foreign;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
  const char *code = getenv("LOOK_UP");

  (void)name;
  (void)service;
  (void)hints;
  (void)found;
  errno = ENFILE;
  return code == NULL ? EAI_NONAME : atoi(code);
}
